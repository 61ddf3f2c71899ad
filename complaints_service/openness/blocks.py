"""Points that go together: blocks of neighbours, fixed when their month is published. Pure.

A point that went alone would say whose report was kept from others. Of a block all points go when one report
does, and a block holds at least as many reports as the floor. How it is cut follows from what everybody
reads, where the points are and of which category: which points go with which tells nothing else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

#: [latitude, longitude, category, how many]
Point = list[Any]


class Spot(NamedTuple):
    """A report on the grid."""

    ticket_id: int
    lat: float
    lng: float
    category: str


def blocks_of(spots: Sequence[Spot], *, floor: int) -> list[list[Spot]]:
    """The spots in blocks of at least `floor` and less than twice as many; none of fewer in all."""
    if len(spots) < floor:
        return []
    if len(spots) < 2 * floor:
        return [[*spots]]
    lats, lngs = [one.lat for one in spots], [one.lng for one in spots]
    # Across the longer side, so that a block is near together; spots of one place and category look alike.
    if max(lats) - min(lats) >= max(lngs) - min(lngs):
        ordered = sorted(spots, key=lambda one: (one.lat, one.lng, one.category, one.ticket_id))
    else:
        ordered = sorted(spots, key=lambda one: (one.lng, one.lat, one.category, one.ticket_id))
    half = len(ordered) // 2
    return blocks_of(ordered[:half], floor=floor) + blocks_of(ordered[half:], floor=floor)


def points_of(spots: Iterable[Spot]) -> list[Point]:
    """What is told of spots: how many of a category are in a square."""
    return _listed(Counter((one.lat, one.lng, one.category) for one in spots))


def less(points: Iterable[Point], taken: Iterable[Point]) -> list[Point]:
    """Points without some of them; a square of which all are taken is not told."""
    left = Counter({(lat, lng, category): count for lat, lng, category, count in points})
    for lat, lng, category, count in taken:
        left[lat, lng, category] -= count
    return _listed(+left)


def _listed(counted: Mapping[tuple[float, float, str], int]) -> list[Point]:
    return [[*where, count] for where, count in sorted(counted.items())]
