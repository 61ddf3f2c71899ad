"""Where a point lies: in a kelurahan, in a sliver beside one, or outside, and then who to turn to. Pure."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

from complaints_service.errors import Words, words
from config.entries.office import Bilingual, Kelurahan, Neighbour, Ring
from config.rulebook import Rulebook

METRES_PER_DEGREE = 111_320.0
"""A degree of latitude, near enough anywhere: 0.6 % off at worst, a metre in 150."""

DEFAULT_SLIVER_METRES = 150

Thing = TypeVar("Thing")
#: From one point of an outline to the next, as (longitude, latitude) each.
Edge = tuple[tuple[float, float], tuple[float, float]]
#: As many bands of latitude a kelurahan is cut into: an outline of a hundred edges has a few in each.
_BANDS = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """What is known of a point: its kelurahan, or the `problem` in words for who chose it, with its `code`.

    `code`: `outside_world`, `coordinates_swapped`, `outside_district`. `neighbour` is a hint by direction
    only. `distance_metres`: from the nearest outline, 0 inside one.
    """

    kelurahan: str | None = None
    problem: Words | None = None
    code: str | None = None
    neighbour: Neighbour | None = None
    distance_metres: int = 0

    @property
    def outside(self) -> bool:
        """Whether the point is a real one, but not ours."""
        return self.code == "outside_district"

    @property
    def advice(self) -> Bilingual | None:
        """Who to turn to outside the district."""
        return self.neighbour.advice if self.neighbour else None


class ThatOne(Generic[Thing]):
    """A thing as a key of what is kept of it: that very one, whatever it holds.

    By its content a rulebook's outlines would be gone through from end to end whenever a point is looked up.
    """

    def __init__(self, it: Thing) -> None:
        self.it = it

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ThatOne) and other.it is self.it

    def __hash__(self) -> int:
        return id(self.it)


@dataclass(frozen=True, slots=True, kw_only=True)
class RingIndex:
    """The rings round an area, the box round them, and their edges by the bands of latitude they reach."""

    rings: tuple[Ring, ...]
    west: float
    south: float
    east: float
    north: float
    bands: Sequence[Sequence[Edge]]

    @classmethod
    def of(cls, rings: tuple[Ring, ...]) -> RingIndex:
        """Of rings with at least one point among them."""
        lngs, lats = zip(*(point for ring in rings for point in ring), strict=True)
        south, north = min(lats), max(lats)
        bands: list[list[Edge]] = [[] for _ in range(_BANDS)]
        for edge in (each for ring in rings for each in _edges(ring)):
            lower, upper = sorted((edge[0][1], edge[1][1]))
            for band in bands[_band(lower, south, north) : _band(upper, south, north) + 1]:
                band.append(edge)
        return cls(rings=rings, west=min(lngs), south=south, east=max(lngs), north=north, bands=bands)

    def holds(self, lat: float, lng: float) -> bool:
        """What `contains` says of it; only edges near the point's latitude are looked at."""
        if not (self.south <= lat <= self.north and self.west <= lng <= self.east):
            return False
        return _inside(self.bands[_band(lat, self.south, self.north)], lat, lng)

    def near(self, lat: float, lng: float, metres: float) -> bool:
        """Whether a point lies in the box, or about so many metres beside it."""
        margin = metres / METRES_PER_DEGREE * 1.1
        return (
            self.south - margin <= lat <= self.north + margin
            and self.west - margin <= lng <= self.east + margin
        )

    def within(self, lat: float, lng: float, metres: float) -> bool:
        """Whether an edge is at most so far from a point, as `metres_to` measures it."""
        if not self.near(lat, lng, metres):
            return False
        room = metres / METRES_PER_DEGREE
        lowest, highest = (_band(lat + each, self.south, self.north) for each in (-room, room))
        to_edge = _to_edges_from(lat, lng)
        return any(to_edge(edge) <= metres for band in self.bands[lowest : highest + 1] for edge in band)


def find_place(lat: float, lng: float, rulebook: Rulebook) -> Located:
    """The kelurahan of a point in degrees (WGS84), or what is wrong with it; never raises for a bad point.

    A point in no outline but within the rulebook's `sliver_metres` of one belongs to the nearest.
    """
    if not (math.isfinite(lat) and math.isfinite(lng)):
        return Located(problem=_OUTSIDE_WORLD, code="outside_world")
    sliver = sliver_of(rulebook)
    return locate(lat, lng, rulebook.kelurahan, rulebook.neighbours, sliver_metres=sliver)


def sliver_of(rulebook: Rulebook) -> int:
    """How far from an outline a point may lie and still belong to it, in metres."""
    return max(
        (limit.value for limit in rulebook.limits if limit.key == "sliver_metres"),
        default=DEFAULT_SLIVER_METRES,
    )


def metres_into(code: str, lat: float, lng: float, rulebook: Rulebook) -> float:
    """How far a point lies from a kelurahan; 0 inside it, infinite for one that is not ours."""
    rings = next((each.rings for each in rulebook.kelurahan if each.code == code), ())
    if not rings:
        return math.inf
    return 0.0 if contains(rings, lat, lng) else metres_to(rings, lat, lng)


def locate(
    lat: float,
    lng: float,
    kelurahan: tuple[Kelurahan, ...],
    neighbours: tuple[Neighbour, ...] = (),
    *,
    sliver_metres: int = DEFAULT_SLIVER_METRES,
) -> Located:
    """Like `find_place`, told the outlines and the neighbours."""
    found = _kelurahan_at(lat, lng, kelurahan, sliver_metres)
    if found is not None:
        return found
    # Swapped is asked before "outside the world": 98.6 is no latitude, and the hint is worth more.
    if _kelurahan_at(lng, lat, kelurahan, sliver_metres) is not None:
        return Located(problem=_SWAPPED, code="coordinates_swapped")
    if not (-90 <= lat <= 90 and -180 <= lng <= 180):
        return Located(problem=_OUTSIDE_WORLD, code="outside_world")
    neighbour, distance = _who_is_there(lat, lng, kelurahan, neighbours)
    return Located(
        problem=_outside(neighbour, distance),
        code="outside_district",
        neighbour=neighbour,
        distance_metres=round(distance),
    )


def contains(rings: tuple[Ring, ...], lat: float, lng: float) -> bool:
    """Whether a point lies inside outlines, by counting the edges east of it; holes count themselves out."""
    return _inside((edge for ring in rings for edge in _edges(ring)), lat, lng)


def metres_to(rings: tuple[Ring, ...], lat: float, lng: float) -> float:
    """Metres from a point to the nearest edge of outlines, on a plane laid at the point."""
    to_edge = _to_edges_from(lat, lng)
    return min((to_edge(edge) for ring in rings for edge in _edges(ring)), default=math.inf)


def _to_edges_from(lat: float, lng: float) -> Callable[[Edge], float]:
    """Metres from a point to an edge."""
    east = METRES_PER_DEGREE * math.cos(math.radians(lat))

    def to_edge(edge: Edge) -> float:
        (x1, y1), (x2, y2) = edge
        ax, ay = (x1 - lng) * east, (y1 - lat) * METRES_PER_DEGREE
        dx, dy = (x2 - x1) * east, (y2 - y1) * METRES_PER_DEGREE
        length = dx * dx + dy * dy
        along = 0.0 if length == 0 else max(0.0, min(1.0, -(ax * dx + ay * dy) / length))
        return math.hypot(ax + along * dx, ay + along * dy)

    return to_edge


def bearing(from_lat: float, from_lng: float, to_lat: float, to_lng: float) -> float:
    """Degrees clockwise from north, seen from one point to another nearby; 0 <= bearing < 360."""
    east = (to_lng - from_lng) * math.cos(math.radians(from_lat))
    return math.degrees(math.atan2(east, to_lat - from_lat)) % 360


def _kelurahan_at(
    lat: float, lng: float, kelurahan: tuple[Kelurahan, ...], sliver_metres: int
) -> Located | None:
    near = [(code, area) for code, area in _areas(ThatOne(kelurahan)) if area.near(lat, lng, sliver_metres)]
    # Outlines of neighbours overlap by a few metres: there the first in the rulebook's order has it.
    for code, area in near:
        if area.holds(lat, lng):
            return Located(kelurahan=code)
    nearest = min(((metres_to(area.rings, lat, lng), code) for code, area in near), default=(math.inf, ""))
    if nearest[0] <= sliver_metres:
        return Located(kelurahan=nearest[1], distance_metres=round(nearest[0]))
    return None


def _who_is_there(
    lat: float, lng: float, kelurahan: tuple[Kelurahan, ...], neighbours: tuple[Neighbour, ...]
) -> tuple[Neighbour | None, float]:
    areas = [area for _code, area in _areas(ThatOne(kelurahan))]
    if not areas:
        return None, math.inf
    middle_lat = (min(area.south for area in areas) + max(area.north for area in areas)) / 2
    middle_lng = (min(area.west for area in areas) + max(area.east for area in areas)) / 2
    distance = min(metres_to(area.rings, lat, lng) for area in areas)
    if distance > _HINT_METRES:
        return None, distance
    direction = bearing(middle_lat, middle_lng, lat, lng)
    for neighbour in neighbours:
        span = (neighbour.to_bearing - neighbour.from_bearing) % 360 or 360
        if (direction - neighbour.from_bearing) % 360 < span:
            return neighbour, distance
    return None, distance


@lru_cache(maxsize=8)
def _areas(kelurahan: ThatOne[tuple[Kelurahan, ...]]) -> tuple[tuple[str, RingIndex], ...]:
    return tuple((one.code, RingIndex.of(one.rings)) for one in kelurahan.it if any(one.rings))


def _band(lat: float, south: float, north: float) -> int:
    """Which band from south to north a latitude lies in or next to; never a lower one for a higher."""
    return max(0, min(_BANDS - 1, int((lat - south) / (north - south) * _BANDS))) if north > south else 0


def _inside(edges: Iterable[Edge], lat: float, lng: float) -> bool:
    inside = False
    for (x1, y1), (x2, y2) in edges:
        if (y1 > lat) != (y2 > lat) and lng < (x2 - x1) * (lat - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside


def _edges(ring: Ring) -> Iterable[Edge]:
    # The last edge of a ring that is written closed has no length, and counts for nothing.
    return zip(ring, (*ring[1:], ring[0]), strict=True)


def _outside(neighbour: Neighbour | None, distance: float) -> Words:
    if neighbour is None:
        return words(
            "Titik ini di luar Medan Marelan. Periksa titiknya, atau sampaikan ke www.lapor.go.id; "
            "teks Anda bisa disalin."
        )
    return words(
        "Titik ini di luar wilayah kami, kemungkinan di %(neighbour)s. %(advice)s",
        neighbour=neighbour.names,
        advice=neighbour.advice,
    )


_HINT_METRES = 8_000
"""Farther away than this a direction says nothing about the district one is in."""

_OUTSIDE_WORLD = words("Titik ini tidak ada di peta: lintang dari -90 sampai 90, bujur dari -180 sampai 180.")
_SWAPPED = words("Lintang dan bujur tertukar: di Medan Marelan lintang sekitar 3,7 dan bujur sekitar 98,6.")
