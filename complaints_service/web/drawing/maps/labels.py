"""The names on a map: landmarks, areas and roads, none of them on another."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence

from markupsafe import Markup

from complaints_service.web.drawing.maps.area_map import Area
from complaints_service.web.drawing.maps.window import HEIGHT, WIDTH, MapWindow, Pinned, Px
from config.entries.street_map import Road, StreetMap

#: Of letters at the size of labels, near enough to keep two from lying on each other.
LETTER_PX, LINE_PX = 7.2, 15.0
#: A line in pixels as far as it is seen, and a road with its lines.
Run = list[Px]
Seen = tuple[Road, list[Run]]


def text(kind: str, x: int, y: int, words: str, *, anchor: str = "middle") -> Markup:
    """Words at a position, in the way of their kind."""
    return Markup('<text class="%s" x="%s" y="%s" text-anchor="%s">%s</text>') % (kind, x, y, anchor, words)


class _Room:
    """Where labels lie already, so that none lies on another."""

    def __init__(self) -> None:
        self._taken: list[tuple[float, float, float, float]] = []

    def take(self, x: float, y: float, wide: float, high: float) -> bool:
        """Whether there was room round a middle; it is taken then."""
        box = (x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)
        if box[0] < 2 or box[1] < 2 or box[2] > WIDTH - 2 or box[3] > HEIGHT - 18:
            return False
        if any(
            box[0] < its[2] and its[0] < box[2] and box[1] < its[3] and its[1] < box[3] for its in self._taken
        ):
            return False
        self._taken.append(box)
        return True


def labels(
    drawn: StreetMap, areas: Sequence[Area], seen: Sequence[Seen], window: MapWindow, pinned: Pinned | None
) -> Markup:
    """The names of what is seen, none on another: first what stands out, then roads by their size."""
    room, told = _Room(), Markup("")
    if pinned is not None:
        x, y = window.px((pinned.lng, pinned.lat))
        room.take(x, y - 12, 34, 44)
    if window.far:
        for area in areas:
            told += _area_name(area, window, room)
    else:
        spots = window.line_px(spot.at for spot in drawn.landmarks)
        for spot, at in zip(drawn.landmarks, spots, strict=True):
            told += _spot(spot.name, at, room)
    order = ("main", "street", "alley", "path")
    for road, runs in sorted(seen, key=lambda each: order.index(each[0].level)):
        if road.name and (road.level == "main" or not window.far):
            told += _road_name(road.name, runs, room)
    return told


def _area_name(area: Area, window: MapWindow, room: _Room) -> Markup:
    ring = max(area.rings, key=len)
    x, y = window.px((sum(p[0] for p in ring) / len(ring), sum(p[1] for p in ring) / len(ring)))
    if not room.take(x, y, len(area.name) * LETTER_PX * 1.1, LINE_PX):
        return Markup("")
    return Markup('<text class="name" x="%s" y="%s" text-anchor="middle">%s</text>') % (x, y + 4, area.name)


def _spot(name: str, at: Px, room: _Room) -> Markup:
    x, y = at
    wide = len(name) * LETTER_PX
    if not room.take(x + 6 + wide / 2, y, wide + 14, LINE_PX):
        return Markup("")
    mark = Markup('<circle class="spot" cx="%s" cy="%s" r="3"/>') % (x, y)
    return mark + text("spot-name", x + 7, y + 4, name, anchor="start")


def _road_name(name: str, runs: Iterable[Run], room: _Room) -> Markup:
    """A street's name along the longest straight stretch that is seen of it."""
    wide = len(name) * LETTER_PX
    for one, other in sorted(_stretches(runs), key=lambda pair: -math.dist(*pair)):
        if math.dist(one, other) < wide * 0.7:
            return Markup("")
        (x, y), (to_x, to_y) = sorted((one, other))
        angle = math.degrees(math.atan2(to_y - y, to_x - x))
        mid_x, mid_y = (x + to_x) / 2, (y + to_y) / 2
        lean = math.radians(angle)
        broad = wide * abs(math.cos(lean)) + LINE_PX * abs(math.sin(lean))
        high = wide * abs(math.sin(lean)) + LINE_PX * abs(math.cos(lean))
        if room.take(mid_x, mid_y, broad, high):
            at = f"rotate({angle:.0f} {mid_x:.0f} {mid_y:.0f})"
            return Markup('<g transform="%s">%s</g>') % (
                at,
                text("road", round(mid_x), round(mid_y) + 4, name),
            )
    return Markup("")


def _stretches(runs: Iterable[Run]) -> Iterator[tuple[Px, Px]]:
    """The nearly straight stretches of a road within the frame."""
    for run in runs:
        start = 0
        for end in range(2, len(run) + 1):
            if end == len(run) or _bent(run, start, end):
                yield _inside(run[start]), _inside(run[end - 1])
                start = end - 1


def _bent(run: Sequence[Px], start: int, end: int) -> bool:
    one, mid, other = run[start], run[end - 1], run[end]
    first = math.atan2(mid[1] - one[1], mid[0] - one[0])
    then = math.atan2(other[1] - mid[1], other[0] - mid[0])
    return abs(math.remainder(then - first, math.tau)) > 0.35


def _inside(at: Px) -> Px:
    return min(max(at[0], 0), WIDTH), min(max(at[1], 0), HEIGHT)
