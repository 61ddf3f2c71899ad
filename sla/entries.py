"""A ledger laid in order: what counts up to an instant, and what was taken back (48, 49)."""

from __future__ import annotations

from collections.abc import Iterable
from operator import itemgetter

from sla.errors import SlaError
from sla.events import EPOCH, Event, seconds_of

BY_INSTANT = itemgetter(0, 1)


class Entries:
    """The events up to `as_of` by their own instants, equal ones in ledger order."""

    __slots__ = ("bounced", "dated", "first", "received", "unmarked")

    def __init__(self, events: Iterable[Event], as_of: int) -> None:
        dated: list[tuple[int, int, Event]] = []
        self.first: Event | None = None
        self.received = as_of
        self.unmarked: set[object] = set()
        self.bounced: set[int] = set()
        bounces = False
        ordered = True
        last = (-1 << 62, 0)
        for event in events:
            try:
                since = event.at - EPOCH
            except TypeError:
                seconds_of(event.at, f"event {event.seq}")
                raise
            at = since.days * 86400 + since.seconds
            if at > as_of:
                continue
            kind = event.kind
            if (at, event.seq) < last:
                ordered = False
            last = (at, event.seq)
            dated.append((at, event.seq, event))
            if kind == "ticket.received":
                if self.first is None or last < (self.received, self.first.seq):
                    self.first, self.received = event, at
            elif kind == "message.unmarked":
                self.unmarked.add(event.data.get("message"))
            elif kind == "message.bounced":
                bounces = True
        if self.first is None:
            raise SlaError("not_received", "events", "the ledger has no ticket.received yet")
        if not ordered:
            dated.sort(key=BY_INSTANT)
        self.dated = dated
        if bounces:
            self._take_back()

    def _take_back(self) -> None:
        """Deliveries that came back later by the same route: they are as if never accepted (20)."""
        accepted: dict[tuple[object, object], list[int]] = {}
        for _at, seq, event in self.dated:
            if event.kind == "message.delivered":
                accepted.setdefault((event.data.get("message"), event.data.get("route")), []).append(seq)
            elif event.kind == "message.bounced":
                self.bounced.update(accepted.get((event.data.get("message"), event.data.get("route")), ()))
