"""How the target of a year falls to its periods; no database."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

import pytest

from complaints_service.appraisal.evaluating.portions import portion_reached
from complaints_service.appraisal.evaluating.rules import months_between
from complaints_service.appraisal.planning.spreading import (
    even_portions,
    spread_problem,
    spreads_for,
    target_of,
)


@dataclass(frozen=True)
class Split:
    target_value: float | None = 120.0
    spread: str | None = "sum"
    period_targets: tuple[float, ...] | None = (30.0, 40.0, 20.0, 30.0)


SHARES = Split(80.0, "each", (70.0, 75.0, 80.0, 90.0))


def of(first: str, last: str, split: Split = Split()) -> float | None:
    return target_of(split, months_between(f"2026-{first}", f"2026-{last}"))


def test_months_are_held_to_their_portion() -> None:
    assert of("04", "06") == 40 and of("01", "12") == 120
    assert of("05", "06") == pytest.approx(26.666667), "a version of two of the period's three months"
    assert of("03", "04") == pytest.approx(10 + 40 / 3)
    parts = [of(f"{first:02}", f"{last - 1:02}") for first, last in pairwise((1, 3, 8, 13))]
    assert sum(each or 0 for each in parts) == pytest.approx(120), (
        "versions one after another share out the year"
    )


def test_a_share_has_a_target_of_each_period_and_one_of_the_year() -> None:
    assert [of("01", "03", SHARES), of("11", "12", SHARES)] == [70, 90]
    assert of("01", "12", SHARES) == of("03", "04", SHARES) == 80


def test_what_is_not_split_is_held_to_the_year() -> None:
    assert of("04", "06", Split(spread=None, period_targets=None)) == 120
    assert of("04", "06", Split(None, None, None)) is None


@pytest.mark.parametrize("whole", [0.0, 1.0, 10.0, 120.0, 0.1, 12.5, 1e11])
@pytest.mark.parametrize("periods", [1, 2, 3, 4, 6, 12])
def test_even_portions_sum_to_the_year(whole: float, periods: int) -> None:
    found = even_portions(whole, periods)
    assert len(found) == periods and sum(found) == pytest.approx(whole, abs=1e-6)
    assert not whole.is_integer() or all(each.is_integer() for each in found)
    split = Split(whole, "sum", found)
    assert spread_problem(split, allowed=("sum",), periods=periods) is None


@pytest.mark.parametrize(
    "change",
    [
        {"period_targets": (30.0, 40.0, 20.0, 29.0)},
        {"period_targets": (60.0, 60.0)},
        {"period_targets": (60.0, 70.0, -10.0, 0.0)},
        {"period_targets": (120.0, 0.0, 0.0, float("nan"))},
        {"period_targets": (120.0, 0.0, 0.0, float("inf"))},
        {"period_targets": ()},
        {"period_targets": None},
        {"target_value": None},
        {"spread": "half"},
    ],
)
def test_a_split_that_cannot_be_kept(change: dict[str, object]) -> None:
    split = replace(Split(), **change)  # type: ignore[arg-type]
    assert spread_problem(split, allowed=("sum", "each"), periods=4) is not None
    assert spread_problem(Split(), allowed=("sum", "each"), periods=4) is None


def test_only_what_is_counted_adds_up() -> None:
    assert spreads_for(measured=False, unit="titik") == ("sum", "each")
    for measured, unit in ((False, "%"), (False, " % "), (True, "percent"), (True, "count")):
        assert spreads_for(measured=measured, unit=unit) == ("each",)
    assert spread_problem(Split(), allowed=("each",), periods=4) is not None


@pytest.mark.parametrize(
    ("values", "better", "met"),
    [
        ((30.0, 9.5), "higher", False),
        ((30.0, 10.0), "higher", True),
        ((41.0,), "lower", False),
        ((0.0,), "lower", True),
    ],
)
def test_what_was_reported_against_the_portion(values: tuple[float, ...], better: str, met: bool) -> None:
    kept = {
        "spread": "sum", "period_target": 40, "better": better,
        "reported": [{"value": each} for each in (*values, None)],
    }  # fmt: skip
    found = portion_reached(kept)
    assert found is not None and (found.total, found.portion, found.met) == (sum(values), 40, met)
    assert portion_reached({**kept, "reported": []}) is None, "nothing said is not a zero"
    assert portion_reached({**kept, "spread": "each"}) is None
    older = {key: kept[key] for key in ("better", "reported")}
    assert portion_reached(older) is None, "records frozen before there were portions"
