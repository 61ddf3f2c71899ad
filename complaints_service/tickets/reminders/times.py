"""The times one is reminded at without typing any: beginnings of working days. Pure."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from sla import known
from sla.calendars import Calendar

#: What is offered, in this order.
QUICK = ("tomorrow", "monday", "three_days")
#: When a day begins whose hours nobody has entered yet, in seconds after midnight.
_MORNING = 8 * 3600


def quick_time(choice: str, *, now: datetime, calendar: Calendar) -> datetime:
    """When the office opens tomorrow, on Monday or in three working days; later where it is closed."""
    today = now.astimezone(calendar.zone).date()
    if choice == "three_days":
        day = today
        for _nth in range(3):
            day = _working_day(day + timedelta(days=1), calendar)
    elif choice == "monday":
        day = _working_day(today + timedelta(days=7 - today.weekday()), calendar)
    else:
        day = _working_day(today + timedelta(days=1), calendar)
    windows = known.windows_on(calendar, day)
    begins = windows[0].start_seconds if windows else _MORNING
    return datetime.combine(day, time(), calendar.zone) + timedelta(seconds=begins)


def _working_day(day: date, calendar: Calendar) -> date:
    """The day itself or the next that is not known to be closed: past the calendar's end, the day itself."""
    while known.works_on(calendar, day) is False:
        day += timedelta(days=1)
    return day
