"""When people complain: over the year's days, the week and the hours of the day. Pure."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sla import Calendar

#: Share of each week day, Monday first: people write when the week begins, less on Sundays.
_WEEK = (1.25, 1.15, 1.05, 1.0, 0.9, 0.75, 0.6)
_CLOSED_DAY = 0.65
#: Share of each hour: a rise after breakfast, a dip at noon, a second wave after the evening prayer.
_HOURS = (2, 1, 1, 1, 1, 3, 8, 14, 20, 21, 18, 14, 10, 12, 14, 13, 12, 11, 9, 14, 17, 13, 8, 4)
#: The counter and the telephone are answered only while the office is open.
_STAFFED = frozenset({"counter", "phone"})


def arrivals(
    draws: random.Random, *, days: Sequence[date], count: int, calendar: Calendar, zone: str, end: datetime
) -> list[datetime]:
    """`count` instants over `days` before `end`, in order; whole seconds."""
    weights = [_WEEK[day.weekday()] * (_CLOSED_DAY if calendar.closed_reason(day) else 1.0) for day in days]
    place = ZoneInfo(zone)
    found: list[datetime] = []
    while len(found) < count:
        day = draws.choices(days, weights)[0]
        hour = draws.choices(range(24), _HOURS)[0]
        at = datetime.combine(day, time(hour, draws.randrange(60), draws.randrange(60)), place)
        if at < end:
            found.append(at)
    return sorted(found)


def through_door(channel: str, at: datetime, calendar: Calendar, end: datetime) -> datetime:
    """When a complaint meant for `at` can come in before `end`: at a staffed door only while it is open."""
    if channel not in _STAFFED:
        return at
    opening = calendar.next_open(at)
    if opening < end:
        return opening
    opened, closed = calendar.open_spans(end - timedelta(days=30), end)[-1]
    return opened + (closed - opened) // 2


def awake(draws: random.Random, at: datetime, zone: str) -> datetime:
    """The instant, or where a citizen would be asleep then, some time after the next morning's prayer."""
    local = at.astimezone(ZoneInfo(zone))
    if 6 <= local.hour < 22:
        return at
    morning = local.date() + timedelta(days=1 if local.hour >= 22 else 0)
    woken = datetime.combine(morning, time(6), ZoneInfo(zone))
    return woken + timedelta(seconds=draws.randrange(3 * 3600))
