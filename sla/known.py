"""What a calendar can tell of days it may not know: None where it cannot, never an error (sentence 8).

Whoever shows or plans asks here; `Calendar` itself refuses, because a verdict must not rest on a guess.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import TypeVar

from sla.calendars import Calendar
from sla.errors import HorizonError
from sla.policies import Amount
from sla.specs import Window

Told = TypeVar("Told")


def windows_on(calendar: Calendar, day: date) -> tuple[Window, ...] | None:
    """The open windows of a local day, empty on a closed one."""
    try:
        return calendar.day_windows(day)
    except HorizonError:  # as `_or_none`, without its calls: a drawing asks for the days of years
        return None


def works_on(calendar: Calendar, day: date) -> bool | None:
    """Whether the office works on a local day."""
    return _or_none(lambda: calendar.is_working_day(day))


def elapsed(calendar: Calendar, start: datetime, end: datetime) -> int | None:
    """Working seconds in [start, end)."""
    return _or_none(lambda: calendar.elapsed(start, end))


def advanced(calendar: Calendar, start: datetime, seconds: int) -> datetime | None:
    """The earliest instant with that much working time since start."""
    return _or_none(lambda: calendar.advance(start, seconds))


def due(calendar: Calendar, start: datetime, amount: Amount) -> datetime | None:
    """When an amount that begins at start runs out, without pauses."""
    return _or_none(lambda: calendar.due(start, amount))


def close_of_working_day(calendar: Calendar, start: datetime, count: int) -> datetime | None:
    """Closing of the count-th working day after the start's local day."""
    return _or_none(lambda: calendar.close_of_working_day(start, count))


def next_open(calendar: Calendar, instant: datetime) -> datetime | None:
    """The first open second at or after an instant."""
    return _or_none(lambda: calendar.next_open(instant))


def _or_none(ask: Callable[[], Told]) -> Told | None:
    try:
        return ask()
    except HorizonError:
        return None
