"""Whether somebody has a sign more often than chance explains, and how often that is said wrongly. Pure.

If all did alike, who has a sign would be drawn from all occasions of the month: the chance that one person
has at least so many is hypergeometric. A person stands out where it is at most 5 % divided by how many had
the occasion. How often somebody does though all did alike is found by shuffling signs over occasions.
"""

from __future__ import annotations

import random
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping
from itertools import accumulate
from typing import NamedTuple

from complaints_service.office_reports.comparing import excess

#: How likely it is, at most, that anybody stands out of those who did alike.
FAMILY_ERROR = 0.05
SHUFFLES = 400
#: The same month is always shuffled the same way, so that two readers see one figure.
_SEED = 20_260


class OftenSeen(NamedTuple):
    """How often a person had a sign, of how many occasions."""

    times: int
    n: int


def chances(people: Mapping[int, OftenSeen]) -> dict[int, float]:
    """For each person the chance of as many signs or more, if all did alike."""
    total, inside = _sums(people)
    return {
        who: excess(each.times, of=_occasions(each), inside=inside, total=total)
        for who, each in people.items()
    }


def bound(people: Mapping[int, OftenSeen]) -> float:
    """The chance at which a person stands out."""
    return FAMILY_ERROR / max(1, len(people))


def false_alarm(people: Mapping[int, OftenSeen]) -> float:
    """The part of the shuffled months in which somebody stands out, though chance alone gave the signs."""
    total, inside = _sums(people)
    if not inside:
        return 0.0
    needed = {
        who: _needed(_occasions(each), inside=inside, total=total, most=bound(people))
        for who, each in people.items()
    }
    order = list(people)
    ends = list(accumulate(_occasions(people[who]) for who in order))
    chance = random.Random(_SEED)
    wrong = 0
    for _ in range(SHUFFLES):
        drawn = Counter(order[bisect_right(ends, place)] for place in chance.sample(range(total), inside))
        wrong += any(count >= needed[who] for who, count in drawn.items())
    return wrong / SHUFFLES


def _needed(of: int, *, inside: int, total: int, most: float) -> int:
    """The fewest signs with which somebody stands out; one more than possible where none are enough."""
    for count in range(1, min(of, inside) + 1):
        if excess(count, of=of, inside=inside, total=total) <= most:
            return count
    return inside + 1


def _occasions(one: OftenSeen) -> int:
    """Its occasion may have been in the month before."""
    return max(one.n, one.times)


def _sums(people: Mapping[int, OftenSeen]) -> tuple[int, int]:
    return sum(_occasions(each) for each in people.values()), sum(each.times for each in people.values())
