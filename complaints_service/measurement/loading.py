"""Reads the facts of a subject and a month out of the tables, as plain rows."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, func, or_, select, true
from sqlalchemy.orm import Session

from complaints_service.measurement.indicators import OFFICE_CLOCKS, Facts
from complaints_service.measurement.models import ClockFact, CustodyFact, ResolutionFact, TicketFact
from complaints_service.measurement.months import Period, period_of
from complaints_service.measurement.rows import ClockRow, CustodyRow, ResolutionRow
from config.rulebook import Rulebook
from sla.events import EPOCH


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
class Standing:
    """When the facts hold: the newest made, and the oldest of a ticket not settled (None: no facts)."""

    newest: datetime | None
    oldest: datetime | None


def standing(session: Session) -> Standing:
    """As of when the facts hold."""
    newest = session.scalar(select(func.max(TicketFact.as_of)))
    oldest = session.scalar(select(func.min(TicketFact.as_of)).where(TicketFact.settled.is_(False)))
    return Standing(newest, oldest or newest)


def period(month: str, *, rulebook: Rulebook, found: Standing) -> Period:
    """A month in the office's own days; raises ValueError for anything but a month."""
    calendar = rulebook.calendar(rulebook.office.calendar)
    if found.newest is None:
        return period_of(month, calendar, EPOCH)
    return period_of(month, calendar, found.newest)


def facts_of(
    session: Session, *, subject: Subject, period: Period, units: Collection[str] | None = None
) -> Facts:
    """One subject's facts of a month, with what was late and open at its end; `units` narrows a category."""
    if subject.kind == "officer":
        mine = (
            ClockFact.owner_officer_id == subject.officer_id,
            CustodyFact.holder == f"person:{subject.key}",
            ResolutionFact.officer_id == subject.officer_id,
        )
    elif subject.kind == "unit":
        mine = (
            ClockFact.owner_unit == subject.key,
            CustodyFact.unit == subject.key,
            ResolutionFact.unit == subject.key,
        )
    else:
        inside = _inside(units)
        mine = (
            and_(ClockFact.category == subject.key, inside[0]),
            and_(CustodyFact.category == subject.key, inside[1]),
            and_(ResolutionFact.category == subject.key, inside[2]),
        )
    return _load(session, mine, period)


def facts_of_units(
    session: Session, *, units: Collection[str] | None, officers: Collection[int] = (), period: Period
) -> Facts:
    """The facts of several units (None: of all), and of these officers wherever they were."""
    inside = _inside(units)
    holders = [f"person:{officer}" for officer in officers]
    where = (
        or_(inside[0], ClockFact.owner_officer_id.in_(officers)),
        or_(inside[1], CustodyFact.holder.in_(holders)),
        or_(inside[2], ResolutionFact.officer_id.in_(officers)),
    )
    return _load(session, where, period)


def select_facts(facts: Facts, subject: Subject, units: Collection[str] | None = None) -> Facts:
    """One subject's facts out of many; pure. `units` narrows a category to what is in these."""
    if subject.kind == "officer":
        holder = f"person:{subject.key}"
        return Facts(
            [fact for fact in facts.clocks if fact.owner_officer_id == subject.officer_id],
            [fact for fact in facts.custody if fact.holder == holder],
            [fact for fact in facts.resolutions if fact.officer_id == subject.officer_id],
        )
    if subject.kind == "unit":
        return Facts(
            [fact for fact in facts.clocks if fact.owner_unit == subject.key],
            [fact for fact in facts.custody if fact.unit == subject.key],
            [fact for fact in facts.resolutions if fact.unit == subject.key],
        )
    inside = within(facts, units)
    return Facts(
        [fact for fact in inside.clocks if fact.category == subject.key],
        [fact for fact in inside.custody if fact.category == subject.key],
        [fact for fact in inside.resolutions if fact.category == subject.key],
    )


def within(facts: Facts, units: Collection[str] | None) -> Facts:
    """What of the facts counts for these units; everything for None."""
    if units is None:
        return facts
    return Facts(
        [fact for fact in facts.clocks if fact.owner_unit in units],
        [fact for fact in facts.custody if fact.unit in units],
        [fact for fact in facts.resolutions if fact.unit in units],
    )


def _inside(units: Collection[str] | None) -> tuple[ColumnElement[bool], ...]:
    if units is None:
        return (true(), true(), true())
    return (ClockFact.owner_unit.in_(units), CustodyFact.unit.in_(units), ResolutionFact.unit.in_(units))


def _load(session: Session, where: Iterable[ColumnElement[bool]], period: Period) -> Facts:
    clocks, custody, resolutions = where
    in_month: ColumnElement[bool] = ClockFact.month == period.month
    if period.current:
        in_month = or_(in_month, ClockFact.month.is_(None))
    late_at_end = and_(
        ClockFact.breached_at < period.end,
        or_(ClockFact.stopped_at.is_(None), ClockFact.stopped_at >= period.end),
    )
    clocks = and_(clocks, ClockFact.clock.in_(OFFICE_CLOCKS), or_(in_month, late_at_end))
    return Facts(
        [ClockRow(*row) for row in session.execute(_rows(ClockFact, ClockRow).where(clocks))],
        [
            CustodyRow(*row)
            for row in session.execute(
                _rows(CustodyFact, CustodyRow).where(custody, CustodyFact.month == period.month)
            )
        ],
        [
            ResolutionRow(*row)
            for row in session.execute(
                _rows(ResolutionFact, ResolutionRow).where(resolutions, ResolutionFact.month == period.month)
            )
        ],
    )


def _rows(table: Any, row: Any) -> Any:
    return select(*(getattr(table, name) for name in row._fields))
