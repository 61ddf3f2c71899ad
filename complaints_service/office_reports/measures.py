"""The rows behind each figure of a report: which tickets, by the same rules as the cells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, and_, func, literal, literal_column, or_, select, union_all
from sqlalchemy.orm import Session

from complaints_service.measurement.facts.clock_indexes import RUNS
from complaints_service.measurement.facts.models import ClockFact, TicketFact
from complaints_service.office_reports.basis import WAYS, Basis
from complaints_service.openness.figures import CLOCKS
from complaints_service.tickets.ledger.deadlines import LEGAL_CLOCKS, OFFICE_CLOCKS

#: So far ahead is told what breaks soon.
WEEK = timedelta(days=7)
_ONCE = ClockFact.inherited.is_(False)


def within(column: Any, start: datetime, end: datetime) -> ColumnElement[bool]:
    """Whether an instant is in `[start, end)`."""
    return and_(column >= start, column < end)


def _judged(clock: str, basis: Basis) -> ColumnElement[bool]:
    verdict = ClockFact.status.in_(("met", "breached"))
    return and_(ClockFact.clock == clock, _ONCE, verdict, ClockFact.month.in_(basis.asked.months))


def _done(clock: str, basis: Basis) -> ColumnElement[bool]:
    start, end = basis.span(basis.asked.months)
    verdict = ClockFact.status.in_(("met", "breached"))
    return and_(ClockFact.clock == clock, _ONCE, verdict, within(ClockFact.stopped_at, start, end))


def _open_late(clock: str, basis: Basis) -> ColumnElement[bool]:
    return and_(_judged(clock, basis), ClockFact.status == "breached", ClockFact.stopped_at.is_(None))


def _begun(clock: str, basis: Basis) -> ColumnElement[bool]:
    start, end = basis.span(basis.asked.months)
    return and_(ClockFact.clock == clock, _ONCE, within(ClockFact.started_at, start, end))


def _due(clock: str, basis: Basis) -> ColumnElement[bool]:
    # Written out, as the index is: SQLite cannot know what a parameter will be.
    runs = ClockFact.status.in_([literal_column(repr(status)) for status in RUNS])
    return and_(ClockFact.clock == clock, runs, within(ClockFact.due_at, basis.now, basis.now + WEEK))


def waiting_at(end: datetime) -> ColumnElement[bool]:
    """Whether the office still owed a resolution at an instant."""
    return or_(*waiting_ways(end))


def waiting_ways(end: datetime) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """The same in two that exclude each other: it waits until today, or was stopped since.

    Counted each by itself an index answers, together it only tells which rows to read.
    """
    # No range, for SQLite would read along it all that ever began rather than the few that are open.
    at = literal(end, ClockFact.started_at.type)
    begun = and_(of_resolution(), func.coalesce(ClockFact.started_at, at) < at)
    return and_(begun, ClockFact.stopped_at.is_(None)), and_(begun, ClockFact.stopped_at >= end)


def ends_at(basis: Basis) -> datetime:
    """The end of the report's months, or the instant its facts hold at."""
    return min(basis.span(basis.asked.months)[1], basis.now)


def of_resolution() -> ColumnElement[bool]:
    """Whether it is the clock of a resolution: written out, as its indexes are."""
    return ClockFact.clock == literal_column("'resolution'")


def count_by_unit(session: Session, basis: Basis, *ways: ColumnElement[bool]) -> Counter[str]:
    """How many clocks of a report are of any of these ways, which exclude each other."""
    counted: Counter[str] = Counter()
    asked = (
        select(ClockFact.owner_unit, func.count())
        .where(which, clocks_inside(basis))
        .group_by(ClockFact.owner_unit)
        for which in ways
    )
    for unit, count in session.execute(union_all(*asked)):
        counted[unit or ""] += count
    return counted


def ended_by_decision(basis: Basis) -> ColumnElement[bool]:
    """Whether the promise of a resolution ended in the report's months without one."""
    return and_(
        ClockFact.clock == "resolution",
        ClockFact.status == "stopped",
        ClockFact.month.in_(basis.asked.months),
    )


#: Measure -> which clocks stand behind it; `received` is of tickets.
MEASURES: dict[str, Callable[[Basis], ColumnElement[bool]]] = {
    **{f"{clock}.judged": partial(_judged, clock) for clock in (*CLOCKS, *LEGAL_CLOCKS)},
    **{
        f"{clock}.{name}": partial(which, clock)
        for clock in CLOCKS
        for name, which in (("begun", _begun), ("done", _done), ("open_late", _open_late), ("due", _due))
    },
    "waiting": lambda basis: waiting_at(ends_at(basis)),
    "ended": ended_by_decision,
}
RECEIVED = "received"


def clocks_inside(basis: Basis) -> ColumnElement[bool]:
    """Whether a clock is of the units and codes that a report is narrowed to."""
    columns = dict(zip(WAYS, (ClockFact.owner_unit, ClockFact.category, ClockFact.kelurahan), strict=True))
    asked = [
        columns[way] == code if code else or_(columns[way].is_(None), columns[way] == "")
        for way, code in basis.where.items()
    ]
    if not basis.whole:
        asked.append(ClockFact.owner_unit.in_(basis.units))
    return and_(True, *asked)


def tickets_behind(session: Session, basis: Basis, measure: str) -> Sequence[tuple[int, int | None]]:
    """The tickets of a figure, each with its working seconds, once for each time it counts. KeyError."""
    if measure == RECEIVED:
        return [(ticket_id, None) for ticket_id in _received(session, basis)]
    found = session.execute(
        select(ClockFact.ticket_id, ClockFact.used_seconds)
        .where(MEASURES[measure](basis), clocks_inside(basis))
        .order_by(ClockFact.ticket_id, ClockFact.round)
    )
    return [(ticket_id, seconds) for ticket_id, seconds in found]


def _received(session: Session, basis: Basis) -> Sequence[int]:
    """A ticket counts where its first clock that belongs to a unit does (`months.put`)."""
    start, end = basis.span(basis.asked.months)
    rows = session.execute(
        select(ClockFact.ticket_id, ClockFact.clock, ClockFact.round, ClockFact.owner_unit)
        .join(TicketFact, TicketFact.ticket_id == ClockFact.ticket_id)
        .where(
            within(TicketFact.received_at, start, end),
            ClockFact.clock.in_(OFFICE_CLOCKS),
            ClockFact.owner_unit.is_not(None),
        )
    ).all()
    units = unit_of_first(rows)
    tickets = session.execute(
        select(TicketFact.ticket_id, TicketFact.category, TicketFact.kelurahan)
        .where(within(TicketFact.received_at, start, end))
        .order_by(TicketFact.ticket_id)
    )
    found = []
    for ticket_id, category, kelurahan in tickets:
        here = {"unit": units.get(ticket_id, ""), "category": category, "kelurahan": kelurahan or ""}
        if not basis.whole and here["unit"] not in basis.units:
            continue
        if all(here[way] == code for way, code in basis.where.items()):
            found.append(ticket_id)
    return found


def unit_of_first(rows: Iterable[Any]) -> dict[int, str]:
    """By ticket, the unit of its first clock that belongs to one, out of rows of clocks."""
    owned = [row for row in rows if row.owner_unit is not None and row.clock in OFFICE_CLOCKS]
    units: dict[int, str] = {}
    for row in sorted(owned, key=lambda row: (row.ticket_id, OFFICE_CLOCKS.index(row.clock), row.round)):
        units.setdefault(row.ticket_id, row.owner_unit)
    return units
