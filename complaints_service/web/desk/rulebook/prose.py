"""The rules that hold, as somebody reads them: what each says, since when, and where it comes from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _

from complaints_service.dates import day_of_the_week
from complaints_service.edge.language import language
from complaints_service.rulebooks.editing.categories import CATEGORIES
from complaints_service.rulebooks.editing.details import TABLES
from complaints_service.rulebooks.editing.hours import DAYS, closures_of, holidays_of, own_calendar
from complaints_service.rulebooks.editing.tables import entries
from complaints_service.rulebooks.files import Files, table
from complaints_service.web.desk.rulebook.words import (
    TABLE_TITLES,
    amount_words,
    category_name,
    destination,
    entry_title,
    read_out,
    unit_title_of,
)
from complaints_service.web.words.formats import date_words
from complaints_service.web.words.vocabulary import name_of


@dataclass(frozen=True, kw_only=True)
class RuleLine:
    """One rule: its title, what it says, its source, from when to when, and whether that is now."""

    title: str
    told: tuple[str, ...]
    source: str
    days: str
    state: str = "now"


@dataclass(frozen=True, kw_only=True)
class Section:
    """One part of the rulebook for reading."""

    title: str
    lines: tuple[RuleLine, ...]


def section_titles() -> dict[str, str]:
    """Every part that can be read, in the order in which they are listed."""
    return {
        "jam": _("Jam kerja"),
        "libur": _("Libur nasional, cuti bersama, dan hari tutup"),
        "jenis": _("Jenis laporan"),
        **{code: _(title) for code, title in TABLE_TITLES.items()},
    }


def section(files: Files, code: str, *, today: date) -> Section:
    """One part of the rules; `code` is one of `section_titles`."""
    makers: Mapping[str, Callable[[], Iterable[RuleLine]]] = {
        "jam": lambda: _hours(files, today),
        "libur": lambda: _days(files),
        "jenis": lambda: _categories(files, today),
    }
    made = makers[code]() if code in makers else _table(files, code, today)
    return Section(title=section_titles()[code], lines=tuple(made))


def _hours(files: Files, today: date) -> Iterable[RuleLine]:
    names = {day: day_of_the_week(number, language()) for number, day in enumerate(DAYS)}
    for pattern in own_calendar(files).get("pattern", []):
        told = tuple(
            f"{names[day]}: {', '.join(pattern['windows'][day])}"
            for day in DAYS
            if pattern["windows"].get(day)
        )
        ends = "effective_until" in pattern
        title = _("Jam pada hari-hari tertentu") if ends else _("Jam kerja biasa")
        yield _line(title, told, pattern, None, today)


def _days(files: Files) -> Iterable[RuleLine]:
    for year, source, holidays, leave in holidays_of(files):
        told = [f"{on}: {name}" for on, name in holidays.items()]
        told += [_("%(on)s: %(name)s (cuti bersama)", on=on, name=name) for on, name in leave.items()]
        yield RuleLine(title=str(year), told=tuple(told), source=source, days="")
    for closure in closures_of(files):
        yield RuleLine(
            title=_("Kantor tutup"),
            told=(f"{date_words(closure['on'], language(), year=True)}: {closure['name']}",),
            source=str(closure.get("source", "")),
            days="",
        )


def _categories(files: Files, today: date) -> Iterable[RuleLine]:
    defaults = table(files, CATEGORIES).get("defaults", {})
    for category in entries(files, CATEGORIES, "category"):
        told = (
            str(category.get("hint", {}).get(language(), "")),
            _("Dilihat lebih dulu oleh %(unit)s.", unit=unit_title_of(str(category.get("first_handler")))),
        )
        yield _line(str(category["names"].get(language(), "")), told, category, defaults, today)


def _table(files: Files, code: str, today: date) -> Iterable[RuleLine]:
    named = TABLES[code]
    defaults = table(files, named.file).get("defaults", {})
    for entry in entries(files, named.file, named.kind):
        yield _line(entry_title(code, entry), _told(code, entry), entry, defaults, today)


def _told(code: str, entry: Mapping[str, Any]) -> tuple[str, ...]:
    if code == "janji":
        clocks = entry.get("targets", {})
        own = tuple(f"{name_of('clock', clock)}: {amount_words(amount)}" for clock, amount in clocks.items())
        return own or (_("Seperti janji yang lebih umum."),)
    if code == "sasaran":
        value = f"{entry['value']} %" if entry.get("unit") == "percent" else str(entry["value"])
        least = _("paling sedikit") if entry.get("better") == "higher" else _("paling banyak")
        return (f"{least} {value}", _("dinilai mulai %(count)s laporan selesai", count=entry["minimum_n"]))
    if code == "penyaluran":
        named = ", ".join(category_name(str(one)) for one in entry.get("categories", []))
        return (
            *((_("Untuk: %(names)s.", names=named),) if named else ()),
            _("Pergi ke: %(to)s.", to=destination(str(entry["to"]))),
            read_out(str(entry.get("reason", {}).get(language(), ""))),
        )
    if code == "kata":
        return (read_out(str(entry.get("words", {}).get(language(), ""))),)
    return (str(entry.get("value", "")),)


def _line(
    title: str,
    told: tuple[str, ...],
    entry: Mapping[str, Any],
    defaults: Mapping[str, Any] | None,
    today: date,
) -> RuleLine:
    given = {**(defaults or {}), **entry}
    since, until = given.get("effective_from"), given.get("effective_until")
    state = "now"
    if isinstance(since, date) and since > today:
        state = "ahead"
    elif isinstance(until, date) and until < today:
        state = "past"
    return RuleLine(
        title=title, told=told, source=str(given.get("source", "")), days=_validity(since, until), state=state
    )


def _validity(since: Any, until: Any) -> str:
    if not isinstance(since, date):
        return ""
    begins = date_words(since, language(), year=True)
    if isinstance(until, date):
        return _("%(since)s sampai %(until)s", since=begins, until=date_words(until, language(), year=True))
    return _("sejak %(since)s", since=begins)
