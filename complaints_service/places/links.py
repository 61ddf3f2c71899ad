"""Points in what people paste: map links, `geo:` addresses and bare coordinates. Pure; nothing is fetched.

A short link (maps.app.goo.gl) holds no point: only the map's own site knows where it leads.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

_DEGREES = r"(-?\d{1,3}\.\d{2,15})"
_APART = r"\s*,\s*\+?\s*"
#: Bare numbers are a point only where they are precise: "10.30, 11.45" are times.
_PRECISE = r"(-?\d{1,3}\.\d{3,15})"
_PAIR = re.compile(rf"(?<![\d.-]){_PRECISE}{_APART}{_PRECISE}(?!\d|\.\d)", re.ASCII)
LINK = re.compile(r"\b(?:https?://|geo:)[^\s<>\"“”]{1,2000}", re.IGNORECASE)
#: What ends a sentence rather than the link in it.
_TRAILING = ".,;:!?)]}'’"
#: In a Google link the place itself is named last (`!3d..!4d..`); `@` is where the window looked.
_PLACE = re.compile(rf"!3d{_DEGREES}!4d{_DEGREES}", re.ASCII)
_OSM_MARK = re.compile(rf"[?&#]mlat={_DEGREES}[^#]*?&mlon={_DEGREES}", re.ASCII)
_ASKED = re.compile(
    r"[?&](?:q|query|ll|sll|daddr|destination|center|cp)="
    rf"(?:loc:)?{_DEGREES}(?:{_APART}|~){_DEGREES}",
    re.ASCII,
)
_PATH = re.compile(rf"/(?:search|place|dir/)/{_DEGREES}{_APART}{_DEGREES}", re.ASCII)
_GEO = re.compile(rf"^geo:{_DEGREES},{_DEGREES}", re.ASCII | re.IGNORECASE)
_WINDOW = re.compile(rf"@{_DEGREES},{_DEGREES}", re.ASCII)
_OSM_WINDOW = re.compile(rf"#map=\d{{1,2}}(?:\.\d+)?/{_DEGREES}/{_DEGREES}", re.ASCII)
_IN_LINK = (_PLACE, _OSM_MARK, _ASKED, _GEO, _PATH, _WINDOW, _OSM_WINDOW)
_SHORT = re.compile(
    r"^https?://(?:maps\.app\.goo\.gl|goo\.gl/maps|g\.co|osm\.org/go|w3w\.co|waze\.com/ul)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class PointFound:
    """A point in a text, in WGS84 degrees, and the words it was read from."""

    lat: float
    lng: float
    written: str


def links_in(text: str) -> Iterator[tuple[int, int]]:
    """Where the links of a text begin and end."""
    for match in LINK.finditer(text):
        link = match[0].rstrip(_TRAILING)
        # A bracket that the link itself opened belongs to it.
        if match[0][len(link) :].startswith(")") and link.count("(") > link.count(")"):
            link += ")"
        if link:
            yield match.start(), match.start() + len(link)


def points_in(text: str) -> list[PointFound]:
    """The points of a text, in their order, each once."""
    found: list[PointFound] = []
    rest = text
    for start, end in reversed(list(links_in(text))):
        if (point := point_of_link(text[start:end])) is not None:
            found.insert(0, point)
        rest = rest[:start] + " " * (end - start) + rest[end:]
    found += [_point(match, match[0]) for match in _PAIR.finditer(rest)]
    return list({(point.lat, point.lng): point for point in found if _on_earth(point)}.values())


def point_of_link(link: str) -> PointFound | None:
    """The point that a long map link holds; None for any other link."""
    bare = unquote(link)
    for pattern in _IN_LINK:
        if (match := pattern.search(bare)) is not None:
            point = _point(match, link)
            return point if _on_earth(point) else None
    return None


def map_addresses(lat: float, lng: float) -> dict[str, str]:
    """Addresses that open a map at a point; whoever presses one asks that map themselves."""
    at = f"{lat:.6f},{lng:.6f}"
    return {
        "geo": f"geo:{at}?q={at}",
        "osm": f"https://www.openstreetmap.org/?mlat={lat:.6f}&mlon={lng:.6f}#map=18/{lat:.6f}/{lng:.6f}",
        "google": f"https://www.google.com/maps/search/?api=1&query={at.replace(',', '%2C')}",
    }


def short_link_in(text: str) -> bool:
    """Whether a text holds a shortened map link, whose point nobody can read without asking its site."""
    return any(_SHORT.match(text[start:end]) for start, end in links_in(text))


def _point(match: re.Match[str], written: str) -> PointFound:
    return PointFound(float(match[1]), float(match[2]), written)


def _on_earth(point: PointFound) -> bool:
    return -90 <= point.lat <= 90 and -180 <= point.lng <= 180
