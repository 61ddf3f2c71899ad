"""What a ticket's facts add to the cells of its months: counts and waits that add up. Pure.

A cell is what happened in one month to one clock in one unit, category, kelurahan and kind of complaint; any
figure of a month by these is a sum of cells, however old the office is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple
from zoneinfo import ZoneInfo

from complaints_service.measurement.facts.rows import ClockRow, TicketRow
from complaints_service.measurement.facts.sums import Sums
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


def put(cells: Cells, ticket: TicketRow, clocks: Iterable[ClockRow], zone: ZoneInfo, times: int = 1) -> None:
    """Adds what one ticket's facts come to, or with -1 takes it away."""
    clocks = sorted(
        (row for row in clocks if row.clock in OFFICE_CLOCKS),
        key=lambda row: (OFFICE_CLOCKS.index(row.clock), row.round),
    )
    came = month_of(ticket.received_at, zone)
    unit = next((row.owner_unit for row in clocks if row.owner_unit), "")
    here = CellKey(came, unit, ticket.category, ticket.kelurahan or "", ticket.kind, TICKET)
    _add(cells, here, CellSums(received=1, still_open=int(ticket.final_closed_at is None)), times)
    for row in clocks:
        _put_clock(cells, row, zone, times)


def _put_clock(cells: Cells, row: ClockRow, zone: ZoneInfo, times: int) -> None:
    def at(month: str | None) -> CellKey:
        return CellKey(
            month or NO_MONTH, row.owner_unit or "", row.category, row.kelurahan or "", row.kind, row.clock
        )

    once = int(not row.inherited)  # broken before the split it came from: counted there
    _add(cells, at(row.month), verdict_of(row), times)
    if row.started_at is not None:
        _add(cells, at(month_of(row.started_at, zone)), CellSums(received=once), times)
    if once and row.status == "breached" and row.stopped_at is not None:
        _add(cells, at(month_of(row.stopped_at, zone)), CellSums(caught_up=1), times)


def verdict_of(row: ClockRow) -> CellSums:
    """What a clock's verdict adds to the month it belongs to."""
    once = int(not row.inherited)
    verdict = CellSums(
        met=once * (row.status == "met"),
        breached=once * (row.status == "breached"),
        open_late=once * row.late_open,
        still_open=int(row.status in RUNNING),
        stopped=int(row.status == "stopped"),
    )
    if row.observed:
        verdict.waits[row.used_seconds or 0, row.finished] += 1
    return verdict


def _add(cells: Cells, key: CellKey, sums: CellSums, times: int) -> None:
    if not sums.empty:
        cells.setdefault(key, CellSums()).add(sums, times)
