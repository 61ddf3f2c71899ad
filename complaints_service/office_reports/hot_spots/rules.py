"""Which places had more reports than chance explains. Pure; docs/fairness.md has how often it errs.

A place is a block of two by two squares (`places.squares`); blocks overlap, so that no border cuts a cluster.
Of each category by itself it is asked whether a block's reports of the year fell into the months of the
report more often than those of the whole office did: with N reports of the category in all, n of them in the
months and K of the block, chance alone makes x of the block's fall there with the hypergeometric probability.
So neither a place that is always busy nor a month in which everything rose is told. Who is told of is settled
by Benjamini and Hochberg (1995) over all blocks of all categories.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from complaints_service.office_reports.comparing import excess
from complaints_service.places.squares import Square

#: Fewest reports of a block in the months of which anybody is told.
FLOOR = 5
#: Of all that is told, at most this share is chance, on average.
FALSE_SHARE = 0.05


class SquareCount(NamedTuple):
    """How many reports of a category came from a square in a year, and how many of them in the months."""

    category: str
    square: Square
    all: int
    inside: int


@dataclass(frozen=True, kw_only=True)
class HotSpot:
    """A block with more than chance explains; `corner` is its lowest square."""

    category: str
    corner: Square
    count: int
    expected: float
    chance: float


def hot_spots(came: Iterable[SquareCount]) -> list[HotSpot]:
    """The blocks to tell of, those least likely by chance first; none of them overlaps one before it."""
    by_category: defaultdict[str, dict[Square, SquareCount]] = defaultdict(dict)
    for one in came:
        by_category[one.category][one.square] = one
    tried = [each for category, squares in by_category.items() for each in _tried(category, squares)]
    tried.sort(key=lambda each: (each.chance, each.category, each.corner))
    told = max(
        (
            place
            for place, each in enumerate(tried, start=1)
            if each.chance <= FALSE_SHARE * place / len(tried)
        ),
        default=0,
    )
    kept: list[HotSpot] = []
    for each in tried[:told]:
        if not any(_overlap(each, other) for other in kept):
            kept.append(each)
    return kept


def _tried(category: str, squares: Mapping[Square, SquareCount]) -> list[HotSpot]:
    """Every block of a category that could be told of, with its chance; alike blocks count once."""
    total, inside = sum(one.all for one in squares.values()), sum(one.inside for one in squares.values())
    members: defaultdict[tuple[int, int], list[Square]] = defaultdict(list)
    alls: defaultdict[tuple[int, int], int] = defaultdict(int)
    insides: defaultdict[tuple[int, int], int] = defaultdict(int)
    for square, one in sorted(squares.items()):
        up, along = square
        for corner in ((up, along), (up, along - 1), (up - 1, along), (up - 1, along - 1)):
            members[corner].append(square)
            alls[corner] += one.all
            insides[corner] += one.inside
    seen: set[tuple[Square, ...]] = set()
    found = []
    for corner in sorted(corner for corner, of in alls.items() if of >= FLOOR):
        if (within := tuple(members[corner])) in seen:
            continue
        seen.add(within)
        of, count = alls[corner], insides[corner]
        expected = of * inside / total
        told = count >= FLOOR and count > expected
        # Below the floor nothing is told, however unlikely; it was tried all the same.
        chance = excess(count, of=of, inside=inside, total=total) if told else 1.0
        found.append(
            HotSpot(category=category, corner=Square(*corner), count=count, expected=expected, chance=chance)
        )
    return found


def _overlap(one: HotSpot, other: HotSpot) -> bool:
    return (
        one.category == other.category
        and abs(one.corner.up - other.corner.up) < 2
        and abs(one.corner.along - other.corner.along) < 2
    )
