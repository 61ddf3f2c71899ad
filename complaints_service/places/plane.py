"""Distances and lines on the plane that a district is. Pure."""

from __future__ import annotations

import math
from itertools import pairwise

from complaints_service.places.outlines import METRES_PER_DEGREE
from config.entries.street_map import Line, Position


def metres(one: Position, other: Position) -> float:
    """How far two positions of a district lie apart."""
    east = (other[0] - one[0]) * METRES_PER_DEGREE * math.cos(math.radians(one[1]))
    return math.hypot(east, (other[1] - one[1]) * METRES_PER_DEGREE)


def length(line: Line) -> float:
    """How long a line is, in metres."""
    return sum(metres(one, other) for one, other in pairwise(line))


def middle(line: Line) -> Position:
    """The position half the way along a line."""
    left = length(line) / 2
    for one, other in pairwise(line):
        step = metres(one, other)
        if step >= left > 0:
            return between(one, other, left / step)
        left -= step
    return line[-1]


def between(one: Position, other: Position, share: float) -> Position:
    """The position a share of the way from one to another."""
    return one[0] + (other[0] - one[0]) * share, one[1] + (other[1] - one[1]) * share


def nearest(line: Line, at: Position) -> tuple[float, Position]:
    """How far a line passes from a position, in metres, and where."""
    east = METRES_PER_DEGREE * math.cos(math.radians(at[1]))
    best: tuple[float, Position] = (math.inf, line[0])
    for one, other in pairwise(line):
        ax, ay = (one[0] - at[0]) * east, (one[1] - at[1]) * METRES_PER_DEGREE
        dx, dy = (other[0] - one[0]) * east, (other[1] - one[1]) * METRES_PER_DEGREE
        size = dx * dx + dy * dy
        share = 0.0 if size == 0 else max(0.0, min(1.0, -(ax * dx + ay * dy) / size))
        near = math.hypot(ax + share * dx, ay + share * dy)
        if near < best[0]:
            best = (near, between(one, other, share))
    return best


def crossing(line: tuple[Position, Position], other: tuple[Position, Position]) -> Position | None:
    """Where two straight pieces cross; None where they do not."""
    (one, two), (three, four) = line, other
    ax, ay, bx, by = two[0] - one[0], two[1] - one[1], four[0] - three[0], four[1] - three[1]
    size = ax * by - ay * bx
    if size == 0:
        return None
    along = ((three[0] - one[0]) * by - (three[1] - one[1]) * bx) / size
    its = ((three[0] - one[0]) * ay - (three[1] - one[1]) * ax) / size
    return between(one, two, along) if 0 <= along <= 1 and 0 <= its <= 1 else None
