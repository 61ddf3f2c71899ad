"""When the office works: the week of its own calendar, and the days on which it alone is closed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from complaints_service.rulebooks.editing.tables import OWN, changed, entries, office_of
from complaints_service.rulebooks.files import Files

CALENDAR = "calendar.toml"
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEK = 5


def own_calendar(files: Files) -> Mapping[str, Any]:
    """The newest version of the calendar that the office works by."""
    code = office_of(files).get("calendar")
    return next(
        (each for each in reversed(entries(files, CALENDAR, "calendar")) if each.get("code") == code), {}
    )


def week_of(files: Files) -> Mapping[str, str]:
    """The week that holds when nothing else is said: each day's windows, as they are typed."""
    windows = _ordinary(own_calendar(files)).get("windows", {})
    return {day: ", ".join(parts) for day, parts in windows.items()}


def with_week(files: Files, week: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The files with another ordinary week; months of fasting keep hours of their own."""
    if {day: ", ".join(windows) for day, windows in week.items()} == dict(week_of(files)):
        return dict(files)

    def change(calendar: dict[str, Any]) -> None:
        pattern = _ordinary(calendar)
        pattern["windows"] = {day: list(windows) for day, windows in week.items()}
        pattern["source"] = OWN
        calendar["nominal_day_seconds"] = _seconds(week) // _WEEK or calendar["nominal_day_seconds"]

    return _with_calendar(files, change)


def closures_of(files: Files) -> Sequence[Mapping[str, Any]]:
    """The days on which the office alone is closed."""
    return [one for one in own_calendar(files).get("exception", []) if one.get("kind") == "closure"]


def with_closure(files: Files, *, on: date, name: str, decreed_at: datetime | None = None) -> dict[str, str]:
    """The files with one more day on which the office is closed; of one day the newest name.

    `decreed_at`: when it was said, which a day that has come already needs.
    """

    def change(calendar: dict[str, Any]) -> None:
        kept = [one for one in calendar.get("exception", []) if one.get("on") != on]
        made = {"key": f"tutup-{on}", "on": on, "kind": "closure", "name": name, "source": OWN}
        if decreed_at is not None:
            made["decreed_at"] = decreed_at
        calendar["exception"] = [*kept, made]

    return _with_calendar(files, change)


def without_closure(files: Files, *, on: date) -> dict[str, str]:
    """The files without that day."""

    def change(calendar: dict[str, Any]) -> None:
        kept = [one for one in calendar.get("exception", []) if one.get("on") != on]
        calendar.pop("exception", None)
        if kept:
            calendar["exception"] = kept

    return _with_calendar(files, change)


def with_holiday(files: Files, *, on: date, name: str, kind: str, source: str) -> dict[str, str]:
    """The files with one more day of the country: `holiday` or `collective_leave`, with its decree."""
    every = entries(files, CALENDAR, "calendar")
    country = next((one for one in reversed(every) if "parent" not in one), None)

    def change(calendar: dict[str, Any]) -> None:
        years = calendar.setdefault("year", [])
        year = next((one for one in years if one.get("year") == on.year), None)
        if year is None:
            year = {"year": on.year, "source": source}
            years.append(year)
        for other in ("holiday", "collective_leave"):
            year.get(other, {}).pop(on.isoformat(), None)
        year.setdefault(kind, {})[on.isoformat()] = name
        year["source"] = source

    return _with_calendar(files, change, of=country)


def holidays_of(files: Files) -> Sequence[tuple[int, str, Mapping[str, str], Mapping[str, str]]]:
    """Each year that the calendars know: its decree, its holidays, and its days of collective leave.

    How its days were read and compared stands behind a colon, for whoever reads the file.
    """
    return [
        (
            year["year"],
            str(year.get("source", "")).partition(":")[0],
            year.get("holiday", {}),
            year.get("collective_leave", {}),
        )
        for calendar in _newest(files)
        for year in calendar.get("year", [])
    ]


def _newest(files: Files) -> Sequence[Mapping[str, Any]]:
    """Each calendar as its last version says it."""
    return list({str(one.get("code")): one for one in entries(files, CALENDAR, "calendar")}.values())


def _ordinary(calendar: Mapping[str, Any]) -> dict[str, Any]:
    """The week that holds when nothing else is said: of those without an end the latest."""
    weeks = [one for one in calendar.get("pattern", []) if "effective_until" not in one]
    return max(weeks, key=lambda one: str(one.get("effective_from", "")), default={})


def _with_calendar(files: Files, change: Any, of: Mapping[str, Any] | None = None) -> dict[str, str]:
    one = own_calendar(files) if of is None else of
    wanted = (one.get("code"), one.get("version"))

    def within(tables: dict[str, Any]) -> None:
        for calendar in tables.get("calendar", []):
            if (calendar.get("code"), calendar.get("version")) == wanted:
                change(calendar)

    return changed(files, CALENDAR, within)


def _seconds(week: Mapping[str, Sequence[str]]) -> int:
    return sum(_length(window) for windows in week.values() for window in windows)


def _length(window: str) -> int:
    """The seconds of `08:00-12:00`; 0 for what the check will refuse."""
    try:
        start, end = (time.fromisoformat(part.strip()) for part in window.split("-"))
    except ValueError:
        return 0
    return max(0, (end.hour - start.hour) * 3600 + (end.minute - start.minute) * 60)
