"""How much of a month somebody was at work: what that month weighs when several are put together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.db import remembered
from complaints_service.measurement.months import Period
from complaints_service.people.models import Leave
from complaints_service.people.postings import days_not_here
from sla import Calendar, known

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
    """By month: leave that was approved and not cancelled is absence, as are days outside the postings."""
    away = _away(session, officer_id=officer_id)
    return {period.month: present(working_days(period, calendar), away) for period in periods}


@remembered
def _away(session: Session, *, officer_id: int) -> list[tuple[date, date]]:
    leave = session.execute(
        select(Leave.first_on, Leave.last_on).where(
            Leave.officer_id == officer_id, Leave.cancelled_at.is_(None), ~Leave.waiting
        )
    )
    return [*((first, last) for first, last in leave), *days_not_here(session, officer_id=officer_id)]


def present(working: Sequence[date], away: Iterable[tuple[date, date]]) -> Presence:
    """Of these working days, those outside every absence (whole days, both ends included). Pure."""
    spans = list(away)
    worked = sum(not any(first <= day <= last for first, last in spans) for day in working)
    return Presence(worked, len(working))


def working_days(period: Period, calendar: Calendar) -> list[date]:
    """The office's working days of a month, as far as its calendar knows them."""
    day, days = period.start.astimezone(calendar.zone).date(), []
    last = (period.end - timedelta(seconds=1)).astimezone(calendar.zone).date()
    while day <= last:
        if known.works_on(calendar, day):
            days.append(day)
        day += _DAY
    return days
