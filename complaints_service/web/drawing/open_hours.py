"""A calendar's days as they are drawn: open windows and the name of what closes a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from complaints_service.web.drawing.model import ClockSpan, Day
from complaints_service.web.words.formats import local
from sla import Calendar, known

FULL_DAY = ((0, 86400),)


def days_between(
    calendar: Calendar, first: date, last: date, spans: Sequence[ClockSpan] = (), *, wall: bool = False
) -> tuple[Day, ...]:
    """Each local day's open windows and the name of what closes it.

    Time the engine counted is drawn even where today's calendar is closed (a decree that came too late).
    """
    began = datetime.combine(first, time())
    counted = [
        (_seconds(local(span.start, calendar.zone) - began), _seconds(local(span.end, calendar.zone) - began))
        for span in spans
        if span.counted
    ]
    days = []
    at, ends = 0, len(counted)
    for step in range((last - first).days + 1):
        on = first + timedelta(days=step)
        midnight = step * 86400
        told = FULL_DAY if wall else _windows(calendar, on)
        windows = told or ()
        while at < ends and counted[at][1] <= midnight:
            at += 1
        windows = _with_counted(windows, counted, at, midnight)
        reason = None if windows else calendar.closed_reason(on)
        days.append(Day(on, windows, reason.name if reason else "", known=told is not None))
    return tuple(days)


def _seconds(since: timedelta) -> int:
    return since.days * 86400 + since.seconds


def _windows(calendar: Calendar, on: date) -> tuple[tuple[int, int], ...] | None:
    told = known.windows_on(calendar, on)
    return told and tuple([(window.start_seconds, window.end_seconds) for window in told])


def _with_counted(
    windows: tuple[tuple[int, int], ...],
    counted: Sequence[tuple[int, int]],
    first: int,
    midnight: int,
) -> tuple[tuple[int, int], ...]:
    """The day's windows and what the engine counted on it, from the `first` that ends after midnight on.

    Midnight and `counted` are seconds from one beginning, the windows seconds of the day.
    """
    parts = list(windows)
    for place in range(first, len(counted)):  # a slice would copy the years that follow, for each day
        start, end = counted[place][0] - midnight, counted[place][1] - midnight
        if start >= 86400:
            break
        if (start, end) in windows:  # as nearly always
            continue
        start, end = max(0, start), min(86400, end)
        if not any(opening <= start and end <= closing for opening, closing in windows):
            parts.append((start, end))
    if len(parts) == len(windows):
        return windows
    merged: list[tuple[int, int]] = []
    for start, end in sorted(parts):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)
