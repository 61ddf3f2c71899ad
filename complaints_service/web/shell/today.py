"""Today's strip in the header: whether the office is open, until when, and the day drawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from complaints_service.dates import short_day
from complaints_service.errors import marked
from complaints_service.translation import sentence
from complaints_service.web.drawing.open_hours import days_between
from complaints_service.web.drawing.strips import today_strip
from complaints_service.web.words.formats import clock_time, date_words, instant_words, local
from sla import Calendar, known

WEEK_SECONDS = 7 * 86400


@dataclass(frozen=True, kw_only=True)
class Today:
    """Words, the instant now in words and for machines, and the drawing."""

    words: str
    instant: str
    iso: str
    strip: Markup
    open: bool


def today_of(calendar: Calendar, *, now: datetime, language: str) -> Today:
    """The office's day as of `now`: a break counts as closed, with when it opens again.

    A day the calendar does not know is neither open nor closed: the strip says so.
    """
    reading = local(now, calendar.zone)
    day = days_between(calendar, reading.date(), reading.date())[0]
    second = reading.hour * 3600 + reading.minute * 60 + reading.second
    closing = next((end for start, end in day.windows if start <= second < end), None)
    if closing is not None:
        hours, minutes = divmod(closing // 60, 60)
        mark = ":" if language == "en" else "."
        words = sentence(marked("Buka sampai %(at)s"), language, at=f"{hours:02d}{mark}{minutes:02d}")
    elif not day.known:
        words = sentence(marked("Jam buka hari ini belum diketahui"), language)
    else:
        words = _closed_words(calendar, now, day.closed_name, language)
    return Today(
        words=words,
        instant=instant_words(now, zone=calendar.zone, language=language),
        iso=now.astimezone(calendar.zone).isoformat(timespec="minutes"),
        strip=today_strip(now, day, calendar.zone),
        open=closing is not None,
    )


def _closed_words(calendar: Calendar, now: datetime, name: str, language: str) -> str:
    opens = known.next_open(calendar, now)
    if opens is None:
        return sentence(marked("Tutup"), language)
    reading, today = local(opens, calendar.zone), local(now, calendar.zone).date()
    at = clock_time(reading, language)
    if reading.date() != today:
        near = (opens - now).total_seconds() < WEEK_SECONDS
        on = short_day(reading, language) if near else date_words(reading.date(), language)
        at = f"{on} {at}"
    if name:
        return sentence(marked("Tutup, %(name)s. Buka lagi %(at)s"), language, at=at, name=name)
    return sentence(marked("Tutup. Buka lagi %(at)s"), language, at=at)
