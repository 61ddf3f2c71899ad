"""How often a place is told of by chance, and how soon one with more than that is found: docs/fairness.md.

Reports of a year lie at places of very different business, and fall into its months by chance. Then one place
gets more of one category in the last month. Told for offices of three sizes.

`python benchmarks/chance/hot_spots.py [--seed 5] [--runs 400]`
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from complaints_service.office_reports.hot_spots.rules import HotSpot, SquareCount, hot_spots  # noqa: E402
from complaints_service.places.squares import Square  # noqa: E402

#: What comes of each category of public places, of a hundred reports.
CATEGORIES = {"sampah": 34, "drainase_banjir": 26, "lampu_jalan": 18, "jalan_rusak": 14, "pohon_tumbang": 8}
#: A district of 6 by 6 kilometres has so many squares on a side; some are far busier than others.
SIDE = 40
PLACES = 400
MONTHS = 12
Report = tuple[str, Square, bool]


class HotSpotOdds(NamedTuple):
    """Of all runs: how many told of a place by chance alone, and how many found the one that had more."""

    false: float
    found: float


def counted(reports: Iterable[Report]) -> list[SquareCount]:
    """Reports one by one as the counts that the rule takes."""
    every: Counter[tuple[str, Square]] = Counter()
    inside: Counter[tuple[str, Square]] = Counter()
    for category, square, within in reports:
        every[category, square] += 1
        inside[category, square] += within
    return [SquareCount(*key, count, inside[key]) for key, count in every.items()]


def year_of(chance: random.Random, many: int) -> list[Report]:
    """Reports of a year in which nothing happened anywhere; each falls into the last month by chance."""
    squares = [Square(chance.randrange(SIDE), chance.randrange(SIDE)) for _ in range(PLACES)]
    business = [1 / (place + 1) for place in range(PLACES)]
    return [
        (category, square, chance.randrange(MONTHS) == 0)
        for category, square in zip(
            chance.choices(list(CATEGORIES), weights=list(CATEGORIES.values()), k=many),
            chance.choices(squares, weights=business, k=many),
            strict=True,
        )
    ]


def burst(chance: random.Random, reports: Sequence[Report], more: int) -> tuple[list[Report], Square]:
    """The same year, and so many more of one category in one place of middling business in the last month."""
    square = sorted({each[1] for each in reports})[chance.randrange(50)]
    return [*reports, *((("drainase_banjir", square, True),) * more)], square


def odds(*, many: int, more: int, runs: int, seed: int) -> HotSpotOdds:
    """How often the rule errs and finds, of an office with so many reports of public places a year."""
    chance, false, found = random.Random(seed), 0, 0
    for _ in range(runs):
        reports = year_of(chance, many)
        false += bool(hot_spots(counted(reports)))
        there, square = burst(chance, reports, more)
        found += any(_holds(spot, square) for spot in hot_spots(counted(there)))
    return HotSpotOdds(false / runs, found / runs)


def _holds(spot: HotSpot, square: Square) -> bool:
    return (
        spot.category == "drainase_banjir"
        and 0 <= square.up - spot.corner.up < 2
        and 0 <= square.along - spot.corner.along < 2
    )


def main() -> None:
    """Prints the table of docs/fairness.md."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--runs", type=int, default=400)
    asked = parser.parse_args()
    print("reports a year | more in the month | told by chance | found")
    for many in (600, 3_000, 12_000):
        for more in (6, 9, 12):
            told = odds(many=many, more=more, runs=asked.runs, seed=asked.seed)
            print(f"{many} | {more} | {told.false:.1%} | {told.found:.1%}")


if __name__ == "__main__":
    main()
