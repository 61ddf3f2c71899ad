"""What came to a unit and what went, by day and by month, and where a unit's time went without it. Pure.

What waited at the end of a month is all that came since the office began without what went, and weeks begin
on any day: of cells that tell categories and places apart that would be more the larger the office is. These
are of a unit alone, and as many however much it has to do.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from complaints_service.measurement.facts.cells.others import class_of
from complaints_service.measurement.facts.cells.sums import Counts
from complaints_service.measurement.facts.rows import ClockRow, CustodyRow, ElsewhereRow, FlowRow

#: What a ticket is counted in when it has come and gone: the clock of being done with.
FLOWS_OF = "resolution"
#: How long a cell of flows is.
DAY, MONTH = "day", "month"
_MONTH_ENDS = len("2026-11")


class FlowKey(NamedTuple):
    """Which cell: a unit's local day (`2026-11-30`) or month (`2026-11`); `every` says which."""

    every: str
    since: str
    unit: str


@dataclass(kw_only=True)
class FlowSums(Counts):
    """How many resolutions a unit came to owe, how many ended, and by how many more it owed after it.

    `came` and `went` count what was broken before a split once, where it was; `more` counts all that waits,
    and may be below zero.
    """

    came: int = 0
    went: int = 0
    more: int = 0


class ElsewhereKey(NamedTuple):
    """Which cell: `unit` is whose the report is now, `holder` the class of whoever had it (`class_of`)."""

    month: str
    unit: str
    holder: str


@dataclass(kw_only=True)
class ElsewhereSums(Counts):
    """For how many working seconds a unit's reports were with such a holder."""

    seconds: int = 0


FlowCells = dict[FlowKey, FlowSums]
ElsewhereCells = dict[ElsewhereKey, ElsewhereSums]


def flow_rows(clocks: Iterable[ClockRow], received_at: datetime, zone: ZoneInfo) -> tuple[FlowRow, ...]:
    """On which days a ticket's resolutions began and ended; none for what has done neither."""
    return tuple(
        FlowRow(
            row.ticket_id,
            row.round,
            row.owner_unit or "",
            _day(row.started_at, zone),
            _day(row.stopped_at, zone),
            row.inherited,
            received_at,
        )
        for row in clocks
        if row.clock == FLOWS_OF and (row.started_at is not None or row.stopped_at is not None)
    )


def elsewhere_rows(custody: Iterable[CustodyRow], unit: str) -> tuple[ElsewhereRow, ...]:
    """The time for which no unit had a ticket that is this unit's now, by month and class of holder."""
    sums: dict[tuple[int, str, str], int] = {}
    for row in custody:
        if not row.unit:
            key = (row.ticket_id, row.month, class_of(row.holder))
            sums[key] = sums.get(key, 0) + row.seconds
    return tuple(ElsewhereRow(*key, unit, seconds) for key, seconds in sums.items())


def put_flows(cells: FlowCells, flows: Iterable[FlowRow]) -> None:
    """Adds on which days one ticket's resolutions came and went."""
    for row in flows:
        once = 0 if row.inherited else 1
        if row.came:
            _put(cells, row.came, row.unit, FlowSums(came=once, more=1))
        if row.went:
            _put(cells, row.went, row.unit, FlowSums(went=once, more=-1 if row.came else 0))


def put_elsewhere(cells: ElsewhereCells, elsewhere: Iterable[ElsewhereRow]) -> None:
    """Adds where one ticket's time went without a unit."""
    for row in elsewhere:
        key = ElsewhereKey(row.month, row.unit, row.holder)
        cells.setdefault(key, ElsewhereSums()).seconds += row.seconds


def _put(cells: FlowCells, day: str, unit: str, sums: FlowSums) -> None:
    for key in (FlowKey(DAY, day, unit), FlowKey(MONTH, day[:_MONTH_ENDS], unit)):
        if key in cells:
            cells[key].add(sums)
        else:
            cells[key] = FlowSums(came=sums.came, went=sums.went, more=sums.more)


def _day(instant: datetime | None, zone: ZoneInfo) -> str:
    return "" if instant is None else instant.astimezone(zone).date().isoformat()
