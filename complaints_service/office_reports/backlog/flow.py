"""What each unit owed at the end of a report's months, and what the weeks before it brought."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Literal, TypeVar

from sqlalchemy import Select, and_, func, literal, or_, select, union_all
from sqlalchemy.orm import InstrumentedAttribute, Session

from complaints_service.measurement.facts.cells.models import FlowCell
from complaints_service.measurement.facts.flows import DAY, MONTH
from complaints_service.measurement.facts.models import ClockFact, FlowFact, TicketFact
from complaints_service.office_reports.basis import Basis
from complaints_service.office_reports.measures import (
    clocks_inside,
    count_by_unit,
    ends_at,
    of_resolution,
    waiting_at,
    waiting_ways,
    within,
)
from sla.events import instant_of

_WEEK_DAYS = 7
_Asked = TypeVar("_Asked", bound=Select[*tuple[Any, ...]])


def waiting_by_unit(session: Session, basis: Basis) -> Counter[str]:
    """How many resolutions each unit still owed at the end of the report's months, or owes now."""
    if not _by_unit_alone(basis):
        return count_by_unit(session, basis, *waiting_ways(ends_at(basis)))
    owed = (
        select(FlowCell.unit, func.sum(FlowCell.more))
        .where(FlowCell.every == MONTH, FlowCell.since <= basis.asked.last)
        .group_by(FlowCell.unit)
    )
    rows = session.execute(_inside(owed, FlowCell.unit, basis)).all()
    return Counter({unit: int(count) for unit, count in rows if count})


def waiting_since(basis: Basis) -> Select[datetime, int]:
    """Asks when the tickets came of which a resolution was still owed then, and how many of each were.

    For those that came late in the months (`count_by_age`): of all there ever were it would be long.
    """
    end = ends_at(basis)
    if not _by_unit_alone(basis):
        # Ticket by ticket: joined, the database may begin with all clocks there are.
        owed = (
            select(func.count())
            .where(ClockFact.ticket_id == TicketFact.ticket_id, waiting_at(end), clocks_inside(basis))
            .correlate(TicketFact)
        )
        many = owed.scalar_subquery().label("many")
        return select(TicketFact.received_at, many).where(TicketFact.received_at < end)
    over = f"{basis.asked.last}-99"  # after all days of the month, before those of the next
    asked = select(FlowFact.received_at, literal(1).label("many")).where(
        FlowFact.received_at < end,
        and_(FlowFact.came != "", FlowFact.came < over),
        or_(FlowFact.went == "", FlowFact.went > over),
    )
    return _inside(asked, FlowFact.unit, basis)


def last_weeks(session: Session, basis: Basis, which: Literal["came", "went"], count: int) -> _ByWeek:
    """How many resolutions came to each unit, or went, in each of the last whole weeks; oldest first.

    The last ends with the report's months, or with yesterday: today brings more until it is over.
    """
    end = _last_midnight(basis)
    begins = [end - timedelta(days=_WEEK_DAYS * (count - week)) for week in range(count)]
    weeks: dict[str, list[int]] = {}
    counted = _of_days if _by_unit_alone(basis) else _of_facts
    for week, unit, n in counted(session, basis, which, begins):
        weeks.setdefault(unit or "", [0] * count)[week] += n
    return weeks


_ByWeek = Mapping[str, Sequence[int]]


def _of_days(
    session: Session, basis: Basis, which: str, begins: Sequence[date]
) -> Sequence[tuple[int, str, int]]:
    column, end = getattr(FlowCell, which), begins[-1] + timedelta(days=_WEEK_DAYS)
    days = select(FlowCell.since, FlowCell.unit, column).where(
        FlowCell.every == DAY,
        FlowCell.since >= begins[0].isoformat(),
        FlowCell.since < end.isoformat(),
        column > 0,
    )
    return [
        ((date.fromisoformat(day) - begins[0]).days // _WEEK_DAYS, unit, n)
        for day, unit, n in session.execute(_inside(days, FlowCell.unit, basis))
    ]


def _of_facts(
    session: Session, basis: Basis, which: str, begins: Sequence[date]
) -> Sequence[tuple[int, str | None, int]]:
    at = ClockFact.started_at if which == "came" else ClockFact.stopped_at
    bounds = [
        instant_of(basis.calendar.midnight(day)) for day in (*begins, begins[-1] + timedelta(days=_WEEK_DAYS))
    ]
    each_week = (
        select(literal(week), ClockFact.owner_unit, func.count())
        .where(
            of_resolution(),
            ClockFact.inherited.is_(False),
            within(at, bounds[week], bounds[week + 1]),
            clocks_inside(basis),
        )
        .group_by(ClockFact.owner_unit)
        for week in range(len(begins))
    )
    return [(week, unit, n) for week, unit, n in session.execute(union_all(*each_week))]


def _by_unit_alone(basis: Basis) -> bool:
    """Whether nothing narrows a report that cells of units cannot tell."""
    return basis.where.keys() <= {"unit"}


def _inside(asked: _Asked, of_unit: InstrumentedAttribute[str], basis: Basis) -> _Asked:
    if (unit := basis.where.get("unit")) is not None:
        asked = asked.where(of_unit == unit)
    return asked if basis.whole else asked.where(of_unit.in_(basis.units))


def _last_midnight(basis: Basis) -> date:
    """The day that begins as the report's months end, or today."""
    return ends_at(basis).astimezone(basis.calendar.zone).date()
