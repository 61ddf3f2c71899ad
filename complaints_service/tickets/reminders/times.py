"""The times one is reminded at without typing any: beginnings of working days. Pure."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from sla.calendars import Calendar

#: What is offered, in this order.
QUICK = ("tomorrow", "monday", "three_days")


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
    begins = calendar.day_windows(day)[0].start_seconds
    return datetime.combine(day, time(), calendar.zone) + timedelta(seconds=begins)


def _working_day(day: date, calendar: Calendar) -> date:
    while not calendar.is_working_day(day):
        day += timedelta(days=1)
    return day
