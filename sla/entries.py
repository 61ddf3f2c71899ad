"""A ledger laid in order: what counts up to an instant, and what was taken back (48, 49)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from operator import itemgetter

from sla.errors import SlaError
from sla.events import EPOCH, Event, instant_of, refused

#: What later entries say of earlier ones: a message was no answer, a delivery came back.
LOOKED_AHEAD = frozenset({"message.unmarked", "message.bounced"})


class Instants(dict[int, datetime]):
    """The instants of whole seconds, each made once."""

    def __missing__(self, at: int) -> datetime:
        found = self[at] = instant_of(at)
        return found


class Entries:
    """The events up to `as_of` by their own instants, equal ones in ledger order."""

    __slots__ = ("bounced", "dated", "first", "instants", "received", "unmarked")

    def __init__(self, events: Iterable[Event], as_of: int) -> None:
        dated: list[tuple[int, int, Event]] = []
        self.instants = instants = Instants()  # of whole seconds in UTC, as they came
        ahead: list[Event] = []
        for event in events:
            seq, kind, instant, _recorded, by, _data = event
            try:
                since = instant - EPOCH
            except TypeError:
                raise refused("naive_instant", event, f"{instant} has no offset from UTC") from None
            at = since.days * 86400 + since.seconds
            if at > as_of:
                continue
            if by.__class__ is not str or not by:
                raise refused("by_missing", event, f"{kind} does not say whose act it was")
            dated.append((at, seq, event))
            if instant.tzinfo is UTC and not since.microseconds:
                instants[at] = instant
            if kind in LOOKED_AHEAD:
                ahead.append(event)
        dated.sort(key=itemgetter(1))  # twice, not by both at once: nearly always it is in order already
        dated.sort(key=itemgetter(0))
        self.unmarked = {event.data.get("message") for event in ahead if event.kind == "message.unmarked"}
        self.bounced: set[int] = set()
        self.dated = dated
        for at, _seq, event in dated:
            if event.kind == "ticket.received":
                self.first, self.received = event, at
                break
        else:
            raise SlaError("not_received", "events", "the ledger has no ticket.received yet")
        if len(ahead) > len(self.unmarked):
            self._take_back()

    def _take_back(self) -> None:
        """Deliveries that came back later by the same route: they are as if never accepted (20)."""
        accepted: dict[tuple[object, object], list[int]] = {}
        for _at, seq, event in self.dated:
            if event.kind == "message.delivered":
                accepted.setdefault((event.data.get("message"), event.data.get("route")), []).append(seq)
            elif event.kind == "message.bounced":
                self.bounced.update(accepted.get((event.data.get("message"), event.data.get("route")), ()))
