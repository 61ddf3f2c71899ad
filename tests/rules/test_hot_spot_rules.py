"""Places with more than chance explains: the chance is exact, chance alone is seldom told, a cluster is found."""

from __future__ import annotations

from fractions import Fraction
from math import comb, isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.chance.hot_spots import odds
from complaints_service.office_reports.comparing import excess
from complaints_service.office_reports.hot_spots.rules import (
    FLOOR,
    SquareCount,
    hot_spots,
)
from complaints_service.places.squares import Square, middle_of_block, square_of

QUIET = [SquareCount("sampah", Square(up, 90), 12, 1) for up in range(0, 60, 3)]


@given(total=st.integers(1, 60), of=st.integers(0, 60), inside=st.integers(0, 60), count=st.integers(0, 60))
def test_the_chance_is_that_of_drawing_without_putting_back(
    total: int, of: int, inside: int, count: int
) -> None:
    of, inside = min(of, total), min(inside, total)
    ways = sum(comb(of, each) * comb(total - of, inside - each) for each in range(count, inside + 1))
    exact = Fraction(ways, comb(total, inside))
    assert isclose(excess(count, of=of, inside=inside, total=total), exact, rel_tol=1e-9, abs_tol=1e-12)


def test_of_many_too_it_is_that_chance() -> None:
    """Some are a sum of chances of which the first is nought to a float."""
    of, inside, total = 4_000, 5_000, 20_000
    ways, each_ways = [0] * (of + 1), comb(total - of, inside)
    for each in range(of + 1):  # comb(of, each) * comb(total - of, inside - each), each out of the one before
        ways[each] = each_ways
        each_ways = (
            each_ways * (of - each) * (inside - each) // ((each + 1) * (total - of - inside + each + 1))
        )
    for count in (0, 1, 900, 1_000, 1_100, 1_300):
        exact = float(Fraction(sum(ways[count:]), comb(total, inside)))
        assert isclose(excess(count, of=of, inside=inside, total=total), exact, rel_tol=1e-7), count


def test_a_cluster_across_a_border_of_squares_is_found_once() -> None:
    burst = [SquareCount("sampah", Square(40, along), 5, 4) for along in (9, 10)]
    [found] = hot_spots([*QUIET, *burst])
    assert (found.category, found.count, found.corner.along) == ("sampah", 8, 9)
    assert found.expected < 2


def test_neither_a_busy_place_nor_a_month_in_which_all_rose_is_told() -> None:
    busy = SquareCount("sampah", Square(10, 10), 240, 20)
    assert hot_spots([*QUIET, busy]) == []
    risen = [each._replace(inside=9) for each in QUIET]
    assert hot_spots(risen) == []


def test_below_the_floor_nothing_is_told_however_unlikely() -> None:
    few = SquareCount("sampah", Square(40, 10), FLOOR, FLOOR - 1)
    assert hot_spots([*QUIET, few]) == []
    assert hot_spots([]) == []


@pytest.mark.parametrize(("lat", "lng"), [(3.7012, 98.6543), (-8.6543, 115.2131), (-0.0004, 100.35)])
def test_a_point_lies_in_its_block(lat: float, lng: float) -> None:
    """Most of the country lies south of the equator, where squares are counted below zero."""
    square = square_of(lat, lng)
    middle = middle_of_block(square)
    assert 0 < middle[0] - lat < 0.0027 and 0 < middle[1] - lng < 0.0027
    assert square_of(middle[0] + 0.0001, middle[1] + 0.0001) == Square(square.up + 1, square.along + 1)


def test_chance_alone_is_told_in_one_month_of_twenty_at_most_and_a_cluster_is_found() -> None:
    told = odds(many=1_000, more=12, runs=30, seed=5)
    assert told.false <= 0.1
    assert told.found >= 0.8, told
