"""Local months, written like `2026-11` (sla.md, sentence 58)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sla import Calendar
from sla.events import instant_of


class Period(NamedTuple):
    """A month to be measured: `[start, end)`, and whether it still runs (the open count towards it)."""

    month: str
    start: datetime
    end: datetime
    current: bool


@lru_cache(maxsize=1024)  # a ticket's clocks, holders and resolutions tell the same instants
def month_of(instant: datetime, zone: ZoneInfo) -> str:
    """The local month of an instant."""
    local = instant.astimezone(zone)
    return f"{local.year:04d}-{local.month:02d}"


def first_day(month: str) -> date:
    """The first day of a month; raises ValueError for anything but a month."""
    year, _, number = month.partition("-")
    if len(year) != 4 or len(number) != 2:
        raise ValueError(f"not a month: {month!r}")
    return date(int(year), int(number), 1)


def last_day(month: str) -> date:
    """The last day of a month."""
    return first_day(month_after(month)) - timedelta(days=1)


@lru_cache(maxsize=512)
def month_after(month: str) -> str:
    """The month that follows."""
    day = first_day(month)
    return f"{day.year + day.month // 12:04d}-{day.month % 12 + 1:02d}"


def months_until(last: str, count: int) -> list[str]:
    """`count` months in a row, the last one included."""
    day = first_day(last)
    numbers = [day.year * 12 + day.month - 1 - back for back in range(count - 1, -1, -1)]
    return [f"{number // 12:04d}-{number % 12 + 1:02d}" for number in numbers]


@lru_cache(maxsize=512)
def month_start(month: str, calendar: Calendar) -> datetime:
    """00:00 local of the month's first day."""
    return instant_of(calendar.midnight(first_day(month)))


def period_of(month: str, calendar: Calendar, as_of: datetime) -> Period:
    """A month, as figures that hold at `as_of` see it."""
    start, end = month_start(month, calendar), month_start(month_after(month), calendar)
    return Period(month, start, end, start <= as_of < end)
