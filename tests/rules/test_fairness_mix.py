"""What the own mix lets one expect, what is drawn towards the unit, and how months are put together."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from complaints_service.measurement.indicators.fairness import judgement, wilson
from complaints_service.measurement.indicators.mix import (
    CASES_FROM,
    Cell,
    Rates,
    Tally,
    WeighedCase,
    expected,
    rates_of_others,
    shrunk,
)
from complaints_service.measurement.indicators.pooling import MonthPart, mean_of_months, per_full_month, pool
from complaints_service.measurement.indicators.presence import Presence, present, working_days
from complaints_service.measurement.months import Period
from config.rulebook import Rulebook

EASY: Cell = ("sampah", "1001")
HARD: Cell = ("lampu_jalan", "1001")


def test_the_expected_share_is_that_of_others_on_the_same_mix() -> None:
    """Others: 900 of 1,000 easy ones and 500 of 1,000 hard ones in time; one who has three hard of four.

    Easy: the category is (900 + 20 * 0.7) / 1,020 and the cell (900 + 20 * that) / 1,020, near enough 0.9.
    """
    rates = Rates({EASY: Tally(900, 1000), HARD: Tally(500, 1000)})
    category = (900 + 20 * 0.7) / 1020
    assert rates.share(EASY) == pytest.approx((900 + 20 * category) / 1020)
    mine = [WeighedCase(EASY, 1), WeighedCase(HARD, 1), WeighedCase(HARD, 0), WeighedCase(HARD, 0)]
    assert expected(mine, rates) == pytest.approx((0.9 + 3 * 0.5) / 4, abs=0.005)
    assert expected([], rates) is None


def test_a_cell_nobody_else_has_takes_its_categorys_rate_and_a_new_category_the_offices() -> None:
    rates = Rates({EASY: Tally(900, 1000), HARD: Tally(500, 1000)})
    assert rates.share(("sampah", None)) == pytest.approx((900 + 20 * 0.7) / 1020)
    assert rates.share(("ktp", "1004")) == pytest.approx(0.7)


def test_own_cases_never_set_ones_own_mark() -> None:
    """Three others reach 80 %; the fourth, at 10 %, does not lower what is expected of the fourth."""
    tallies = {officer: {EASY: Tally(80, 100)} for officer in (1, 2, 3)} | {4: {EASY: Tally(10, 100)}}
    rates = rates_of_others(tallies, 4)
    assert rates is not None
    assert rates.share(EASY) == pytest.approx(0.8)


def test_too_few_others_give_no_rate() -> None:
    """Else it would tell one colleague another's figure."""
    two = {officer: {EASY: Tally(80, 100)} for officer in (1, 2)}
    assert rates_of_others(two | {9: {EASY: Tally(1, 1)}}, 9) is None
    thin = {officer: {EASY: Tally(1, 2)} for officer in (1, 2, 3)}
    assert CASES_FROM > 6
    assert rates_of_others(thin, 9) is None


@pytest.mark.parametrize(
    ("worth", "n", "share"), [(0, 0, 0.8), (30, 30, 0.9), (3, 3, (3 + 24) / 33), (300, 300, 324 / 330)]
)
def test_the_fewer_the_cases_the_nearer_to_the_unit(worth: float, n: float, share: float) -> None:
    assert shrunk(worth, n, 0.8, 30) == pytest.approx(share)


@pytest.mark.parametrize(
    ("k", "n", "expected_share", "word"),
    [
        (19, 30, None, "missed"),  # all of 45.5-78.1 is below
        (20, 30, None, "uncertain"),  # at 95 % up to 80.8, though at 90 % only to 79.0
        (19, 30, 85.0, "missed"),
        (19, 30, 76.0, "mix"),  # the wider interval holds what others would reach on the same tickets
        (19, 29, None, "few"),
        (29, 30, 99.0, "met"),  # reached is reached, whatever the mix
    ],
)
def test_missed_needs_more_than_the_shown_interval(
    k: int, n: int, expected_share: float | None, word: str
) -> None:
    def told(level: float) -> tuple[float, float]:
        low, high = wilson(k, n, level)
        return 100 * low, 100 * high

    assert (
        judgement(
            told(0.90),
            target=80,
            better="higher",
            n=n,
            minimum_n=30,
            strict=told(0.95),
            expected=expected_share,
        )
        == word
    )


def test_what_should_be_low_is_judged_the_other_way_round() -> None:
    said = {
        mark: judgement(
            (20.0, 40.0), target=10, better="lower", n=40, minimum_n=30, strict=(18.0, 42.0), expected=mark
        )
        for mark in (12.0, 20.0, None)
    }
    assert said == {12.0: "missed", 20.0: "mix", None: "missed"}


def test_whole_months_are_simply_added() -> None:
    found = pool([MonthPart(20, 30, 1.0, 0.8), MonthPart(27, 30, 1.0, 0.9)])
    assert found is not None
    assert (found.share, found.n, found.weighed_n) == (47 / 60, 60, 60)
    assert found.interval == pytest.approx(wilson(47, 60))
    assert found.expected == pytest.approx(0.85)


def test_a_month_mostly_away_weighs_little() -> None:
    """Present 1 day of 20: 10 late cases weigh as half a case against thirty good ones."""
    found = pool([MonthPart(30, 30, 1.0), MonthPart(0, 10, 0.05)])
    assert found is not None
    assert found.share == pytest.approx(30 / 30.5)
    assert found.weighed_n == pytest.approx(30.5**2 / (30 + 0.0025 * 10))
    assert found.weighed_n < 40
    assert found.expected is None


def test_equally_short_months_lose_no_cases() -> None:
    found = pool([MonthPart(9, 10, 0.35), MonthPart(8, 10, 0.35), MonthPart(10, 10, 0.35)])
    assert found is not None
    assert (found.n, found.weighed_n) == (30, 30)


def test_nothing_that_weighs_is_nothing() -> None:
    assert pool([MonthPart(3, 3, 0.0), MonthPart(0, 0, 1.0)]) is None
    assert mean_of_months([(5.0, 0.0)]) is None
    assert per_full_month([]) is None


def test_times_are_averaged_and_sums_are_told_for_a_full_month() -> None:
    assert mean_of_months([(100.0, 1.0), (400.0, 0.5)]) == pytest.approx(200)
    assert per_full_month([(40.0, 1.0), (20.0, 0.5)]) == pytest.approx(40)


def test_presence_counts_the_offices_working_days(rulebook: Rulebook) -> None:
    """November 2026 has 21 working days; leave from Fri 13 to Mon 16 takes two of them."""
    start, end = datetime(2026, 10, 31, 17, tzinfo=UTC), datetime(2026, 11, 30, 17, tzinfo=UTC)
    days = working_days(
        Period("2026-11", start, end, current=True), rulebook.calendar(rulebook.office.calendar)
    )
    assert (len(days), days[0], days[-1]) == (21, date(2026, 11, 2), date(2026, 11, 30))
    found = present(
        days, [(date(2026, 11, 13), date(2026, 11, 16)), (date(2026, 11, 15), date(2026, 11, 15))]
    )
    assert found == Presence(19, 21)
    assert found.weight == pytest.approx(19 / 21)
    assert present(days, [(date.min, date(2026, 12, 31))]).weight == 0
    assert Presence(0, 0).weight == 0
