"""Lines cut to a district, joined, and drawn with no more positions than one can see. Pure."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from complaints_service.places.outlines import METRES_PER_DEGREE, RingIndex
from complaints_service.places.plane import between, metres, nearest
from config.entries.office import Ring
from config.entries.street_map import Line, Position

#: A line is looked at this often along its way: it ends at most so far from the edge.
LOOK_METRES = 20.0


class District:
    """The outlines that map data is cut to, with a margin beyond them."""

    def __init__(self, outlines: Sequence[tuple[Ring, ...]], margin: float) -> None:
        self._outlines, self._margin = [RingIndex.of(rings) for rings in outlines if any(rings)], margin
        room = margin / METRES_PER_DEGREE
        self._west = min(one.west for one in self._outlines) - room
        self._east = max(one.east for one in self._outlines) + room
        self._south = min(one.south for one in self._outlines) - room
        self._north = max(one.north for one in self._outlines) + room

    def holds(self, at: Position) -> bool:
        """Whether a position is in the district or within its margin."""
        lng, lat = at
        if not (self._west <= lng <= self._east and self._south <= lat <= self._north):
            return False
        if any(one.holds(lat, lng) for one in self._outlines):
            return True
        return any(one.within(lat, lng, self._margin) for one in self._outlines)

    def cut(self, line: Line) -> Iterator[Line]:
        """The parts of a line that lie in the district."""
        lngs, lats = [x for x, _ in line], [y for _, y in line]
        beside = max(lngs) < self._west or min(lngs) > self._east
        if beside or max(lats) < self._south or min(lats) > self._north:
            return
        kept: list[Position] = []
        for at in _looked_at(line):
            if self.holds(at):
                kept.append(at)
            else:
                if len(kept) > 1:
                    yield tuple(kept)
                kept = []
        if len(kept) > 1:
            yield tuple(kept)


def joined(lines: Iterable[Line]) -> list[Line]:
    """The same lines with those that meet end to end made one."""
    left = [line for line in lines if len(line) > 1]
    ends: defaultdict[Position, set[int]] = defaultdict(set)
    for index, line in enumerate(left):
        ends[line[0]].add(index)
        ends[line[-1]].add(index)
    taken: set[int] = set()
    found = []
    for index, line in enumerate(left):
        if index in taken:
            continue
        taken.add(index)
        backwards = _followed(line, left, ends, taken)[::-1]
        found.append(_followed(backwards, left, ends, taken)[::-1])
    return found


def simplified(line: Line, tolerance: float) -> Line:
    """A line without the positions that lie within `tolerance` metres of what remains (Douglas, Peucker)."""
    keep = {0, len(line) - 1}
    open_spans = [(0, len(line) - 1)]
    while open_spans:
        first, last = open_spans.pop()
        farthest, where = 0.0, 0
        for index in range(first + 1, last):
            distance = nearest((line[first], line[last]), line[index])[0]
            if distance > farthest:
                farthest, where = distance, index
        if farthest > tolerance:
            keep.add(where)
            open_spans += [(first, where), (where, last)]
    return tuple(line[index] for index in sorted(keep))


def _followed(line: Line, left: Sequence[Line], ends: dict[Position, set[int]], taken: set[int]) -> Line:
    """A line with everything that goes on from its end, as long as no more than two meet there."""
    while True:
        on = [index for index in ends[line[-1]] if index not in taken]
        if len(on) != 1 or len(ends[line[-1]]) > 2:
            return line
        taken.add(on[0])
        more = left[on[0]]
        line = (*line, *(more[1:] if more[0] == line[-1] else more[-2::-1]))


def _looked_at(line: Line) -> Iterator[Position]:
    yield line[0]
    for one, other in pairwise(line):
        pieces = max(1, math.ceil(metres(one, other) / LOOK_METRES))
        for piece in range(1, pieces):
            yield between(one, other, piece / pieces)
        yield other
