"""The days and hours of the office, against an independent list and against the regulation's weekly hours."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from complaints_service.clock import now
from config.rulebook import Rulebook

LONGEST_PROMISE = timedelta(days=150)
"""60 working days of an oversight complaint across Idul Fitri and the year's end, and room to act."""


def test_the_holidays_last_beyond_the_longest_promise(rulebook: Rulebook) -> None:
    horizon = rulebook.calendar("medan").horizon_at
    assert now() + LONGEST_PROMISE < horizon, (
        f"the calendar ends at {horizon:%Y-%m-%d}: when the ministers' decree for the next year is out, "
        "write a [[calendar]] of code 'national' with based_on, a new version, its horizon_on and one "
        "[[calendar.year]] block in config/marelan/calendar.toml; give 'medan' the same horizon_on and "
        "the next Ramadan's pattern"
    )


@pytest.mark.parametrize("year", [2025, 2026, 2027])
def test_holidays_and_collective_leave_agree_with_an_independent_list(rulebook: Rulebook, year: int) -> None:
    holidays = pytest.importorskip("holidays")
    days = rulebook.calendar_spec("national").exceptions
    for kind, category in (("holiday", "public"), ("collective_leave", "government")):
        ours = {day.on for day in days if day.on.year == year and day.kind == kind}
        theirs = set(holidays.Indonesia(years=year, categories=(category,)))
        assert ours == theirs


@pytest.mark.parametrize(("year", "count"), [(2025, 237), (2026, 240), (2027, 242)])
def test_working_days_of_a_year(rulebook: Rulebook, year: int, count: int) -> None:
    calendar, first = rulebook.calendar("medan"), date(year, 1, 1)
    days = [first + timedelta(days=offset) for offset in range((date(year + 1, 1, 1) - first).days)]
    assert sum(calendar.is_working_day(day) for day in days) == count


@pytest.mark.parametrize(
    ("monday", "hours"),
    [
        ("2025-01-06", 37.5),  # Perpres 21/2023 art. 4(1)
        ("2025-03-03", 32.5),  # in Ramadan, art. 4(2)
        ("2026-11-23", 37.5),
        ("2026-02-23", 32.5),
        ("2027-02-15", 32.5),
    ],
)
def test_a_weeks_hours_are_the_regulations(rulebook: Rulebook, monday: str, hours: float) -> None:
    start = datetime.combine(date.fromisoformat(monday), datetime.min.time(), UTC) - timedelta(hours=7)
    assert rulebook.calendar("medan").elapsed(start, start + timedelta(days=7)) == hours * 3600


@pytest.mark.parametrize(
    ("day", "closing"),
    [
        ("2026-02-18", "16:30"),  # Wed, the day before Ramadan
        ("2026-02-19", "15:00"),  # Thu, its first day
        ("2026-02-20", "15:30"),  # Fri
        ("2026-03-17", "15:00"),  # Tue, its last open day
        ("2026-03-25", "16:30"),  # Wed after Idul Fitri
        ("2026-11-27", "17:00"),  # Fri
    ],
)
def test_closing_hours(rulebook: Rulebook, day: str, closing: str) -> None:
    end = rulebook.calendar("medan").day_windows(date.fromisoformat(day))[-1].end_seconds
    assert f"{end // 3600:02}:{end % 3600 // 60:02}" == closing


def test_18_august_2025_counts_as_a_working_day_until_it_was_decreed(rulebook: Rulebook) -> None:
    day = next(each for each in rulebook.calendar_spec("national").exceptions if each.on == date(2025, 8, 18))
    assert day.kind == "collective_leave"
    assert day.decreed_at == datetime(2025, 8, 6, 17, tzinfo=UTC)
