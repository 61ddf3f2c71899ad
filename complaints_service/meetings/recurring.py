"""When a meeting that comes again is to be the next time: the same weekday, moved off days of rest."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, timedelta

from sla import Calendar
from sla.known import works_on

#: How often a meeting comes again; empty: it does not.
REPEATS = ("", "weekly", "monthly")
#: So far a day may be moved before it is left where it falls.
MOST_DAYS = 31


def next_start(starts_at: datetime, repeats: str, calendar: Calendar) -> datetime | None:
    """The next time, at the same hour of the clock: a week later, or on the same weekday of the next month
    (the second Tuesday; of a fifth one the last). On a day off it moves to the next working day. None for
    what does not come again."""
    if repeats not in REPEATS[1:]:
        return None
    local = starts_at.astimezone(calendar.zone)
    day = local.date() + timedelta(days=7) if repeats == "weekly" else _same_weekday(local.date())
    moved = day
    while works_on(calendar, moved) is False and (moved - day).days < MOST_DAYS:
        moved += timedelta(days=1)
    return datetime.combine(moved, local.time(), calendar.zone)


def _same_weekday(day: date) -> date:
    """The same weekday of the next month, as often into it; the last one where there are fewer."""
    first = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    found = first + timedelta(days=(day.weekday() - first.weekday()) % 7 + 7 * ((day.day - 1) // 7))
    return (
        found
        if found.day <= monthrange(first.year, first.month)[1] and found.month == first.month
        else (found - timedelta(days=7))
    )
