"""Instants, durations and numbers as people read them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from complaints_service.web.words import formats as wording

MEDAN = ZoneInfo("Asia/Jakarta")
NOMINAL_DAY = 27000
HOUR, MINUTE = 3600, 60


def wib(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=MEDAN).astimezone(UTC)


@pytest.mark.parametrize(
    ("language", "words"), [("id", "Sel, 24 Nov 2026 14.05 WIB"), ("en", "Tue, 24 Nov 2026 14:05 WIB")]
)
def test_an_instant_is_told_in_the_offices_own_time(language: str, words: str) -> None:
    assert wording.instant_words(wib("2026-11-24 14:05"), zone=MEDAN, language=language) == words


def test_near_midnight_the_local_day_is_told() -> None:
    at = datetime(2026, 11, 23, 17, 30, tzinfo=UTC)
    assert wording.instant_words(at, zone=MEDAN, language="id") == "Sel, 24 Nov 2026 00.30 WIB"


def test_year_and_zone_are_left_out_where_the_page_said_them() -> None:
    words = wording.instant_words(
        wib("2026-05-01 08:00"), zone=MEDAN, language="id", year=False, zone_name=False
    )
    assert words == "Jum, 1 Mei 08.00"


def test_the_end_of_a_calendar_day_is_2400_of_that_day() -> None:
    end = wib("2027-01-19 00:00")
    words = wording.instant_words(end, zone=MEDAN, language="id", ends_day=True)
    assert words == "Sen, 18 Jan 2027 24.00 WIB"
    assert wording.day_of(wording.local(end, MEDAN), ends_day=True) == date(2027, 1, 18)


@pytest.mark.parametrize(
    ("seconds", "indonesian", "english"),
    [
        (0, "0 menit", "0 minutes"),
        (59, "0 menit", "0 minutes"),
        (40 * MINUTE, "40 menit", "40 minutes"),
        (HOUR, "1 jam", "1 hour"),
        (2 * HOUR - 1, "1 jam 59 menit", "1 hour 59 minutes"),
        (NOMINAL_DAY, "1 hari kerja", "1 working day"),
        (NOMINAL_DAY + 3 * HOUR, "1 hari kerja 3 jam", "1 working day 3 hours"),
        (NOMINAL_DAY + 3 * HOUR + 59 * MINUTE, "1 hari kerja 3 jam", "1 working day 3 hours"),
        (2 * NOMINAL_DAY + 5 * MINUTE, "2 hari kerja 5 menit", "2 working days 5 minutes"),
        (-(3 * NOMINAL_DAY + 2 * HOUR), "3 hari kerja 2 jam", "3 working days 2 hours"),
    ],
)
def test_durations_have_their_two_largest_units_and_are_cut(
    seconds: int, indonesian: str, english: str
) -> None:
    assert wording.duration_words(seconds, day_seconds=NOMINAL_DAY, language="id") == indonesian
    assert wording.duration_words(seconds, day_seconds=NOMINAL_DAY, language="en") == english


def test_column_and_dense_forms_do_not_break() -> None:
    assert wording.duration_column(450, "id") == "7\N{NO-BREAK SPACE}j 30\N{NO-BREAK SPACE}m"
    assert wording.duration_column(5, "en") == "0\N{NO-BREAK SPACE}h 05\N{NO-BREAK SPACE}m"
    assert wording.duration_column(0, "id") == "0"
    dense = wording.duration_dense(2 * NOMINAL_DAY + HOUR + 59, day_seconds=NOMINAL_DAY, language="id")
    assert dense == "2\N{NO-BREAK SPACE}h 1\N{NO-BREAK SPACE}j"


def test_a_column_of_seconds_adds_up_in_whole_minutes() -> None:
    seconds = [59, 59, 59, 3601, 0, 22]
    shown, total = wording.column_minutes(seconds)
    assert (shown, total) == ([0, 1, 1, 60, 0, 1], 63)
    assert sum(shown) == total == sum(seconds) // 60
    assert all(abs(60 * minutes - second) < 60 for minutes, second in zip(shown, seconds, strict=True))


@pytest.mark.parametrize(
    ("kind", "count", "indonesian", "english"),
    [
        ("working_days", 3, "3 hari kerja", "3 working days"),
        ("calendar_days", 14, "14 hari kalender", "14 calendar days"),
        ("working", 6 * HOUR, "6 jam kerja", "6 hours of working time"),
        ("working", 90 * MINUTE, "1 jam 30 menit kerja", "1 hour 30 minutes of working time"),
    ],
)
def test_targets_say_what_kind_of_time_they_are(kind: str, count: int, indonesian: str, english: str) -> None:
    assert wording.amount_words(kind, count, language="id") == indonesian
    assert wording.amount_words(kind, count, language="en") == english


def test_numbers_follow_the_language() -> None:
    assert wording.number_words(12400, "id") == "12.400"
    assert wording.number_words(12400, "en") == "12,400"
    assert wording.number_words(3.6, "id", digits=1) == "3,6"
    assert wording.percent(0.78, "id") == "78\N{NO-BREAK SPACE}%"
    assert wording.out_of(13, 21, "id") == "13 dari 21"
    assert wording.out_of(13, 21, "en") == "13 of 21"


def test_dates_and_ranges() -> None:
    assert wording.date_range(date(2026, 9, 2), date(2026, 9, 9), "id") == "2–9 Sep"
    assert wording.date_range(date(2026, 9, 30), date(2026, 10, 2), "id") == "30 Sep–2 Okt"
    assert wording.month_words(date(2026, 5, 1), "id") == "Mei 2026"
    assert wording.date_words(date(2026, 8, 17), "id", year=True) == "Sen, 17 Agu 2026"


def test_shares_by_largest_remainder_add_to_a_hundred() -> None:
    assert wording.largest_remainder([45, 2625, 450, 145, 950]) == [1, 62, 11, 3, 23]
    assert wording.largest_remainder([1, 1, 1]) == [34, 33, 33]
    assert wording.largest_remainder([0, 0]) == [0, 0]


def test_a_page_says_what_a_working_day_is() -> None:
    assert wording.day_definition(NOMINAL_DAY, "id") == "Satu hari kerja = 7 jam 30 menit."
    assert wording.day_definition(NOMINAL_DAY, "en") == "One working day = 7 hours 30 minutes."
