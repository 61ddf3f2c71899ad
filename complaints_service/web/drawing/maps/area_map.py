"""The district as a small vector map: discs point to the table below it, the table holds the figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from complaints_service.web.drawing.glyphs import number

WIDTH = 300
CLOSER_PX = 3
"""Outline points nearer than this to the one kept before are left out: nobody sees them at this size."""

Ring = Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Area:
    """A named area by its outlines, longitude and latitude in degrees."""

    code: str
    name: str
    rings: Sequence[Ring]


def area_map(
    areas: Sequence[Area],
    *,
    label: str,
    shades: Mapping[str, int] | None = None,
    names: bool = False,
    points: Sequence[tuple[float, float]] = (),
) -> Markup:
    """Areas in three steps of one hue (`shades` by code: 0, 1, 2); one without a step is under the floor.

    `points`: latitude and longitude of what is marked by a small square.
    """
    west = min(point[0] for area in areas for ring in area.rings for point in ring)
    north = max(point[1] for area in areas for ring in area.rings for point in ring)
    east = max(point[0] for area in areas for ring in area.rings for point in ring)
    south = min(point[1] for area in areas for ring in area.rings for point in ring)
    scale = WIDTH / (east - west)
    outlines, labels = Markup(""), Markup("")
    for index, area in enumerate(areas, start=1):
        rings = [[((lng - west) * scale, (north - lat) * scale) for lng, lat in ring] for ring in area.rings]
        shade = 0 if shades is None else shades.get(area.code)
        kind = "few" if shade is None else f"m{shade}"
        outlines += Markup('<path class="{}" d="{}"/>').format(kind, "".join(_path(ring) for ring in rings))
        x, y = _middle(max(rings, key=len))
        if names:
            labels += Markup('<text x="{}" y="{}" text-anchor="middle">{}</text>').format(
                round(x), round(y), area.name
            )
        else:
            labels += Markup(
                '<circle cx="{}" cy="{}" r="11"/><text x="{}" y="{}" text-anchor="middle">{}</text>'
            ).format(round(x), round(y), round(x), number(round(y) + 4.5), index)
    for lat, lng in points:
        outlines += Markup('<rect class="k-f" x="{}" y="{}" width="4" height="4"/>').format(
            round((lng - west) * scale) - 2, round((north - lat) * scale) - 2
        )
    height = round((north - south) * scale)
    return Markup('<svg class="map" viewBox="-4 -4 {} {}" role="img" aria-label="{}">{}{}</svg>').format(
        WIDTH + 8, height + 8, label, outlines, labels
    )


def _path(ring: Sequence[tuple[float, float]]) -> str:
    kept = [ring[0]]
    for point in ring[1:]:
        if abs(point[0] - kept[-1][0]) + abs(point[1] - kept[-1][1]) > CLOSER_PX:
            kept.append(point)
    return "M" + "L".join(f"{x:.0f} {y:.0f}" for x, y in kept) + "z"


def _middle(ring: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """The centre of gravity of the outline's surface."""
    doubled, x_sum, y_sum = 0.0, 0.0, 0.0
    for (x, y), (next_x, next_y) in zip(ring, [*ring[1:], ring[0]], strict=True):
        cross = x * next_y - next_x * y
        doubled += cross
        x_sum += (x + next_x) * cross
        y_sum += (y + next_y) * cross
    return x_sum / (3 * doubled), y_sum / (3 * doubled)
