"""What was read of map data before anything is chosen: lines and spots with what is said of them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from config.entries.street_map import Line


class UnreadableMap(Exception):
    """Map data that cannot be read; says which file and why."""


@dataclass(frozen=True, slots=True)
class Feature:
    """A line (two positions and more) or a spot (one), with its tags as OpenStreetMap names them."""

    tags: Mapping[str, str]
    line: Line


#: `highway` -> the level it is drawn as. Every other kind of highway is left out.
_LEVELS = {
    **dict.fromkeys(("motorway", "trunk", "primary", "secondary"), "main"),
    **dict.fromkeys(("motorway_link", "trunk_link", "primary_link", "secondary_link"), "main"),
    **dict.fromkeys(("tertiary", "tertiary_link", "unclassified"), "street"),
    **dict.fromkeys(("residential", "living_street", "service"), "alley"),
    **dict.fromkeys(("footway", "path", "track", "pedestrian", "steps"), "path"),
}
_WATER = {"river": "river", "stream": "canal", "canal": "canal", "drain": "canal", "ditch": "canal"}
#: What people give as a landmark, by tag; other amenities are shops and posts.
_LANDMARKS = {
    "amenity": {
        *("school", "kindergarten", "university", "college", "place_of_worship", "townhall", "hospital"),
        *("clinic", "police", "fire_station", "marketplace", "fuel", "bus_station", "community_centre"),
        *("post_office", "library", "bank", "grave_yard"),
    },
    "landuse": {"cemetery"},
    "leisure": {"park", "stadium", "pitch"},
    "office": {"government"},
    "man_made": {"bridge", "water_tower"},
    "shop": {"mall", "supermarket"},
    "tourism": {"attraction", "museum"},
}
_QUARTERS = {"suburb", "quarter", "neighbourhood", "hamlet", "village"}


def level_of(tags: Mapping[str, str]) -> str | None:
    """How a road is drawn; None for what is no road."""
    own = tags.get("level")
    return own if own in ("main", "street", "alley", "path") else _LEVELS.get(tags.get("highway", ""))


def water_of(tags: Mapping[str, str]) -> str | None:
    """How a waterway is drawn; None for what is none."""
    return _WATER.get(tags.get("waterway", ""))


def is_landmark(tags: Mapping[str, str]) -> bool:
    """Whether people would name it to say where something is."""
    return any(tags.get(key) in values for key, values in _LANDMARKS.items())


def is_quarter(tags: Mapping[str, str]) -> bool:
    """Whether it is the middle of a neighbourhood."""
    return tags.get("place") in _QUARTERS


def name_of(tags: Mapping[str, str]) -> str:
    """What people call it, in one line."""
    return " ".join((tags.get("name:id") or tags.get("name") or "").split())[:80].strip()
