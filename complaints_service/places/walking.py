"""In which order one walks to several places: from each to the nearest that is left. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from complaints_service.places.plane import metres
from config.entries.street_map import Position


def walking_order(places: Sequence[Position]) -> list[int]:
    """The places by their index, beginning at the first; of two equally near the earlier comes first."""
    left = list(range(len(places)))
    order = left[:1]
    left = left[1:]
    while left:
        here = places[order[-1]]
        nearest = min(left, key=lambda index: (metres(here, places[index]), index))
        order.append(nearest)
        left.remove(nearest)
    return order
