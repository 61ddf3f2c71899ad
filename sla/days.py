"""A clock's spans laid out by local days, and stretches of days that are all alike folded into one entry."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sla.verdict import Span

#: A stretch of fewer working days than this is told day by day.
FOLDED_FROM = 5


class Part(NamedTuple):
    """A span inside one local day; `holder` as it is shown, empty where nobody is."""

    on: date
    span: Span
    holder: str

    @property
    def look(self) -> tuple[object, ...]:
        """What a reader sees of it but its hours: parts that look alike are one."""
        return self.span.counted, self.span.kind, self.span.reason_code, self.span.name, self.holder

    @property
    def closed(self) -> bool:
        """Whether it is time the office was closed."""
        return self.span.kind == "closed"


class Stretch(NamedTuple):
    """Whole days from `first` to `last` (both included) in which all open time looked alike.

    `days` are those with open time, or all of them where every day was closed; `seconds` what counted.
    """

    first: date
    last: date
    part: Part
    days: int
    seconds: int


def by_day(spans: Iterable[Span], zone: ZoneInfo, naming: Callable[[str], str]) -> list[list[Part]]:
    """The parts of each local day in order; neighbours that look alike are joined."""
    parts: list[Part] = []
    for span in spans:
        shown = naming(span.holder) if span.holder and span.kind != "closed" else ""
        for on, piece in _pieces(span, zone):
            part = Part(on, piece, shown)
            if parts and parts[-1].on == on and parts[-1].look == part.look:
                part = part._replace(span=parts.pop().span._replace(end=piece.end))
            parts.append(part)
    return [list(of_day) for _on, of_day in groupby(parts, key=lambda part: part.on)]


def fold(days: Iterable[Sequence[Part]]) -> Iterator[Sequence[Part] | Stretch]:
    """The same days in order, long runs of days of one kind as one stretch.

    A closed day belongs to the run it lies in, never to its ends.
    """
    run: list[Sequence[Part]] = []
    looks: set[tuple[object, ...]] = set()
    for day in days:
        looks |= _looks(day)
        if len(looks) > 1:
            yield from _told(run)
            run, looks = [], _looks(day)
        run.append(day)
    yield from _told(run)


def counted_seconds(spans: Iterable[Span]) -> int:
    """What the counted spans add up to."""
    return sum(int((span.end - span.start).total_seconds()) for span in spans if span.counted)


def _pieces(span: Span, zone: ZoneInfo) -> Iterator[tuple[date, Span]]:
    start = span.start
    while start < span.end:
        on = start.astimezone(zone).date()
        midnight = datetime.combine(on + timedelta(days=1), datetime.min.time(), zone)
        end = min(span.end, midnight.astimezone(UTC))
        yield on, span._replace(start=start, end=end)
        start = end


def _looks(day: Sequence[Part]) -> set[tuple[object, ...]]:
    return {part.look for part in day if not part.closed}


def _told(run: Sequence[Sequence[Part]]) -> Iterator[Sequence[Part] | Stretch]:
    opened = [place for place, day in enumerate(run) if _looks(day)]
    if not opened:
        yield from _shut(run)
        return
    first, last = opened[0], opened[-1]
    yield from _shut(run[:first])
    if len(opened) < FOLDED_FROM:
        yield from run[first : last + 1]
    else:
        open_parts = [part for day in run[first : last + 1] for part in day if not part.closed]
        seconds = counted_seconds(part.span for part in open_parts)
        yield Stretch(run[first][0].on, run[last][0].on, open_parts[0], len(opened), seconds)
    yield from _shut(run[last + 1 :])


def _shut(run: Sequence[Sequence[Part]]) -> Iterator[Sequence[Part] | Stretch]:
    """Closed days: neighbours closed for the same reason are one stretch."""
    for _look, alike in groupby(run, key=lambda day: [part.look for part in day]):
        days = list(alike)
        if len(days) == 1 or len(days[0]) > 1:
            yield from days
        else:
            yield Stretch(days[0][0].on, days[-1][0].on, days[0][0], len(days), 0)
