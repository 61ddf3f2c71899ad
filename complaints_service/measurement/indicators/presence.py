"""How much of a month somebody was at work: what that month weighs when several are put together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from complaints_service.measurement.months import Period
from complaints_service.people.models import Leave, Officer
from sla import Calendar

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Presence:
    """Working days of the office in a month, and how many of them the officer was there."""

    worked: int
    working: int

    @property
    def weight(self) -> float:
        """worked / working; 0 for a month without working days."""
        return self.worked / self.working if self.working else 0.0


def presence(
    session: Session, *, officer_id: int, periods: Sequence[Period], calendar: Calendar
) -> Mapping[str, Presence]:
    """By month: leave that was approved and not cancelled is absence, as are the days before one came."""
    leave = and_(Leave.officer_id == Officer.id, Leave.cancelled_at.is_(None))
    rows: Sequence[Any] = session.execute(
        select(Officer.works_from, Leave.first_on, Leave.last_on)
        .outerjoin(Leave, leave)
        .where(Officer.id == officer_id)
    ).all()
    away = [(first, last) for _works_from, first, last in rows if first is not None]
    away += [(date.min, works_from - _DAY) for works_from, _first, _last in rows[:1]]
    return {period.month: present(working_days(period, calendar), away) for period in periods}


def present(working: Sequence[date], away: Iterable[tuple[date, date]]) -> Presence:
    """Of these working days, those outside every absence (whole days, both ends included). Pure."""
    spans = list(away)
    worked = sum(not any(first <= day <= last for first, last in spans) for day in working)
    return Presence(worked, len(working))


def working_days(period: Period, calendar: Calendar) -> list[date]:
    """The office's working days of a month."""
    day, days = period.start.astimezone(calendar.zone).date(), []
    last = (period.end - timedelta(seconds=1)).astimezone(calendar.zone).date()
    while day <= last:
        if calendar.is_working_day(day):
            days.append(day)
        day += _DAY
    return days
