"""Working seconds of many spans at once, with NumPy; the same answers as `Calendar.elapsed`, to the second.

Where all boundaries lie on a common grid (a quarter of an hour, say), time is cut into cells that are open
or closed as a whole, and a lookup replaces the search; otherwise it is NumPy's binary search.
"""

from __future__ import annotations

from math import gcd
from typing import Any

import numpy as np
import numpy.typing as npt

from sla.calendars import Calendar

Seconds = npt.NDArray[np.int64]
MOST_CELLS = 1_000_000


class BulkCalendar:
    """A calendar ready for arrays of spans, in whole epoch seconds."""

    def __init__(self, calendar: Calendar) -> None:
        line = calendar.line
        self._line = line
        bounds, offsets = line.tables()
        self._bounds: Seconds = np.array(bounds, dtype=np.int64)
        self._offsets: Seconds = np.array(offsets, dtype=np.int64)
        grid = 0
        for bound in bounds:
            grid = gcd(grid, bound - line.first)
        self._grid = grid if grid and (line.horizon - line.first) // grid < MOST_CELLS else 0
        if self._grid:
            cells = np.arange((line.horizon - line.first) // self._grid + 1, dtype=np.int64)
            index = np.searchsorted(self._bounds, cells * self._grid + line.first, side="right")
            self._open: Seconds = index & 1
            # On a closed cell W = base; on an open one W = base + t, with t counted from the first day.
            self._base: Seconds = self._offsets[index] + self._open * line.first

    def elapsed(self, starts: Seconds, ends: Seconds) -> Seconds:
        """Working seconds of each [start, end); raises as `Calendar.elapsed` does for the first bad span."""
        bad: Any = (ends < starts) | (starts < self._line.first) | (ends > self._line.horizon)
        if bad.any():
            index = int(bad.argmax())
            self._line.elapsed(int(starts[index]), int(ends[index]))
            raise AssertionError("a bad span is refused by itself")
        return self._work(ends) - self._work(starts)

    def _work(self, at: Seconds) -> Seconds:
        if self._grid:
            since = at - self._line.first
            cell = since // self._grid
            return self._base[cell] + self._open[cell] * since
        index = np.searchsorted(self._bounds, at, side="right")
        return self._offsets[index] + (index & 1) * at
