"""The tape: a clock's whole life on one axis, with closed time squeezed to thin gaps."""

from __future__ import annotations

from bisect import bisect_left
from datetime import datetime
from itertools import pairwise
from typing import NamedTuple

from markupsafe import Markup

from complaints_service.dates import short_day
from complaints_service.web.drawing.bars import SEEN, bar, place_marks
from complaints_service.web.drawing.days import ClockDrawing, DrawnStretch
from complaints_service.web.drawing.glyphs import number
from complaints_service.web.words.formats import local

APART = 6
NAMES_APART = 13
LAST_NAME = 90
LONG_DAYS = 20
MOST_GAPS = 18
GAP_BREAK, GAP_NIGHT, GAP_CLOSED, GAP_WEEK = 0.5, 1.2, 3.0, 2.0


class _Placed(NamedTuple):
    stretch: DrawnStretch
    start: float
    end: float


def tape(drawing: ClockDrawing, *, language: str) -> Markup:
    """Open time is linear, closed time a gap; a mark in closed time stands at the next opening."""
    end = _end(drawing)
    stretches = _ahead_cut(drawing, end)
    if not stretches:
        return Markup("")
    long = (end - local(drawing.received, drawing.zone)).days > LONG_DAYS
    placed = _place(stretches, long)
    drawn = Markup("").join(bar(one.stretch, one.start, one.end - one.start) for one in _merged(placed))
    marks: list[tuple[float, str]] = [
        (_position(placed, local(event.at, drawing.zone)), event.glyph) for event in drawing.events
    ]
    marks += [
        (_position(placed, local(at, drawing.zone)), key)
        for at, key in ((drawing.due, "due"), (drawing.now, "now"))
        if at and local(at, drawing.zone) <= end
    ]
    return Markup('<svg class="tape" width="100%" height="50" aria-hidden="true">{}{}{}</svg>').format(
        drawn, place_marks(marks, APART), _day_names(placed, language)
    )


def _end(drawing: ClockDrawing) -> datetime:
    ends = [drawing.received, *(span.end for span in drawing.spans)]
    if drawing.now:
        ends += [at for at in (drawing.now, drawing.due) if at]
    return local(max(ends), drawing.zone)


def _ahead_cut(drawing: ClockDrawing, end: datetime) -> list[DrawnStretch]:
    parts = (part for day in drawing.laid_out for part in day.stretches if part.start < end)
    return [part if part.end <= end else part._replace(end=end) for part in parts]


def _place(stretches: list[DrawnStretch], long: bool) -> list[_Placed]:
    gaps = [0.0]
    for left, right in pairwise(stretches):
        gaps.append(_gap(left.end, right.start, long))
    total = sum(gaps)
    if total > MOST_GAPS:
        share = MOST_GAPS / total
        if long and GAP_WEEK * share < SEEN:
            share = 0.0  # weeks of years: nobody would see where one ends
        gaps, total = [gap * share for gap in gaps], total * share
    lengths = [stretch.seconds for stretch in stretches]
    unit = (98 - total) / sum(lengths)
    placed, percent = [], 1.0
    for gap, stretch, seconds in zip(gaps, stretches, lengths, strict=True):
        start = percent + gap
        percent = start + seconds * unit
        placed.append(_Placed(stretch, start, percent))
    return placed


def _gap(left: datetime, right: datetime, long: bool) -> float:
    if left == right:
        return 0.0
    days = (right.date() - left.date()).days
    if long:
        return GAP_WEEK if days > 1 else 0.0
    return GAP_BREAK if days == 0 else GAP_NIGHT if days == 1 else GAP_CLOSED


def _merged(placed: list[_Placed]) -> list[_Placed]:
    """Bars of one look that touch on the tape are one bar: a long ticket stays light."""
    merged: list[_Placed] = []
    for one in placed:
        before = merged[-1] if merged else None
        if before and before.end == one.start and before.stretch.look == one.stretch.look:
            merged[-1] = _Placed(before.stretch, before.start, one.end)
        else:
            merged.append(one)
    return merged


def _position(placed: list[_Placed], at: datetime) -> float:
    found = bisect_left(placed, at, key=lambda one: one.stretch.end)
    if found == len(placed):
        return 99.0
    one = placed[found]
    if at < one.stretch.start:
        return one.start
    share = (at - one.stretch.start).total_seconds() / one.stretch.seconds
    return one.start + share * (one.end - one.start)


def _day_names(placed: list[_Placed], language: str) -> Markup:
    drawn, last, seen = Markup(""), -20.0, None
    for one in placed:
        on = one.stretch.start.date()
        if on == seen:
            continue
        seen = on
        if one.start - last >= NAMES_APART and one.start < LAST_NAME:
            drawn += Markup(
                '<svg x="{}%" overflow="visible"><text class="dl" x="0" y="47">{} {}</text></svg>'
            ).format(number(one.start), short_day(on, language), on.day)
            last = one.start
    return drawn
