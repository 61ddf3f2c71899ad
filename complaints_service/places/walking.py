"""In which order one walks to several places: from each to the nearest left, then without crossings. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from complaints_service.places.plane import metres
from config.entries.street_map import Position

#: A way that is shorter by less than this is none: rounding must not turn it back and forth.
_SHORTER = 0.01


def walking_order(places: Sequence[Position]) -> list[int]:
    """The places by their index, beginning at the first, along straight lines; no turn of a part is shorter.

    Of two equally near the earlier comes first. Nobody walks back to the beginning.
    """
    left = list(range(len(places)))
    order = left[:1]
    left = left[1:]
    while left:
        here = places[order[-1]]
        nearest = min(left, key=lambda index: (metres(here, places[index]), index))
        order.append(nearest)
        left.remove(nearest)
    return _uncrossed(places, order)


def walked(places: Sequence[Position], order: Sequence[int]) -> float:
    """How far it is along an order, in metres as the crow flies."""
    return sum(metres(places[one], places[two]) for one, two in pairwise(order))


def _uncrossed(places: Sequence[Position], order: list[int]) -> list[int]:
    """Turns parts of the way round as long as that shortens it (2-opt); the first place stays the first."""
    best, far = order, walked(places, order)
    shorter = True
    while shorter:
        shorter = False
        for begin in range(1, len(order) - 1):
            for end in range(begin + 1, len(order)):
                turned = [*best[:begin], *reversed(best[begin : end + 1]), *best[end + 1 :]]
                if (length := walked(places, turned)) < far - _SHORTER:
                    best, far, shorter = turned, length, True
    return best
