"""The squares of a grid over the country, to which where reports came from is counted. Pure."""

from __future__ import annotations

import math
from typing import NamedTuple

from complaints_service.places.outlines import METRES_PER_DEGREE

#: Side of a square at the equator; at Indonesia's ends it is two hundredths less wide.
SQUARE_METRES = 150
_DEGREES = SQUARE_METRES / METRES_PER_DEGREE


class Square(NamedTuple):
    """A square of the grid, counted from the equator and Greenwich; below the equator `up` is negative."""

    up: int
    along: int


def square_of(lat: float, lng: float) -> Square:
    """The square that a point lies in."""
    return Square(math.floor(lat / _DEGREES), math.floor(lng / _DEGREES))


def middle_of_block(corner: Square) -> tuple[float, float]:
    """The middle of a block of two by two squares, by its lowest: latitude and longitude."""
    return round((corner.up + 1) * _DEGREES, 5), round((corner.along + 1) * _DEGREES, 5)
