"""What a ticket's facts add to the cells of its months: counts and waits that add up. Pure.

A cell is what happened in one month to one clock in one unit, category, kelurahan and kind of complaint; any
figure of a month by these is a sum of cells, however old the office is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from zoneinfo import ZoneInfo

from complaints_service.measurement.facts.cells.sums import Sums
from complaints_service.measurement.facts.cells.waits import Wait
from complaints_service.measurement.facts.rows import ClockRow, TicketRow
from complaints_service.measurement.months import month_of
from complaints_service.tickets.ledger.deadlines import OFFICE_CLOCKS, RUNNING

#: Where what is not a clock's but the ticket's own is counted: its coming, and whether it is over.
TICKET = "ticket"
#: The month of what is neither stopped nor broken yet, as in the facts (58).
NO_MONTH = ""


class CellKey(NamedTuple):
    """Which cell: `month` empty while a clock has none yet, `unit` and `kelurahan` where there is none."""

    month: str
    unit: str
    category: str
    kelurahan: str
    kind: str
    clock: str


@dataclass(kw_only=True)
class CellSums(Sums):
    """What is counted in a cell; verdicts by the rules of the figures (58 to 60), each counted once.

    `received`: begun in this month. `met`, `breached`, `stopped`: by their verdict's month; `open_late` of
    the broken still wait. `caught_up`: broken earlier or now, and stopped in this month: what was late and
    open at the end of a month is all that was broken until then without what caught up until then.
    `still_open`: of tickets those not closed, of clocks those that run. `waits`: what a curve is made of.
    """

    received: int = 0
    met: int = 0
    breached: int = 0
    open_late: int = 0
    caught_up: int = 0
    still_open: int = 0
    stopped: int = 0


Cells = dict[CellKey, CellSums]


class AddedToCell(NamedTuple):
    """What one ticket adds to one cell: one of each of these counts, and the wait that a clock came to."""

    key: CellKey
    counts: Sequence[str]
    wait: Wait | None = None


def told_of(ticket: TicketRow, clocks: Iterable[ClockRow], zone: ZoneInfo) -> list[AddedToCell]:
    """What one ticket's facts add to the cells of its months."""
    clocks = sorted(
        (row for row in clocks if row.clock in OFFICE_CLOCKS),
        key=lambda row: (OFFICE_CLOCKS.index(row.clock), row.round),
    )
    came = month_of(ticket.received_at, zone)
    unit = next((row.owner_unit for row in clocks if row.owner_unit), "")
    here = CellKey(came, unit, ticket.category, ticket.kelurahan or "", ticket.kind, TICKET)
    told = [
        AddedToCell(here, ("received", "still_open") if ticket.final_closed_at is None else ("received",))
    ]
    for row in clocks:
        told += _told_of_clock(row, zone)
    return told


def _told_of_clock(row: ClockRow, zone: ZoneInfo) -> Iterator[AddedToCell]:
    def at(month: str | None) -> CellKey:
        return CellKey(
            month or NO_MONTH, row.owner_unit or "", row.category, row.kelurahan or "", row.kind, row.clock
        )

    counts, wait = _verdict(row), _wait(row)
    if counts or wait is not None:
        yield AddedToCell(at(row.month), counts, wait)
    if row.inherited:  # broken before the split it came from: counted there
        return
    if row.started_at is not None:
        yield AddedToCell(at(month_of(row.started_at, zone)), ("received",))
    if row.status == "breached" and row.stopped_at is not None:
        yield AddedToCell(at(month_of(row.stopped_at, zone)), ("caught_up",))


def put(cells: Cells, told: Iterable[AddedToCell]) -> None:
    """Adds what one ticket's facts come to."""
    for key, counts, wait in told:
        sums = cells.get(key)
        if sums is None:
            sums = cells[key] = CellSums()
        sums.count(counts, wait)


def verdict_of(row: ClockRow) -> CellSums:
    """What a clock's verdict adds to the month it belongs to."""
    verdict = CellSums()
    verdict.count(_verdict(row), _wait(row))
    return verdict


def _verdict(row: ClockRow) -> list[str]:
    counts = []
    if not row.inherited:
        if row.status in ("met", "breached"):
            counts.append(row.status)
        if row.late_open:
            counts.append("open_late")
    if row.status in RUNNING:
        counts.append("still_open")
    if row.status == "stopped":
        counts.append("stopped")
    return counts


def _wait(row: ClockRow) -> Wait | None:
    return (row.used_seconds or 0, row.finished) if row.observed else None
