"""Instants, durations and numbers in the words people use, in Indonesian and English.

Durations are cut, never rounded: "1 jam 59 menit" is not two hours. A working day in words is the calendar's
nominal day, given in seconds by the caller.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from complaints_service.dates import day_and_month, long_month, short_month
from complaints_service.errors import marked
from complaints_service.translation import counted, sentence

NO_BREAK = "\N{NO-BREAK SPACE}"
#: Readings that are kept: the openings and closings of some years, two windows a day.
MOST_READINGS = 1 << 14


@lru_cache(maxsize=MOST_READINGS)
def local(at: datetime, zone: ZoneInfo) -> datetime:
    """The wall clock reading of an aware instant in `zone`, without its zone.

    Kept, since every ticket that is drawn goes through the same openings and closings.
    """
    return at.astimezone(zone).replace(tzinfo=None)


def clock_time(at: datetime, language: str, *, ends_day: bool = False) -> str:
    """ "14.05" (id) or "14:05" (en) of a wall clock reading; `ends_day` says 24.00 at midnight."""
    mark = ":" if language == "en" else "."
    if ends_day and (at.hour, at.minute) == (0, 0):
        return f"24{mark}00"
    return f"{at:%H}{mark}{at:%M}"


def day_of(at: datetime, *, ends_day: bool = False) -> date:
    """The local day an instant belongs to; an end at midnight belongs to the day that ends there."""
    midnight = (at.hour, at.minute, at.second) == (0, 0, 0)
    return (at - timedelta(days=1)).date() if ends_day and midnight else at.date()


def date_words(on: date, language: str, *, year: bool = False) -> str:
    """ "Sel, 24 Nov" or "Sel, 24 Nov 2026"."""
    words = day_and_month(on, language)
    return f"{words} {on.year}" if year else words


def short_date(on: date, language: str) -> str:
    """ "24 Nov"."""
    return f"{on.day} {short_month(on, language)}"


def date_range(first: date, last: date, language: str) -> str:
    """ "2–9 Sep" or "30 Sep–2 Okt"."""
    if first == last:
        return short_date(first, language)
    start = (
        str(first.day)
        if (first.year, first.month) == (last.year, last.month)
        else short_date(first, language)
    )
    return f"{start}–{short_date(last, language)}"


def month_words(month: date | str, language: str) -> str:
    """ "November 2026", of a day in it or of "2026-11"."""
    on = month if isinstance(month, date) else date.fromisoformat(f"{month}-01")
    return f"{long_month(on, language)} {on.year}"


def instant_words(
    at: datetime,
    *,
    zone: ZoneInfo,
    language: str,
    year: bool = True,
    zone_name: bool = True,
    ends_day: bool = False,
) -> str:
    """ "Sel, 24 Nov 2026 14.05 WIB"; leave the year or the zone's name out where the page already said it.

    `ends_day` is for instants that end a calendar day: midnight reads as 24.00 of the day before.
    """
    aware = at.astimezone(zone)
    reading = aware.replace(tzinfo=None)
    words = date_words(day_of(reading, ends_day=ends_day), language, year=year)
    words = f"{words} {clock_time(reading, language, ends_day=ends_day)}"
    return f"{words} {aware.tzname()}" if zone_name else words


def working_days(count: int, language: str) -> str:
    """ "1 hari kerja"; "1 working day", "2 working days"."""
    return counted("%(num)d hari kerja", "%(num)d hari kerja", count, language)


def calendar_days(count: int, language: str) -> str:
    """ "14 hari kalender"; "14 calendar days"."""
    return counted("%(num)d hari kalender", "%(num)d hari kalender", count, language)


def _hours(count: int, language: str) -> str:
    return counted("%(num)d jam", "%(num)d jam", count, language)


def _minutes(count: int, language: str) -> str:
    return counted("%(num)d menit", "%(num)d menit", count, language)


def duration_words(seconds: int, *, day_seconds: int, language: str) -> str:
    """The two largest units of a working duration, cut: "1 hari kerja 3 jam"; the sign is not told."""
    minutes = abs(seconds) // 60
    days, rest = divmod(minutes, day_seconds // 60) if day_seconds else (0, minutes)
    return _two_largest(working_days, days, rest, language)


def wall_duration_words(seconds: int, *, language: str) -> str:
    """The two largest units of a duration on the wall clock, cut: "13 hari kalender 4 jam"."""
    days, rest = divmod(abs(seconds) // 60, 1440)
    return _two_largest(calendar_days, days, rest, language)


def _two_largest(days_said: Callable[[int, str], str], days: int, minutes: int, language: str) -> str:
    parts = [(days, days_said), (minutes // 60, _hours), (minutes % 60, _minutes)]
    told = [said(count, language) for count, said in parts if count][:2]
    return " ".join(told) or _minutes(0, language)


def day_definition(day_seconds: int, language: str) -> str:
    """What one working day in words is: "Satu hari kerja = 7 jam 30 menit."."""
    length = duration_words(day_seconds, day_seconds=0, language=language)
    return sentence(marked("Satu hari kerja = %(length)s."), language, length=length)


def duration_column(minutes: int, language: str) -> str:
    """ "7 j 30 m" for columns that are added up; "0" for nothing. See `column_minutes`."""
    if not minutes:
        return "0"
    hour, minute = ("h", "m") if language == "en" else ("j", "m")
    return f"{number_words(minutes // 60, language)}{NO_BREAK}{hour} {minutes % 60:02d}{NO_BREAK}{minute}"


def duration_dense(seconds: int, *, day_seconds: int, language: str) -> str:
    """ "2 h 1 j" (days and hours) for dense tables; their key stands below the table."""
    days, rest = divmod(abs(seconds), day_seconds)
    day, hour = ("d", "h") if language == "en" else ("h", "j")
    return f"{days}{NO_BREAK}{day} {rest // 3600}{NO_BREAK}{hour}"


def column_minutes(seconds: list[int]) -> tuple[list[int], int]:
    """Whole minutes for a column of seconds whose shown total is the sum of its shown rows.

    The total is cut to the minute; each row shows how many whole minutes the running sum grew by. So the
    column adds up exactly, and no row is further than one minute from its own seconds.
    """
    shown: list[int] = []
    running = 0
    for row in seconds:
        before = running // 60
        running += row
        shown.append(running // 60 - before)
    return shown, running // 60


def amount_words(kind: str, count: int, *, language: str) -> str:
    """A target in words: "3 hari kerja", "14 hari kalender", "6 jam kerja" (`working` counts seconds)."""
    if kind != "working":
        return (working_days if kind == "working_days" else calendar_days)(count, language)
    hours, minutes = divmod(count // 60, 60)
    parts = [(hours, _hours), (minutes, _minutes)]
    told = " ".join(said(part, language) for part, said in parts if part)
    return sentence(marked("%(time)s kerja"), language, time=told)


def number_words(value: float, language: str, *, digits: int = 0) -> str:
    """ "12.400" and "3,6" (id); "12,400" and "3.6" (en)."""
    words = f"{value:,.{digits}f}"
    return words if language == "en" else words.translate(str.maketrans(",.", ".,"))


def percent(share: float, language: str, *, digits: int = 0) -> str:
    """ "78 %" with a space that does not break; `share` is 0..1."""
    return f"{number_words(100 * share, language, digits=digits)}{NO_BREAK}%"


def out_of(part: int, whole: int, language: str) -> str:
    """ "13 dari 21"."""
    told, of = number_words(part, language), number_words(whole, language)
    return sentence(marked("%(part)s dari %(whole)s"), language, part=told, whole=of)


def largest_remainder(weights: list[int]) -> list[int]:
    """Whole percentages that add to 100, by largest remainder; all zero when nothing is weighed."""
    total = sum(weights)
    if not total:
        return [0 for _ in weights]
    shares = [100 * weight // total for weight in weights]
    order = sorted(range(len(weights)), key=lambda index: -(100 * weights[index] % total))
    for index in order[: 100 - sum(shares)]:
        shares[index] += 1
    return shares


def lowered(words: str) -> str:
    """Words that go on in the middle of a sentence."""
    return words[:1].lower() + words[1:]
