"""The streets of an office's district, as its rulebook draws them."""

from __future__ import annotations

from dataclasses import dataclass, field

from config.entries.office import Bilingual

#: The file with the outlines of the kelurahan.
GEOMETRY = "kelurahan.geojson"

#: Longitude and latitude in degrees (WGS84), as GeoJSON orders them.
Position = tuple[float, float]
Line = tuple[Position, ...]
#: The least and the most of a line's positions: west, south, east, north.
Box = tuple[float, float, float, float]

ROAD_LEVELS = ("main", "street", "alley", "path")
WATER_KINDS = ("river", "canal")


def _box_of(line: Line) -> Box:
    east, north = zip(*line, strict=True)
    return min(east), min(north), max(east), max(north)


@dataclass(frozen=True, slots=True)
class Road:
    """A road by its name (empty: nobody calls it anything), how large it is, and where it runs.

    `boxes` are those of its lines in their order: a map of a few streets passes by all others of a district.
    """

    name: str
    level: str
    lines: tuple[Line, ...]
    boxes: tuple[Box, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "boxes", tuple(map(_box_of, self.lines)))


@dataclass(frozen=True, slots=True)
class Waterway:
    """A river or a canal."""

    name: str
    kind: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class NamedSpot:
    """A landmark, or the middle of a neighbourhood."""

    name: str
    at: Position


@dataclass(frozen=True, slots=True, kw_only=True)
class StreetMap:
    """Everything drawn of a district besides its outlines.

    `sample`: invented, and said so wherever it is shown. `credit`: what stands in the map's corner, such as
    who made the data and under which licence. `digest`: changes with the content.
    """

    sample: bool
    source: str
    licence: str
    credit: Bilingual
    roads: tuple[Road, ...] = ()
    waterways: tuple[Waterway, ...] = ()
    landmarks: tuple[NamedSpot, ...] = ()
    neighbourhoods: tuple[NamedSpot, ...] = ()
    digest: str = field(default="", compare=False)
