"""A ledger laid in order: what counts up to an instant, and what was taken back (48, 49)."""

from __future__ import annotations

from collections.abc import Iterable
from operator import itemgetter

from sla.errors import SlaError
from sla.events import EPOCH, Event, refused


class Entries:
    """The events up to `as_of` by their own instants, equal ones in ledger order."""

    __slots__ = ("bounced", "dated", "first", "received", "unmarked")

    def __init__(self, events: Iterable[Event], as_of: int) -> None:
        dated: list[tuple[int, int, Event]] = []
        self.unmarked: set[object] = set()
        self.bounced: set[int] = set()
        bounces = False
        for event in events:
            try:
                since = event.at - EPOCH
            except TypeError:
                raise refused("naive_instant", event, f"{event.at} has no offset from UTC") from None
            at = since.days * 86400 + since.seconds
            if at > as_of:
                continue
            dated.append((at, event.seq, event))
            if event.kind == "message.unmarked":
                self.unmarked.add(event.data.get("message"))
            elif event.kind == "message.bounced":
                bounces = True
        dated.sort(key=itemgetter(0, 1))
        self.dated = dated
        for at, _seq, event in dated:
            if event.kind == "ticket.received":
                self.first, self.received = event, at
                break
        else:
            raise SlaError("not_received", "events", "the ledger has no ticket.received yet")
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
