"""The figures of a report out of the cells of months, by the definitions of the public page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from complaints_service.db import remembered
from complaints_service.errors import marked
from complaints_service.measurement.facts.cells.models import MonthCell
from complaints_service.measurement.facts.cells.months import NO_MONTH, TICKET, CellKey, CellSums
from complaints_service.measurement.facts.cells.storing import cells_of_months
from complaints_service.measurement.months import month_of
from complaints_service.office_reports.basis import Basis
from complaints_service.office_reports.comparing import count_change, share_change, wait_change
from complaints_service.office_reports.content import ReportCell, ReportColumn
from complaints_service.office_reports.measures import RECEIVED
from complaints_service.openness.figures import MEDIAN, NINE_IN_TEN, Row, curve_of, promise_figure, total_of

MonthCells = Sequence[tuple[CellKey, CellSums]]


class Beside(NamedTuple):
    """What is told of a row, and the same of the months it is compared with (None: with nothing)."""

    now: Row
    before: Row | None


def cells_for(session: Session, basis: Basis, months: Sequence[str]) -> MonthCells:
    """The cells of these months that a report is of; with a month that runs also what has no verdict yet."""
    if not months:
        return []
    runs = months[-1] == month_of(basis.now, basis.calendar.zone)
    found = _cells(session, (*months, NO_MONTH) if runs else tuple(months))
    return [(key, sums) for key, sums in found if _inside(key, basis)]


@remembered
def _cells(session: Session, months: tuple[str, ...]) -> MonthCells:
    """Several tables of a report are of the same cells."""
    return cells_of_months(session, months)


def received_in(session: Session, basis: Basis) -> int:
    """How many tickets a report is of."""
    inside = [MonthCell.clock == coming(basis).clock]
    inside += [getattr(MonthCell, way) == code for way, code in basis.where.items()]
    if not basis.whole:
        inside.append(MonthCell.unit.in_(basis.units))
    came = select(func.sum(MonthCell.received)).where(MonthCell.month.in_(basis.asked.months), *inside)
    return session.scalar(came) or 0


def beside(session: Session, basis: Basis, way: str | None = None) -> dict[str, Beside]:
    """The rows of a report by a way (None: one for all, under the empty code), and those beside them."""
    now = _rows(cells_for(session, basis, basis.asked.months), way)
    compared = basis.asked.compared
    before = _rows(cells_for(session, basis, compared), way)
    return {
        code: Beside(now.get(code, Row()), before.get(code, Row()) if compared else None)
        for code in sorted(now.keys() | before.keys() | ({""} if way is None else set()))
    }


def added(rows: Iterable[Beside]) -> Beside:
    """Several rows as one."""
    kept = list(rows)
    before = [each.before for each in kept if each.before is not None]
    return Beside(total_of(each.now for each in kept), total_of(before) if before else None)


class Coming(NamedTuple):
    """What of a report is told to have come: its title, the clock whose beginning counts, its measure."""

    title: str
    clock: str
    measure: str

    def count(self, row: Row) -> int:
        """How many."""
        return row.received if self.clock == TICKET else row.clocks[self.clock].received

    def cell(self, basis: Basis, row: Beside) -> ReportCell:
        """The count, and how it differs from the one before."""
        before = None if row.before is None else self.count(row.before)
        return count_cell(basis, self.count(row.now), before, self.measure)


_RECEIVED = Coming(marked("Diterima"), TICKET, RECEIVED)
_OWED = Coming(marked("Menjadi tugasnya"), "resolution", "resolution.begun")


def coming(basis: Basis, way: str = "") -> Coming:
    """What came: reports, or of units the resolutions they came to owe, opened again too.

    A report is received by whoever's clock begins first, and that is the desk: of any other unit it would say
    that nothing came.
    """
    of_units = way == "unit" or not basis.whole or "unit" in basis.where
    return _OWED if of_units else _RECEIVED


def done(row: Row, clock: str) -> int:
    """How often a promise came to its end in these months, in time or late."""
    return row.clocks[clock].met + row.clocks[clock].caught_up


def count_cell(basis: Basis, now: int, before: int | None, measure: str = "") -> ReportCell:
    """A count, and how it differs per day from the one before."""
    change = None
    if before is not None:
        asked = basis.asked
        change = count_change(now, before, basis.days(asked.months), basis.days(asked.compared))
    return ReportCell(value=now, change=change, measure=measure)


#: The columns that tell of one promise, in the order of `promise_cells`.
PROMISE_COLUMNS = (
    (marked("Tepat waktu"), "share", "higher"),
    (marked("Separuh selesai dalam"), "seconds", "lower"),
    (marked("9 dari 10 selesai dalam"), "seconds", "lower"),
    (marked("Terlambat, masih menunggu"), "count", "lower"),
)


def promise_columns(basis: Basis) -> tuple[ReportColumn, ...]:
    """The columns that tell of one promise."""
    return tuple(ReportColumn(basis.say(title), kind, better) for title, kind, better in PROMISE_COLUMNS)


def promise_cells(basis: Basis, row: Beside, clock: str) -> tuple[ReportCell, ...]:
    """How one promise was kept: the public page's figures, and how they differ from those before."""
    floor, measure = basis.floor, f"{clock}.judged"
    curve = curve_of(row.now, clock)
    told = promise_figure(row.now, clock, floor, curve)
    n, on_time = told["n"], told["on_time"]
    share = waits = None
    if row.before is not None:
        curve_before = curve_of(row.before, clock)
        told_before = promise_figure(row.before, clock, floor, curve_before)
        share = share_change((on_time, n), (told_before["on_time"], told_before["n"]), floor) if n else None
        waits = {
            part: wait_change(curve, curve_before, part)
            for part, name in ((MEDIAN, "median"), (NINE_IN_TEN, "p90"))
            if told[name] is not None and told_before[name] is not None
        }
    return (
        ReportCell(value=on_time / n if n >= floor else None, n=n, k=on_time, change=share, measure=measure),
        ReportCell(value=told["median"], n=n, change=(waits or {}).get(MEDIAN), measure=measure),
        ReportCell(value=told["p90"], n=n, change=(waits or {}).get(NINE_IN_TEN), measure=measure),
        # No comparison: what was late before had longer to be done by now.
        count_cell(basis, told["open_late"], None, f"{clock}.open_late"),
    )


def _inside(key: CellKey, basis: Basis) -> bool:
    if not basis.whole and key.unit not in basis.units:
        return False
    return all(getattr(key, way) == code for way, code in basis.where.items())


def _rows(cells: MonthCells, way: str | None) -> Mapping[str, Row]:
    rows: dict[str, Row] = {}
    for key, sums in cells:
        code = getattr(key, way) if way else ""
        if code not in rows:
            rows[code] = Row()
        rows[code].add(key, sums)
    return rows
