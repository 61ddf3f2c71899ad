"""Intervals against published examples, curves redone by hand, and the words a figure earns."""

from __future__ import annotations

import pytest

from complaints_service.measurement.indicators.fairness import (
    judgement,
    waiting_interval,
    waiting_time,
    wilson,
)
from tests.support.curves import curve_of

# Weeks in remission, 6-mercaptopurine against placebo (Freireich et al. 1963); False: still in remission.
TREATED = [
    (6, True),
    (6, True),
    (6, True),
    (6, False),
    (7, True),
    (9, False),
    (10, True),
    (10, False),
    (11, False),
    (13, True),
    (16, True),
    (17, False),
    (19, False),
    (20, False),
    (22, True),
    (23, True),
    (25, False),
    (32, False),
    (32, False),
    (34, False),
    (35, False),
]
PLACEBO = [(weeks, True) for weeks in (1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23)]


@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_gives_newcombes_table(k: int, n: int, low: float, high: float) -> None:
    """Newcombe 1998, Statistics in Medicine 17, table I, method 3, at 95 %."""
    assert [round(end, 4) for end in wilson(k, n, 0.95)] == [low, high]


def test_wilson_at_ninety_percent_by_hand() -> None:
    """17 of 18, z = 1.6449: (34 + 2.7055 -+ 1.6449 sqrt(2.7055 + 4*17*1/18)) / (2 (18 + 2.7055))."""
    low, high = wilson(17, 18)
    assert (round(low, 3), round(high, 3)) == (0.785, 0.988)


def test_wilson_is_its_own_mirror_and_stays_inside() -> None:
    for n in range(1, 40):
        for k in range(n + 1):
            low, high = wilson(k, n)
            assert 0 <= low <= k / n <= high <= 1
            mirrored = wilson(n - k, n)
            assert (low, high) == pytest.approx((1 - mirrored[1], 1 - mirrored[0]))


def test_no_share_of_nothing() -> None:
    for k, n in ((0, 0), (2, 1), (-1, 3)):
        with pytest.raises(ValueError, match="no share"):
            wilson(k, n)


def test_the_curve_of_the_published_trial() -> None:
    """The Kaplan-Meier estimate and Greenwood's error as the textbooks print them."""
    steps = curve_of(TREATED)
    assert [step.at for step in steps] == [6, 7, 10, 13, 16, 22, 23]
    waiting = [round(step.waiting, 4) for step in steps]
    assert waiting == [0.8571, 0.8067, 0.7529, 0.6902, 0.6275, 0.5378, 0.4482]
    errors = [round(step.waiting * (step.variance or 0) ** 0.5, 4) for step in steps]
    assert errors == [0.0764, 0.0869, 0.0963, 0.1068, 0.1141, 0.1282, 0.1346]


def test_medians_of_the_published_trial() -> None:
    """Median and 95 % limits on the log-log scale: 23 (13, none) and 8 (4, 11)."""
    treated, placebo = curve_of(TREATED), curve_of(PLACEBO)
    assert (waiting_time(treated, 0.5), waiting_interval(treated, 0.5, 0.95)) == (23, (13, None))
    assert (waiting_time(placebo, 0.5), waiting_interval(placebo, 0.5, 0.95)) == (8, (4, 11))


def test_a_curve_by_hand() -> None:
    """Five tickets: done at 2, waiting at 3, done at 4 and 4, waiting at 9.

    4/5 after 2; three are left at 4, two of them done: 4/5 * 1/3 = 4/15.
    """
    steps = curve_of([(4, True), (2, True), (9, False), (3, False), (4, True)])
    assert [step.at for step in steps] == [2, 4]
    assert [step.waiting for step in steps] == pytest.approx([4 / 5, 4 / 15])
    assert steps[1].variance == pytest.approx(1 / 20 + 2 / 3)
    assert waiting_time(steps, 0.5) == 4
    assert waiting_time(steps, 0.1) is None


def test_exactly_half_is_half() -> None:
    """Ten done one after another: after the fifth exactly one half waits, whatever floats make of it."""
    assert waiting_time(curve_of([(day, True) for day in range(1, 11)]), 0.5) == 5


def test_more_than_half_still_wait() -> None:
    steps = curve_of([(1, True), (2, True), (5, False), (5, False), (5, False)])
    assert waiting_time(steps, 0.5) is None
    assert waiting_interval(steps, 0.5)[1] is None
    assert curve_of([(5, False)]) == []


def test_leaving_a_late_ticket_open_never_helps() -> None:
    done = curve_of([(hour, True) for hour in range(1, 10)])
    left = curve_of([(hour, hour < 5) for hour in range(1, 10)])
    assert waiting_time(done, 0.5) == 5
    assert waiting_time(left, 0.5) is None


@pytest.mark.parametrize(
    ("interval", "target", "better", "n", "word"),
    [
        ((80.0, 95.0), 80, "higher", 40, "met"),
        ((79.9, 95.0), 80, "higher", 40, "uncertain"),
        ((60.0, 80.0), 80, "higher", 40, "uncertain"),
        ((60.0, 79.9), 80, "higher", 40, "missed"),
        ((60.0, 79.9), 80, "higher", 29, "few"),
        ((100.0, 200.0), 200, "lower", 40, "met"),
        ((100.0, 201.0), 200, "lower", 40, "uncertain"),
        ((201.0, 300.0), 200, "lower", 40, "missed"),
        ((100.0, None), 200, "lower", 40, "uncertain"),
        ((201.0, None), 200, "lower", 40, "missed"),
        ((None, None), 200, "lower", 40, "uncertain"),
        (None, 200, "lower", 40, "few"),
        ((100.0, 200.0), None, "lower", 40, None),
    ],
)
def test_words(
    interval: tuple[float | None, float | None] | None,
    target: float | None,
    better: str,
    n: int,
    word: str | None,
) -> None:
    assert judgement(interval, target=target, better=better, n=n, minimum_n=30) == word
