"""The worked examples of docs/fairness.md, computed by the code."""

from __future__ import annotations

import pytest

from complaints_service.measurement.indicators.fairness import (
    STRICT,
    waiting_interval,
    waiting_time,
    wilson,
)
from complaints_service.measurement.indicators.indicator import SCORES, share
from complaints_service.measurement.indicators.mix import Rates, Tally, WeighedCase, expected, shrunk
from complaints_service.measurement.indicators.pooling import MonthPart, pool
from tests.support.curves import curve_of


def percents(ends: tuple[float | None, float | None], digits: int = 1) -> tuple[float, ...]:
    return tuple(round(100 * (end or 0), digits) for end in ends)


def test_section_1() -> None:
    assert percents(wilson(13, 21), 0) == (44, 77)
    found = share(24, 30, {}, worth=(10 * 3 + 14 * 2 + 4 * 1) / 3, ends=SCORES)
    assert found.value == pytest.approx(76.7, abs=0.05)
    assert found.interval == pytest.approx((65.4, 85.5), abs=0.05)


def test_section_2() -> None:
    hours = [(2, True), (3, True), (3, False), (5, True), (6, True), (8, True), (9, False), (11, True)]
    steps = curve_of(hours)
    assert [step.waiting for step in steps[:4]] == pytest.approx([7 / 8, 6 / 8, 0.6, 0.45])
    assert waiting_time(steps, 0.5) == 6
    assert waiting_interval(steps, 0.5) == (3, None)


def test_sections_3_and_4() -> None:
    rubbish, light = ("sampah", "1001"), ("lampu_jalan", "1001")
    rates = Rates({rubbish: Tally(450, 500), light: Tally(180, 300)})
    assert (round(rates.share(rubbish), 3), round(rates.share(light), 3)) == (0.9, 0.601)
    mine = [WeighedCase(rubbish, 1)] * 12 + [WeighedCase(light, 0)] * 28
    assert expected(mine, rates) == pytest.approx(0.69, abs=0.001)
    assert percents((shrunk(3, 4, 0.84, 30), shrunk(27, 40, 0.84, 30))) == (82.9, 74.6)
    assert percents(wilson(24, 40, STRICT)) == (44.6, 73.7)


def test_section_5() -> None:
    found = pool([MonthPart(27, 30, 1.0), MonthPart(24, 32, 1.0), MonthPart(2, 6, 3 / 21)])
    assert found is not None
    assert (round(100 * found.share, 1), found.n, round(found.weighed_n, 1)) == (81.6, 68, 63.6)
