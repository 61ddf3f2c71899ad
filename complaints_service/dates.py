"""The names of days and months in both languages, as Babel knows them. Pure."""

from __future__ import annotations

from datetime import date
from functools import cache

from babel import Locale


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
