"""In which unit a ticket was: also where its holder took it along. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from complaints_service.tickets.ledger.moves import PLACES
from sla import CustodySpan, Event
from sla.events import seconds_of
from sla.timeline import Timeline

_SECOND = timedelta(seconds=1)


class UnitsOver:
    """In which unit the ticket was at an instant."""

    def __init__(self, dated: Sequence[Event]) -> None:
        moves = [event for event in dated if event.kind in PLACES and event.data.get("unit")]
        self._at = [event.at for event in moves]
        self._unit = [str(event.data["unit"]) for event in moves]

    def at(self, instant: datetime) -> str:
        """The unit at an instant; empty for a ticket that no entry places."""
        index = bisect_right(self._at, instant) - 1
        return self._unit[max(0, index)] if self._unit else ""

    def cuts(self, start: datetime, end: datetime) -> list[datetime]:
        """When the ticket went to another unit inside a span: its holder took it along."""
        return [at for at in self._at if start < at < end and self.at(at) != self.at(at - _SECOND)]


def cut(span: CustodySpan, cuts: Sequence[datetime], line: Timeline | None) -> list[CustodySpan]:
    """A span in the parts that lie between these instants."""
    if not cuts or line is None:
        return [span]
    bounds = [span.start, *cuts, span.end]
    worked = [line.work(min(max(seconds_of(at), line.first), line.horizon)) for at in bounds]
    return [
        span._replace(start=start, end=end, seconds=until - since)
        for (start, since), (end, until) in pairwise(zip(bounds, worked, strict=True))
    ]
