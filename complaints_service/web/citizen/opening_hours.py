"""When the office is open in an ordinary week, out of its calendar, in the fewest lines."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import groupby

from complaints_service.dates import short_day
from complaints_service.edge.language import language
from complaints_service.web.words.formats import clock_time
from sla import Calendar, Window, known

#: A week with a holiday is no ordinary one: so many weeks are looked through.
_WEEKS = 26


def opening_hours(calendar: Calendar, *, today: date) -> list[tuple[str, str]]:
    """(days, hours) of the nearest week without a holiday: "Sen–Kam", "08.00–12.00, 13.00–16.30"."""
    monday = today - timedelta(days=today.weekday())
    for week in range(_WEEKS):
        first = monday + timedelta(weeks=week)
        days = [first + timedelta(days=step) for step in range(7)]
        hours = [known.windows_on(calendar, on) for on in days]
        named = any(calendar.exception_on(on) for on in days)
        if None not in hours and not named and any(hours):
            return _lines(days, [windows or () for windows in hours])
    return []


def _lines(days: list[date], hours: list[tuple[Window, ...]]) -> list[tuple[str, str]]:
    tongue, lines = language(), []
    for told, group in groupby(zip(days, hours, strict=True), key=lambda one: _said(one[1])):
        several = [on for on, _windows in group]
        first, last = short_day(several[0], tongue), short_day(several[-1], tongue)
        lines.append((first if first == last else f"{first}–{last}", told))
    return [(name, told) for name, told in lines if told]


def _said(windows: tuple[Window, ...]) -> str:
    return ", ".join(f"{_time(one.start_seconds)}–{_time(one.end_seconds)}" for one in windows)


def _time(seconds: int) -> str:
    return clock_time(datetime.combine(date.min, time()) + timedelta(seconds=seconds), language())
