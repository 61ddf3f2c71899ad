"""Reads the facts of a subject and a month out of the tables, as plain rows."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, cast

from sqlalchemy import ColumnElement, Select, and_, case, false, func, literal, or_, select, true, union_all
from sqlalchemy.orm import Session

from complaints_service.db import among, at_once, remembered
from complaints_service.measurement.facts.models import (
    ClockFact,
    CustodyFact,
    HandoverFact,
    RatingFact,
    ResolutionFact,
    TicketFact,
)
from complaints_service.measurement.facts.rows import (
    FORM,
    ClockRow,
    CustodyRow,
    HandoverRow,
    RatingRow,
    ResolutionRow,
    SurveySums,
)
from complaints_service.measurement.indicators.indicator import Facts, Sort
from complaints_service.measurement.indicators.surveyed import closed, of_members
from complaints_service.measurement.months import Period, period_of
from complaints_service.people.models import Unit
from complaints_service.tickets.ledger.deadlines import OFFICE_CLOCKS
from config.rulebook import Rulebook
from sla.events import EPOCH

#: Where the sorts of facts of tickets lie, in the order of `Facts`.
_TABLES: tuple[Any, ...] = (ClockFact, CustodyFact, ResolutionFact, HandoverFact, RatingFact)
#: How each is told, by its name in `Facts`.
_ROWS: Mapping[Sort, Any] = {
    "clocks": ClockRow,
    "custody": CustodyRow,
    "resolutions": ResolutionRow,
    "handovers": HandoverRow,
    "ratings": RatingRow,
    "surveys": SurveySums,
}
#: Which ticket each is about; a survey is about none.
TICKETS: Mapping[Sort, Any] = {
    "clocks": ClockFact.ticket_id,
    "custody": CustodyFact.ticket_id,
    "resolutions": ResolutionFact.ticket_id,
    "handovers": HandoverFact.ticket_id,
    "ratings": RatingFact.ticket_id,
}
#: What narrows each of the tables to what is asked for.
_Where = tuple[ColumnElement[bool], ...]


class Subject(NamedTuple):
    """Whose figure it is: `officer` (key: the id), `unit` or `category` (key: the code)."""

    kind: str
    key: str

    @property
    def officer_id(self) -> int | None:
        """The officer, if it is one's."""
        return int(self.key) if self.kind == "officer" else None


def of_officer(officer_id: int) -> Subject:
    """A member of the office."""
    return Subject("officer", str(officer_id))


def of_unit(code: str) -> Subject:
    """A unit, with what counts for nobody in it."""
    return Subject("unit", code)


def of_category(code: str) -> Subject:
    """A category of complaints."""
    return Subject("category", code)


@dataclass(frozen=True)
class FactsAge:
    """When the facts hold: the newest made, and the oldest of a ticket not settled (None: no facts).

    `first`: when the oldest complaint came. `whole`: none were made by an older release, which lack some.
    """

    newest: datetime | None
    oldest: datetime | None
    first: datetime | None
    whole: bool


@remembered
def standing(session: Session) -> FactsAge:
    """As of when the facts hold."""
    # One question for each end: only so does an index answer it, however many tickets there are.
    newest, first = select(func.max(TicketFact.as_of)), select(func.min(TicketFact.received_at))
    moving = select(func.min(TicketFact.as_of)).where(TicketFact.settled.is_(False))
    oldest = func.coalesce(moving.scalar_subquery(), newest.scalar_subquery())
    least = select(func.min(TicketFact.form))
    each = (newest.scalar_subquery(), oldest, first.scalar_subquery(), least.scalar_subquery())
    newest_at, oldest_at, first_at, form = session.execute(select(*each)).one()
    return FactsAge(newest_at, oldest_at, first_at, whole=form is None or form >= FORM)


def period(month: str, *, rulebook: Rulebook, found: FactsAge) -> Period:
    """A month in the office's own days; raises ValueError for anything but a month."""
    calendar = rulebook.calendar(rulebook.office.calendar)
    if found.newest is None:
        return period_of(month, calendar, EPOCH)
    return period_of(month, calendar, found.newest)


def facts_of(
    session: Session,
    *,
    subject: Subject,
    period: Period,
    units: Collection[str] | None = None,
    sort: Sort | None = None,
    tickets: Collection[int] | None = None,
) -> Facts:
    """One subject's facts of a month, with what was late and open at its end; `units` narrows a category.

    Of one `sort` alone, and of these `tickets` alone, where they are told.
    """
    if sort is None:
        return _load(session, [(where_of(subject, units), period)])[0]
    query = asking(where_of(subject, units), period)[sort]
    if tickets is not None and sort != "surveys":
        # As a value that no index answers: else a database goes along all that the subject has in the month.
        inside: ColumnElement[bool] = case((cast(ColumnElement[bool], query.whereclause), 1), else_=0) == 1
        told = _rows(TICKETS[sort].class_, _ROWS[sort])
        query = told.where(among(session, TICKETS[sort], tickets), inside)
    read: dict[str, Any] = {sort: [_ROWS[sort](*row) for row in session.execute(query)]}
    return Facts(**read)


def facts_of_each(session: Session, asked: Sequence[tuple[Subject | None, Period]]) -> list[Facts]:
    """The facts of several subjects (None: the whole office) or months, all at once."""
    return _load(session, [(where_of(subject), period) for subject, period in asked])


def officers_behind(session: Session, *, subject: Subject, period: Period) -> int:
    """How many members a subject's verdicts of a month count for."""
    verdicts = _verdicts(where_of(subject)[0], period)
    return session.scalar(select(func.count(ClockFact.owner_officer_id.distinct())).where(verdicts)) or 0


def where_of(subject: Subject | None, units: Collection[str] | None = None) -> _Where:
    """What narrows each sort of facts to a subject's (None: the whole office's)."""
    if subject is None:
        return _inside(None)
    if subject.kind == "officer":
        return _of_officers([int(subject.key)])
    if subject.kind == "unit":
        return _inside([subject.key])
    of_tickets = (
        and_(table.category == subject.key, inside)
        for table, inside in zip(_TABLES, _inside(units)[: len(_TABLES)], strict=True)
    )
    return (*of_tickets, false())


def _of_officers(officers: Collection[int]) -> _Where:
    return (
        ClockFact.owner_officer_id.in_(officers),
        CustodyFact.holder.in_([f"person:{officer}" for officer in officers]),
        ResolutionFact.officer_id.in_(officers),
        HandoverFact.officer_id.in_(officers),
        RatingFact.officer_id.in_(officers),
        of_members(officers),
    )


def _inside(units: Collection[str] | None) -> _Where:
    if units is None:
        return (true(),) * len(_ROWS)
    return (
        ClockFact.owner_unit.in_(units),
        CustodyFact.unit.in_(units),
        ResolutionFact.unit.in_(units),
        HandoverFact.unit.in_(units),
        RatingFact.unit.in_(units),
        Unit.code.in_(units),
    )


def _load(session: Session, asked: Sequence[tuple[_Where, Period]]) -> list[Facts]:
    sorts = zip(*(asking(where, period).values() for where, period in asked), strict=True)
    found: list[dict[str, Any]] = [{sort: [] for sort in _ROWS} for _ in asked]
    rows_of = at_once(session, [tagged(queries) for queries in sorts])
    for (sort, row), rows in zip(_ROWS.items(), rows_of, strict=True):
        for *values, at in rows:
            found[at][sort].append(row(*values))
    return [Facts(**each) for each in found]


def tagged(queries: Sequence[Select[Any]]) -> Select[Any]:
    """What each of these finds, with its place among them: two months may find the same fact."""
    together = union_all(*(query.add_columns(literal(at)) for at, query in enumerate(queries))).subquery()
    return select(*together.columns)


def asking(where: _Where, period: Period) -> Mapping[Sort, Select[Any]]:
    """Asks for a month's facts, sort by sort."""
    verdicts, custody, resolutions, handovers, ratings, surveys = where
    return {
        "clocks": _rows(ClockFact, ClockRow).where(_verdicts(verdicts, period)),
        "custody": _rows(CustodyFact, CustodyRow).where(custody, CustodyFact.month == period.month),
        "resolutions": _rows(ResolutionFact, ResolutionRow).where(
            resolutions, ResolutionFact.month == period.month
        ),
        "handovers": _rows(HandoverFact, HandoverRow).where(handovers, HandoverFact.month == period.month),
        "ratings": _rows(RatingFact, RatingRow).where(ratings, RatingFact.month == period.month),
        "surveys": closed(surveys, period),
    }


def _verdicts(where: ColumnElement[bool], period: Period) -> ColumnElement[bool]:
    """The office's clocks of a month, and those that were late and open at its end."""
    in_month: ColumnElement[bool] = ClockFact.month == period.month
    if period.current:
        in_month = or_(in_month, ClockFact.month.is_(None))
    late_at_end = and_(
        ClockFact.breached_at < period.end,
        or_(ClockFact.stopped_at.is_(None), ClockFact.stopped_at >= period.end),
    )
    return and_(where, ClockFact.clock.in_(OFFICE_CLOCKS), or_(in_month, late_at_end))


def _rows(table: Any, row: Any) -> Any:
    return select(*(getattr(table, name) for name in row._fields))
