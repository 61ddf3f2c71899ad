"""Streets round a place as SVG: drawn by the server, read without a script, and printed.

A position becomes whole pixels of a fixed frame, so a page carries a few kilobytes of it. What stands in the
corner (whose data, or that it is a sample) is part of the drawing: no map is without it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from markupsafe import Markup

from complaints_service.web.drawing.maps.area_map import Area
from complaints_service.web.drawing.maps.labels import Run, Seen, labels, text
from complaints_service.web.drawing.maps.window import HEIGHT, WIDTH, MapWindow, Pinned, Px
from config.entries.street_map import Road, StreetMap

PIN = Markup('<path d="M12 32L3 16A11 11 0 1 1 21 16z"/><circle cx="12" cy="11" r="4"/>')


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
    rings = [window.line_px(ring) for area in areas for ring in area.rings]
    seen = _seen(drawn.roads, window)
    water = _cut_all(window.line_px(line) for each in drawn.waterways for line in each.lines)
    parts = [_path("area", map(_whole, rings)), _path("water", water)]
    for level in ("path", "alley", "street", "main"):
        of_level = (run for road, runs in seen if road.level == level for run in runs)
        parts.append(_path(f"road-{level}", of_level))
    parts.append(_path("edge", _cut_all(rings)))
    parts.append(labels(drawn, areas, seen, window, pinned))
    if pinned is not None:
        parts.append(_pin(pinned, window))
    parts += [_numbered(step, one, window) for step, one in enumerate(stops, 1)]
    parts.append(_scale(window))
    parts.append(text("credit", WIDTH - 5, HEIGHT - 6, credit, anchor="end"))
    kind = "streets wide" if window.far else "streets"
    return Markup('<svg class="{}" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>').format(
        kind, WIDTH, HEIGHT, label, Markup("").join(parts)
    )


def _seen(roads: Iterable[Road], window: MapWindow) -> list[Seen]:
    """The roads of which something is in the frame, in their order."""
    west, south, east, north = window.box
    seen: list[Seen] = []
    for road in roads:
        if window.far and road.level not in ("main", "street"):
            continue
        near = [
            line
            for line, box in zip(road.lines, road.boxes, strict=True)
            if box[0] <= east and box[1] <= north and west <= box[2] and south <= box[3]
        ]
        runs = list(_cut_all(map(window.line_px, near)))
        if runs:
            seen.append((road, runs))
    return seen


def _cut_all(lines: Iterable[Sequence[Px]]) -> Iterator[Run]:
    for line in lines:
        yield from _cut(line)


def _cut(line: Sequence[Px]) -> list[Run]:
    """A line without what lies beyond the frame; one run for each time it comes in."""
    runs: list[Run] = []
    for one, other in pairwise(line):
        if one == other:
            continue
        (x, y), (to_x, to_y) = one, other
        if (x < 0 and to_x < 0) or (x > WIDTH and to_x > WIDTH):
            continue
        if (y < 0 and to_y < 0) or (y > HEIGHT and to_y > HEIGHT):
            continue
        if runs and runs[-1][-1] == one:
            runs[-1].append(other)
        else:
            runs.append([one, other])
    return runs


def _whole(ring: Sequence[Px]) -> Run:
    """An outline, all of it: what is filled may lie round the whole frame."""
    return [at for index, at in enumerate(ring) if index == 0 or at != ring[index - 1]]


def _path(kind: str, runs: Iterable[Run]) -> Markup:
    """All lines of a kind as one path, in steps from point to point."""
    told = []
    for run in runs:
        steps = "".join([f"l{x - was_x} {y - was_y}" for (was_x, was_y), (x, y) in pairwise(run)])
        told.append(f"M{run[0][0]} {run[0][1]}{steps}")
    return Markup('<path class="{}" d="{}"/>').format(kind, "".join(told)) if told else Markup("")


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
    return circle + text("stop-number", x, y + 5, str(step))


def _scale(window: MapWindow) -> Markup:
    """A bar of a round length, with its length beside it."""
    most = window.metres / 4
    step = 10 ** math.floor(math.log10(most))
    length = max(each for each in (step, 2 * step, 5 * step) if each <= most)
    words = f"{length // 1000:.0f} km" if length >= 1000 else f"{length:.0f} m"
    right = 6 + round(length * window.scale)
    bar = Markup('<path class="scale" d="M6 {y}v6H{right}v-6"/>').format(y=HEIGHT - 13, right=right)
    return bar + text("credit", right + 5, HEIGHT - 6, words, anchor="start")
