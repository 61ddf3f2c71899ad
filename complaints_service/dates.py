"""Days and months by name in both languages, as Babel knows them; instants as records write them. Pure."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache, lru_cache

from babel import Locale

#: What one act writes holds the same few instants many times over.
_MOST_INSTANTS = 1000


def in_utc(at: datetime) -> str:
    """An instant as ledgers and digests write it: in UTC and to the second, whatever zone it came in."""
    return _written(at if at.tzinfo is UTC else at.astimezone(UTC))


@lru_cache(maxsize=_MOST_INSTANTS)
def _written(at: datetime) -> str:
    return at.isoformat(timespec="seconds")


@cache
def _locale(language: str) -> Locale:
    return Locale.parse("en" if language == "en" else "id")


def short_day(on: date, language: str) -> str:
    """ "Sel"."""
    return str(_locale(language).days["format"]["abbreviated"][on.weekday()])


def day_of_the_week(weekday: int, language: str) -> str:
    """ "Selasa"; Monday is 0."""
    return str(_locale(language).days["format"]["wide"][weekday])


def short_month(on: date, language: str) -> str:
    """ "Nov"."""
    return str(_locale(language).months["format"]["abbreviated"][on.month])


def long_month(on: date, language: str) -> str:
    """ "November"."""
    return str(_locale(language).months["format"]["wide"][on.month])


def day_and_month(on: date, language: str) -> str:
    """ "Sel, 24 Nov"."""
    return f"{short_day(on, language)}, {on.day} {short_month(on, language)}"


def utc_read(text: str | None) -> datetime | None:
    """An instant out of SQLite's text, in UTC; it has no offset unless a statement of one's own wrote it."""
    if text is None:
        return None
    try:
        return datetime.fromisoformat(f"{text}+00:00")
    except ValueError:
        return datetime.fromisoformat(text).astimezone(UTC)
