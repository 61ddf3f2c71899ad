"""What part of the earth a map shows, and where in its frame a position lies."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from complaints_service.web.drawing.maps.area_map import Area
from config.entries.street_map import Box, Position

WIDTH, HEIGHT = 400, 300
METRES_PER_DEGREE = 111_320.0
#: Wider than this and alleys are a grey haze: only what leads somewhere is drawn.
FAR_METRES = 3_000.0

#: A position in whole pixels of the frame.
Px = tuple[int, int]


@dataclass(frozen=True, kw_only=True)
class Pinned:
    """A point and how far off it may be, in metres."""

    lat: float
    lng: float
    accuracy: float = 0.0


@dataclass(frozen=True, slots=True)
class MapWindow:
    """What a map shows: its middle, and how many metres its width is."""

    lat: float
    lng: float
    metres: float

    @classmethod
    def round_point(cls, pinned: Pinned) -> MapWindow:
        """The streets round a point, with all of its circle."""
        return cls(pinned.lat, pinned.lng, max(700.0, pinned.accuracy * 3.2))

    @classmethod
    def round_areas(cls, areas: Sequence[Area]) -> MapWindow:
        """All of some areas."""
        points = [point for area in areas for ring in area.rings for point in ring]
        west, east = min(x for x, _ in points), max(x for x, _ in points)
        south, north = min(y for _, y in points), max(y for _, y in points)
        lat = (south + north) / 2
        wide = (east - west) * METRES_PER_DEGREE * math.cos(math.radians(lat))
        high = (north - south) * METRES_PER_DEGREE
        return cls(lat, (west + east) / 2, 1.06 * max(wide, high * WIDTH / HEIGHT))

    @classmethod
    def round_pins(cls, pins: Sequence[Pinned]) -> MapWindow:
        """All of some points, with room round them."""
        lats, lngs = [one.lat for one in pins], [one.lng for one in pins]
        lat, lng = (min(lats) + max(lats)) / 2, (min(lngs) + max(lngs)) / 2
        wide = (max(lngs) - min(lngs)) * METRES_PER_DEGREE * math.cos(math.radians(lat))
        high = (max(lats) - min(lats)) * METRES_PER_DEGREE
        return cls(lat, lng, max(700.0, 1.3 * max(wide, high * WIDTH / HEIGHT)))

    @property
    def far(self) -> bool:
        """Whether it shows too much for alleys and landmarks."""
        return self.metres > FAR_METRES

    @property
    def scale(self) -> float:
        """Pixels a metre."""
        return WIDTH / self.metres

    @property
    def box(self) -> Box:
        """What may be seen, in degrees: two pixels more than the frame, since positions are rounded."""
        degree = METRES_PER_DEGREE * self.scale
        high = (HEIGHT / 2 + 2) / degree
        wide = (WIDTH / 2 + 2) / (degree * math.cos(math.radians(self.lat)))
        return self.lng - wide, self.lat - high, self.lng + wide, self.lat + high

    def px(self, at: Position) -> tuple[int, int]:
        """A position in the frame."""
        return self.line_px([at])[0]

    def line_px(self, line: Iterable[Position]) -> list[tuple[int, int]]:
        """A line's positions in the frame: thousands of them on a map."""
        scale, wide = self.scale, math.cos(math.radians(self.lat))
        return [
            (
                round(WIDTH / 2 + (east - self.lng) * METRES_PER_DEGREE * wide * scale),
                round(HEIGHT / 2 - (north - self.lat) * METRES_PER_DEGREE * scale),
            )
            for east, north in line
        ]
