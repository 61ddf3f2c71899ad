"""The streets of an office's district, as its rulebook draws them."""

from __future__ import annotations

from dataclasses import dataclass, field

from config.entries.office import Bilingual

#: The file with the outlines of the kelurahan.
GEOMETRY = "kelurahan.geojson"

#: Longitude and latitude in degrees (WGS84), as GeoJSON orders them.
Position = tuple[float, float]
Line = tuple[Position, ...]

ROAD_LEVELS = ("main", "street", "alley", "path")
WATER_KINDS = ("river", "canal")


@dataclass(frozen=True, slots=True)
class Road:
    """A road by its name (empty: nobody calls it anything), how large it is, and where it runs."""

    name: str
    level: str
    lines: tuple[Line, ...]


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
