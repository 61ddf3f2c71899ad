"""Streets, and the spots on one that people name: its corners, landmarks beside it, its middle. Pure.

So a place can be set without pointing at a map: choose the street, then the corner.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from complaints_service.places.outlines import METRES_PER_DEGREE, ThatOne, find_place
from complaints_service.places.place import Place
from complaints_service.places.plane import crossing, length, metres, middle, nearest
from config.entries.street_map import Line, Position
from config.rulebook import Rulebook

#: Two streets meet where their drawn lines come this near: a side street ends at the kerb.
MEET_METRES = 15.0
#: A landmark is named with a street it stands this near to.
BESIDE_METRES = 70.0
#: Corners with one street nearer than this to each other are one.
APART_METRES = 25.0


@dataclass(frozen=True, slots=True)
class Street:
    """A named street of the map. `code`: its place in the map's list; `kelurahan`: the name, where one is."""

    code: str
    name: str
    kelurahan: str

    @property
    def called(self) -> str:
        """How it is told from others of its name."""
        return f"{self.name} ({self.kelurahan})" if self.kelurahan else self.name


@dataclass(frozen=True, slots=True)
class StreetSpot:
    """A spot on a street: a `corner`, `beside` a landmark, its `middle`; `name`: of what is there."""

    kind: str
    name: str
    lat: float
    lng: float

    @property
    def code(self) -> str:
        """What names it in a form: its point, then what it is."""
        return f"{self.lat:.6f},{self.lng:.6f},{self.kind},{self.name}"


def streets(rulebook: Rulebook) -> tuple[Street, ...]:
    """The named streets of the rulebook's map, in the order of the alphabet."""
    return _index(ThatOne(rulebook)).streets


def spots_on(code: str, rulebook: Rulebook) -> tuple[StreetSpot, ...]:
    """The spots on a street that lie in the district; none for a street that there is not."""
    return _index(ThatOne(rulebook)).spots(code)


def street_of(place: Place, rulebook: Rulebook) -> str:
    """The map's name of the street a place is on: by its point, else where the address names it; or empty.

    Never the address itself, which is in somebody's own words.
    """
    index = _index(ThatOne(rulebook))
    if place.point is not None and place.sure:
        lat, lng = place.point
        return index.street_at((lng, lat))
    return index.street_named(place.address or "")


@lru_cache(maxsize=4)
def _index(rulebook: ThatOne[Rulebook]) -> _Index:
    return _Index(rulebook.it)


class _Index:
    """The streets of one map; the spots on each are found when they are asked for first."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._rulebook = rulebook
        self._map = rulebook.street_map
        roads = self._map.roads if self._map else ()
        self._boxes = [_box(point for line in road.lines for point in line) for road in roads]
        self._lines = [[(line, _box(line)) for line in road.lines] for road in roads]
        self._spots: dict[str, tuple[StreetSpot, ...]] = {}
        self.streets = tuple(sorted(self._named(), key=lambda one: (one.name.casefold(), one.kelurahan)))
        self._codes = {street.code for street in self.streets}

    def spots(self, code: str) -> tuple[StreetSpot, ...]:
        if code not in self._codes:
            return ()
        if code not in self._spots:
            self._spots[code] = tuple(sorted(self._found(int(code)), key=_offered))
        return self._spots[code]

    def street_at(self, at: Position) -> str:
        margin = BESIDE_METRES / METRES_PER_DEGREE
        around = (at[0] - margin, at[1] - margin, at[0] + margin, at[1] + margin)
        best, name = BESIDE_METRES, ""
        for box, road in zip(self._boxes, self._map.roads if self._map else (), strict=True):
            if road.name and _touch(box, around):
                near = min(nearest(line, at)[0] for line in road.lines)
                if near <= best:
                    best, name = near, road.name
        return name

    def street_named(self, words: str) -> str:
        said = f" {_spaced(words)} "
        found = [one.name for one in self.streets if f" {_spaced(one.name)} " in said]
        return max(found, key=len, default="")

    def _named(self) -> Iterator[Street]:
        names = {one.code: one.name for one in self._rulebook.kelurahan}
        for index, road in enumerate(self._map.roads if self._map else ()):
            if road.name:
                lng, lat = middle(max(road.lines, key=length))
                code = find_place(lat, lng, self._rulebook).kelurahan
                where = "" if road.level == "main" else names.get(code or "", "")
                yield Street(str(index), road.name, where)

    def _found(self, index: int) -> list[StreetSpot]:
        assert self._map is not None  # there is a street, so there is a map
        road, spots = self._map.roads[index], list[StreetSpot]()
        for place, other in enumerate(self._map.roads):
            if other is not road and other.name and _touch(self._boxes[index], self._boxes[place]):
                for at in _meetings(self._lines[index], self._lines[place]):
                    self._add(spots, "corner", other.name, at)
        for landmark in self._map.landmarks:
            near, at = min(nearest(line, landmark.at) for line in road.lines)
            if near <= BESIDE_METRES:
                self._add(spots, "beside", landmark.name, at)
        self._add(spots, "middle", "", middle(max(road.lines, key=length)))
        return spots

    def _add(self, spots: list[StreetSpot], kind: str, name: str, at: Position) -> None:
        same = (one for one in spots if (one.kind, one.name) == (kind, name))
        apart = all(metres((one.lng, one.lat), at) > APART_METRES for one in same)
        if apart and find_place(at[1], at[0], self._rulebook).kelurahan is not None:
            spots.append(StreetSpot(kind, name, round(at[1], 6), round(at[0], 6)))


def _spaced(words: str) -> str:
    """Words alone, as people write a street's name in many ways: "Jl. Marelan Raya", "jalan marelan raya"."""
    plain = re.sub(r"[^\w]+", " ", words.casefold())
    return re.sub(r"\bjl\b", "jalan", plain).strip()


def _offered(spot: StreetSpot) -> tuple[int, str, float]:
    """The order in which spots are offered."""
    return ("corner", "beside", "middle").index(spot.kind), spot.name.casefold(), spot.lat


_Box = tuple[float, float, float, float]
_Boxed = tuple[Line, _Box]


def _meetings(lines: Sequence[_Boxed], others: Sequence[_Boxed]) -> Iterator[Position]:
    """Where the lines of two roads cross, or where one ends at the other."""
    for line, box in lines:
        for its, its_box in others:
            if not _touch(box, its_box):
                continue
            for piece in pairwise(line):
                for its_piece in pairwise(its):
                    if (at := crossing(piece, its_piece)) is not None:
                        yield at
            for end in (its[0], its[-1]):
                near, at = nearest(line, end)
                if near <= MEET_METRES:
                    yield at
            for end in (line[0], line[-1]):
                if nearest(its, end)[0] <= MEET_METRES:
                    yield end


def _box(points: Iterable[Position]) -> _Box:
    room = MEET_METRES / METRES_PER_DEGREE
    lngs, lats = zip(*points, strict=True)
    return min(lngs) - room, min(lats) - room, max(lngs) + room, max(lats) + room


def _touch(box: _Box, other: _Box) -> bool:
    return box[0] <= other[2] and other[0] <= box[2] and box[1] <= other[3] and other[1] <= box[3]
