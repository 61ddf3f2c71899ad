"""Where an instant lies on a day: the axis is the same for all rows of one sheet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from markupsafe import Markup

from complaints_service.web.drawing.glyphs import number
from complaints_service.web.drawing.model import Day

MARGIN_SECONDS = 1800
OFFICE_DAY = ((28800, 61200),)
"""Drawn when no day in sight is open: 08.00 to 17.00 is a frame, not a claim about the office."""


@dataclass(frozen=True)
class Axis:
    """From `first` to `last` second of the local day, with the seconds that carry a tick."""

    first: int
    last: int
    ticks: tuple[int, ...]

    def at(self, reading: datetime, on: date) -> float:
        """Percentage for a wall clock reading on the row of day `on`, kept within [1, 99]."""
        second = (reading - datetime.combine(on, time())).total_seconds()
        return self.at_second(second)

    def at_second(self, second: float) -> float:
        """Percentage for a second of the day, kept within [1, 99]."""
        return min(99.0, max(1.0, 100 * (second - self.first) / (self.last - self.first)))


def axis_for(days: Iterable[Day]) -> Axis:
    """Half an hour before the earliest opening to half an hour after the latest closing."""
    shown = [day.windows for day in days if day.windows] or [OFFICE_DAY]
    first = min(windows[0][0] for windows in shown) - MARGIN_SECONDS
    last = max(windows[-1][1] for windows in shown) + MARGIN_SECONDS
    openings = _commonest(windows[0][0] for windows in shown)
    breaks = _commonest(windows[0][1] for windows in shown if len(windows) > 1)
    closings = _commonest(windows[-1][1] for windows in shown)
    ticks = sorted({tick for tick in (openings, breaks, closings) if tick is not None})
    return Axis(first, last, tuple(ticks))


def tick_marks(axis: Axis, language: str) -> Markup:
    """The hours above the day sheet's drawings."""
    return Markup("").join(
        Markup(
            '<svg x="{}%" overflow="visible"><text x="0" y="11" text-anchor="middle">{}</text></svg>'
        ).format(number(100 * (tick - axis.first) / (axis.last - axis.first)), _hour(tick, language))
        for tick in axis.ticks
    )


def _hour(second: int, language: str) -> str:
    hours, minutes = divmod(second // 60, 60)
    mark = ":" if language == "en" else "."
    return f"{hours:02d}{mark}{minutes:02d}" if minutes else f"{hours:02d}"


def _commonest(seconds: Iterable[int]) -> int | None:
    counts = Counter(seconds)
    return min(counts, key=lambda second: (-counts[second], second)) if counts else None
