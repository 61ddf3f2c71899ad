"""Bars, cuts and marks that the day sheet and the tape share.

A page has hundreds of them: `%` escapes what it fills in as `format` does, at a third of the work.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from markupsafe import Markup

from complaints_service.web.drawing.days import DrawnStretch
from complaints_service.web.drawing.glyphs import number, placed_glyph

PLACING = ("now", "due", "in", "done", "redo", "ask", "ans", "msg", "move", "law")
"""Who is placed first when two marks would touch; the other is still in the list."""

SEEN = 0.15
"""Percent of a drawing that are a pixel of the widest page: a narrower gap is not seen."""

FILLS = {
    "late": "late",
    "wait": "wait",
    "idle": "idle",
    "other": "idle",
    "agency": "agency",
    "next": "next",
    "beyond": "next",
}


def fill(stretch: DrawnStretch) -> str:
    """The name of the fill: the holder's tone while time counts, else the kind's own."""
    return FILLS.get(stretch.kind, stretch.tone)


def bar(stretch: DrawnStretch, percent: float, width: float, label: str = "") -> Markup:
    """A rectangle of the stretch's fill, taller past the promise; the label only where it fits."""
    name = fill(stretch)
    top, height = (13, 19) if stretch.kind == "late" else (16, 13)
    drawn = Markup('<rect class="b-%s" x="%s%%" y="%d" width="%s%%" height="%d"/>') % (
        name,
        number(percent),
        top,
        number(width),
        height,
    )
    if label and width >= 5 + 4 * len(label):
        drawn += Markup('<svg x="%s%%"><text class="t-%s" x="5" y="26.5">%s</text></svg>') % (
            number(percent),
            name,
            label,
        )
    return drawn


def cut(percent: float, top: int, bottom: int) -> Markup:
    """A notch between two bars that touch."""
    at = number(percent)
    return Markup('<line class="cut" x1="%s%%" x2="%s%%" y1="%s" y2="%s"/>') % (at, at, top, bottom)


def place_marks(marks: Iterable[tuple[float, str]], apart: float) -> Markup:
    """Marks at their percentages; one nearer than `apart` to one already placed is left out."""
    kept: list[tuple[float, str]] = []
    for percent, key in sorted(marks, key=lambda mark: (PLACING.index(mark[1]), mark[0])):
        if all(abs(percent - other) >= apart for other, _ in kept):
            kept.append((percent, key))
    return Markup("").join(placed_glyph(key, percent) for percent, key in sorted(kept))


def joined(stretches: Iterable[DrawnStretch]) -> Iterator[tuple[DrawnStretch, DrawnStretch]]:
    """Pairs of neighbours that touch."""
    for left, right in pairwise(stretches):
        if left.end == right.start:
            yield left, right
