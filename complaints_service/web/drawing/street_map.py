"""Streets round a place as SVG: drawn by the server, read without a script, and printed.

A position becomes whole pixels of a fixed frame, so a page carries a few kilobytes of it. What stands in the
corner (whose data, or that it is a sample) is part of the drawing: no map is without it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup

from complaints_service.web.drawing.area_map import Area
from config.entries.street_map import Line, Position, Road, StreetMap

WIDTH, HEIGHT = 400, 300
METRES_PER_DEGREE = 111_320.0
#: Wider than this and alleys are a grey haze: only what leads somewhere is drawn.
FAR_METRES = 3_000.0
#: Of letters at the size of labels, near enough to keep two from lying on each other.
LETTER_PX, LINE_PX = 7.2, 15.0
PIN = Markup('<path d="M12 32L3 16A11 11 0 1 1 21 16z"/><circle cx="12" cy="11" r="4"/>')


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


Px = tuple[int, int]


def street_map(
    drawn: StreetMap,
    areas: Sequence[Area],
    *,
    window: MapWindow,
    label: str,
    credit: str,
    pinned: Pinned | None = None,
    stops: Sequence[Pinned] = (),
) -> Markup:
    """The map in its frame. `credit`: what stands in the corner; `stops` are numbered in their order."""
    rings = [ring for area in areas for ring in area.rings]
    parts = [_path("area", [[_whole(ring, window)] for ring in rings])]
    parts += [_path("water", _lines((each.lines for each in drawn.waterways), window))]
    shown = [road for road in drawn.roads if not window.far or road.level in ("main", "street")]
    for level in ("path", "alley", "street", "main"):
        parts.append(_path(f"road-{level}", _lines((r.lines for r in shown if r.level == level), window)))
    parts.append(_path("edge", [_cut(ring, window) for ring in rings]))
    parts.append(_labels(drawn, areas, shown, window, pinned))
    if pinned is not None:
        parts.append(_pin(pinned, window))
    parts += [_numbered(step, one, window) for step, one in enumerate(stops, 1)]
    parts.append(_scale(window))
    parts.append(_text("credit", WIDTH - 5, HEIGHT - 6, credit, anchor="end"))
    kind = "streets wide" if window.far else "streets"
    return Markup('<svg class="{}" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>').format(
        kind, WIDTH, HEIGHT, label, Markup("").join(parts)
    )


def _text(kind: str, x: int, y: int, words: str, *, anchor: str = "middle") -> Markup:
    return Markup('<text class="{}" x="{}" y="{}" text-anchor="{}">{}</text>').format(
        kind, x, y, anchor, words
    )


def _lines(groups: Iterable[Sequence[Line]], window: MapWindow) -> list[list[list[Px]]]:
    return [_cut(line, window) for lines in groups for line in lines]


def _cut(line: Sequence[Position], window: MapWindow) -> list[list[Px]]:
    """A line in pixels, without what lies beyond the frame; one run for each time it comes in."""
    points = window.line_px(line)
    runs: list[list[Px]] = []
    for one, other in pairwise(points):
        if one == other:
            continue
        beside = max(one[0], other[0]) < 0 or min(one[0], other[0]) > WIDTH
        if beside or max(one[1], other[1]) < 0 or min(one[1], other[1]) > HEIGHT:
            continue
        if runs and runs[-1][-1] == one:
            runs[-1].append(other)
        else:
            runs.append([one, other])
    return runs


def _whole(ring: Sequence[Position], window: MapWindow) -> list[Px]:
    """An outline in pixels, all of it: what is filled may lie round the whole frame."""
    points = window.line_px(ring)
    return [at for index, at in enumerate(points) if index == 0 or at != points[index - 1]]


def _path(kind: str, drawn: Iterable[list[list[Px]]]) -> Markup:
    """All lines of a kind as one path, in steps from point to point."""
    told = []
    for runs in drawn:
        for run in runs:
            steps = "".join(f"l{x - was_x} {y - was_y}" for (was_x, was_y), (x, y) in pairwise(run))
            told.append(f"M{run[0][0]} {run[0][1]}{steps}")
    return Markup('<path class="{}" d="{}"/>').format(kind, "".join(told)) if told else Markup("")


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


def _labels(
    drawn: StreetMap, areas: Sequence[Area], shown: Sequence[Road], window: MapWindow, pinned: Pinned | None
) -> Markup:
    room, told = _Room(), Markup("")
    if pinned is not None:
        x, y = window.px((pinned.lng, pinned.lat))
        room.take(x, y - 12, 34, 44)
    if window.far:
        for area in areas:
            told += _area_name(area, window, room)
    else:
        for spot in drawn.landmarks:
            told += _spot(spot.name, window.px(spot.at), room)
    order = ("main", "street", "alley", "path")
    for road in sorted(shown, key=lambda road: order.index(road.level)):
        if road.name and (road.level == "main" or not window.far):
            told += _road_name(road, window, room)
    return told


def _area_name(area: Area, window: MapWindow, room: _Room) -> Markup:
    ring = max(area.rings, key=len)
    x, y = window.px((sum(p[0] for p in ring) / len(ring), sum(p[1] for p in ring) / len(ring)))
    if not room.take(x, y, len(area.name) * LETTER_PX * 1.1, LINE_PX):
        return Markup("")
    return Markup('<text class="name" x="{}" y="{}" text-anchor="middle">{}</text>').format(
        x, y + 4, area.name
    )


def _spot(name: str, at: Px, room: _Room) -> Markup:
    x, y = at
    wide = len(name) * LETTER_PX
    if not room.take(x + 6 + wide / 2, y, wide + 14, LINE_PX):
        return Markup("")
    mark = Markup('<circle class="spot" cx="{}" cy="{}" r="3"/>').format(x, y)
    return mark + _text("spot-name", x + 7, y + 4, name, anchor="start")


def _road_name(road: Road, window: MapWindow, room: _Room) -> Markup:
    """A street's name along the longest straight stretch that is seen of it."""
    wide = len(road.name) * LETTER_PX
    for one, other in sorted(_stretches(road, window), key=lambda pair: -math.dist(*pair)):
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
            return Markup('<g transform="{}">{}</g>').format(
                at, _text("road", round(mid_x), round(mid_y) + 4, road.name)
            )
    return Markup("")


def _stretches(road: Road, window: MapWindow) -> Iterator[tuple[Px, Px]]:
    """The nearly straight stretches of a road within the frame."""
    for line in road.lines:
        for run in _cut(line, window):
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


def _pin(pinned: Pinned, window: MapWindow) -> Markup:
    x, y = window.px((pinned.lng, pinned.lat))
    circle = Markup("")
    if pinned.accuracy:
        circle = Markup('<circle class="accuracy" cx="{}" cy="{}" r="{}"/>').format(
            x, y, round(pinned.accuracy * window.scale)
        )
    mark = Markup('<svg class="pin" x="{}" y="{}" width="24" height="32">{}</svg>')
    return circle + mark.format(x - 12, y - 32, PIN)


def _numbered(step: int, at: Pinned, window: MapWindow) -> Markup:
    x, y = window.px((at.lng, at.lat))
    circle = Markup('<circle class="stop" cx="{}" cy="{}" r="11"/>').format(x, y)
    return circle + _text("stop-number", x, y + 5, str(step))


def _scale(window: MapWindow) -> Markup:
    """A bar of a round length, with its length beside it."""
    most = window.metres / 4
    step = 10 ** math.floor(math.log10(most))
    length = max(each for each in (step, 2 * step, 5 * step) if each <= most)
    words = f"{length // 1000:.0f} km" if length >= 1000 else f"{length:.0f} m"
    right = 6 + round(length * window.scale)
    bar = Markup('<path class="scale" d="M6 {y}v6H{right}v-6"/>').format(y=HEIGHT - 13, right=right)
    return bar + _text("credit", right + 5, HEIGHT - 6, words, anchor="start")
