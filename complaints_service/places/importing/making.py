"""Features of map data made into a street map that a phone can carry. Pure."""

from __future__ import annotations

import gzip
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from complaints_service.places.importing import features as found_in
from complaints_service.places.importing.features import Feature
from complaints_service.places.importing.lines import District, joined, simplified
from complaints_service.places.outlines import find_place
from complaints_service.places.plane import length, metres, middle
from config.entries.office import Bilingual
from config.entries.street_map import Line, NamedSpot, Position, Road, StreetMap, Waterway
from config.rulebook import Rulebook
from config.street_map import write_map

MARGIN_METRES = 150.0
#: What a phone carries, compressed.
MOST_GZIPPED = 60_000
#: Positions nearer than this to the drawn line are left out; each further round of thinning takes more.
TOLERANCES = (3.0, 5.0, 8.0, 12.0)
#: A landmark named like another this near is the same one: its gate, its building, its ground.
SAME_METRES = 150.0
#: In this order whole kinds are given up where thinning is not enough.
_GIVEN_UP = ("path", "unnamed", "landmarks")


@dataclass(frozen=True, kw_only=True)
class MapSource:
    """What is said of the data: where it is from, its licence, and what stands in the map's corner."""

    source: str
    licence: str
    credit: Bilingual
    sample: bool = False


@dataclass(frozen=True)
class MadeMap:
    """A street map, its size as a phone loads it, and what was given up for that."""

    street_map: StreetMap
    gzipped: int
    given_up: tuple[str, ...]


def make_map(features: Iterable[Feature], *, rulebook: Rulebook, about: MapSource) -> MadeMap:
    """A district's street map: cut to its outlines, joined by name, thinned until it is light enough."""
    district = District([one.rings for one in rulebook.kelurahan], MARGIN_METRES)
    roads: defaultdict[tuple[str, str], list[Line]] = defaultdict(list)
    water: defaultdict[tuple[str, str], list[Line]] = defaultdict(list)
    landmarks: list[NamedSpot] = []
    quarters: list[NamedSpot] = []
    for feature in features:
        tags, name = feature.tags, found_in.name_of(feature.tags)
        if len(feature.line) > 1 and (level := found_in.level_of(tags)):
            roads[name, level] += district.cut(feature.line)
        elif len(feature.line) > 1 and (kind := found_in.water_of(tags)):
            water[name, kind] += district.cut(feature.line)
        elif name and found_in.is_quarter(tags):
            _add(quarters, name, feature.line, district)
        elif name and found_in.is_landmark(tags):
            _add(landmarks, name, feature.line, district)
    whole = StreetMap(
        sample=about.sample,
        source=about.source,
        licence=about.licence,
        credit=about.credit,
        roads=tuple(_by_kelurahan(roads, rulebook)),
        waterways=tuple(
            Waterway(name, kind, tuple(joined(lines)))
            for (name, kind), lines in sorted(water.items())
            if lines
        ),
        landmarks=tuple(landmarks),
        neighbourhoods=tuple(quarters),
    )
    return _light_enough(whole)


def _by_kelurahan(roads: dict[tuple[str, str], list[Line]], rulebook: Rulebook) -> Iterable[Road]:
    """Streets of one name in two kelurahan are two: people choose one of them by both."""
    for (name, level), lines in sorted(roads.items()):
        parts: defaultdict[str, list[Line]] = defaultdict(list)
        for line in joined(lines):
            lng, lat = middle(line)
            where = find_place(lat, lng, rulebook).kelurahan or "" if name and level != "main" else ""
            parts[where].append(line)
        for _, some in sorted(parts.items()):
            yield Road(name, level, tuple(sorted(some, key=length, reverse=True)))


def _add(spots: list[NamedSpot], name: str, line: Line, district: District) -> None:
    at: Position = (sum(x for x, _ in line) / len(line), sum(y for _, y in line) / len(line))
    twice = any(spot.name == name and metres(spot.at, at) < SAME_METRES for spot in spots)
    if not twice and district.holds(at):
        spots.append(NamedSpot(name, at))


def _light_enough(whole: StreetMap) -> MadeMap:
    made, size = whole, 0
    given_up: list[str] = []
    for step in (*TOLERANCES, *_GIVEN_UP):
        made = _thinned(made, step) if isinstance(step, float) else _without(made, step)
        given_up.append(f"{step:g} m" if isinstance(step, float) else step)
        size = len(gzip.compress(write_map(made), 9))
        if size <= MOST_GZIPPED:
            break
    return MadeMap(made, size, tuple(given_up[1:]))


def _thinned(given: StreetMap, tolerance: float) -> StreetMap:
    def thin(lines: Sequence[Line]) -> tuple[Line, ...]:
        return tuple(simplified(line, tolerance) for line in lines)

    return replace(
        given,
        roads=tuple(replace(road, lines=thin(road.lines)) for road in given.roads),
        waterways=tuple(replace(each, lines=thin(each.lines)) for each in given.waterways),
    )


def _without(given: StreetMap, what: str) -> StreetMap:
    if what == "landmarks":
        return replace(given, landmarks=())
    if what == "path":
        return replace(given, roads=tuple(road for road in given.roads if road.level != "path"))
    return replace(given, roads=tuple(road for road in given.roads if road.name or road.level == "main"))
