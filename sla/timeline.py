"""Working time as one sorted line of boundaries with prefix sums: measure and advance are a bisection.

Everything here is whole epoch seconds. Let W(t) be the working seconds between the line's first day and t.
Then elapsed(a, b) = W(b) - W(a), and advance(a, d) is the earliest b with W(b) = W(a) + d.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from sla.errors import HorizonError, SlaError


class Timeline:
    """The open spans of a calendar between its first day and its horizon, and its working days."""

    __slots__ = (
        "_bounds",
        "_cum",
        "_ends",
        "_offsets",
        "closes",
        "code",
        "day_starts",
        "decrees",
        "first",
        "first_year",
        "horizon",
        "horizon_year",
        "working_until",
    )

    def __init__(
        self,
        code: str,
        spans: Sequence[tuple[int, int]],
        *,
        day_starts: list[int],
        working_until: array[int],
        closes: array[int],
        first_year: int,
        horizon_year: int,
        decrees: int,
    ) -> None:
        """`spans`: sorted, disjoint, not touching. `day_starts`: 00:00 of every local day and of the day
        after the last. `working_until[i]`: working days among the days 0..i. `closes`: their closing."""
        self.code = code
        self.decrees = decrees  # the set of late decrees that hold here
        bounds: list[int] = []  # lists, not arrays: a search reads them without making new integers
        offsets = [0]
        ends: list[int] = []
        cum: list[int] = []
        total = 0
        for start, end in spans:
            bounds.append(start)
            offsets.append(total - start)
            total += end - start
            bounds.append(end)
            offsets.append(total)
            ends.append(end)
            cum.append(total)
        self._bounds = bounds
        self._offsets = offsets  # W(t) = offset + t inside an open span (odd index), = offset outside
        self._ends = ends
        self._cum = cum
        self.day_starts = day_starts
        self.working_until = working_until
        self.closes = closes
        self.first = day_starts[0]
        self.horizon = day_starts[-1]
        self.first_year = first_year
        self.horizon_year = horizon_year

    def beyond(self, at: int) -> HorizonError:
        """The refusal that names the year to add: before the first day, or else after the last."""
        return HorizonError(self.code, self.first_year if at < self.first else self.horizon_year)

    def work(self, at: int) -> int:
        """W(at)."""
        if at < self.first or at > self.horizon:
            raise self.beyond(at)
        index = bisect_right(self._bounds, at)
        return self._offsets[index] + at if index & 1 else self._offsets[index]

    def tables(self) -> tuple[list[int], list[int]]:
        """The boundaries (open, close, open, ...) and, one more, the offsets of W between them."""
        return self._bounds, self._offsets

    def close_on(self, index: int) -> int:
        """Closing of a local day, by its index, that has an open window."""
        return self.closes[self.working_until[index] - 1]

    def work_inside(self, at: int) -> int:
        """W(at), where days the line does not know count nothing."""
        index = bisect_right(self._bounds, at)
        return self._offsets[index] + at if index & 1 else self._offsets[index]

    def works_inside(self, instants: Sequence[int]) -> list[int]:
        """The same at each of these instants."""
        bounds, offsets = self._bounds, self._offsets
        indices = [bisect_right(bounds, at) for at in instants]
        return [
            offsets[index] + at if index & 1 else offsets[index]
            for at, index in zip(instants, indices, strict=True)
        ]

    def elapsed(self, start: int, end: int) -> int:
        """Working seconds in [start, end)."""
        if end < start:
            raise SlaError("end_before_start", self.code, f"{end} lies before {start}")
        if start < self.first or end > self.horizon:
            raise self.beyond(start)
        bounds = self._bounds
        offsets = self._offsets
        first = bisect_right(bounds, start)
        last = bisect_right(bounds, end)
        return offsets[last] - offsets[first] + (end if last & 1 else 0) - (start if first & 1 else 0)

    def advance(self, start: int, seconds: int) -> int:
        """The earliest instant with that much working time since start: it ends at closing (sentence 3)."""
        if seconds <= 0:
            if seconds == 0:
                return start
            raise SlaError("negative_amount", self.code, f"cannot advance by {seconds} s")
        return self.reach(self.work(start) + seconds)

    def reach(self, goal: int) -> int:
        """The earliest instant at which W is `goal`, which is more than 0."""
        index = bisect_left(self._cum, goal)
        if index == len(self._cum):
            raise self.beyond(self.horizon)
        return self._ends[index] - (self._cum[index] - goal)

    def is_open(self, at: int) -> bool:
        """Whether the second that begins at this instant is open."""
        if at < self.first or at >= self.horizon:
            raise self.beyond(at)
        return bool(bisect_right(self._bounds, at) & 1)

    def next_open(self, at: int) -> int:
        """The first open second at or after this instant (closing itself is closed)."""
        if self.is_open(at):
            return at
        index = bisect_right(self._bounds, at)
        if index >= len(self._bounds):
            raise self.beyond(self.horizon)
        return self._bounds[index]

    def open_spans(self, start: int, end: int) -> list[tuple[int, int]]:
        """The open parts of [start, end), in order."""
        if start < self.first or end > self.horizon:
            raise self.beyond(start)
        bounds = self._bounds
        index = bisect_right(bounds, start)
        if index & 1:
            index -= 1
        found = []
        while index < len(bounds) and bounds[index] < end:
            found.append((max(bounds[index], start), min(bounds[index + 1], end)))
            index += 2
        return found

    def day_index(self, at: int) -> int:
        """Which local day of the line an instant lies in (0 is the first)."""
        if at < self.first or at >= self.horizon:
            raise self.beyond(at)
        return bisect_right(self.day_starts, at) - 1

    def day_of(self, at: int) -> tuple[int, int]:
        """The local day an instant lies in: its first second, and the next day's."""
        index = self.day_index(at)
        return self.day_starts[index], self.day_starts[index + 1]

    def close_of_working_day(self, start: int, count: int) -> int:
        """Closing of the count-th working day strictly after the start's local day (sentence 6)."""
        if count < 1:
            raise SlaError("amount_not_positive", self.code, "working days are counted from 1")
        index = self.working_until[self.day_index(start)] + count - 1
        if index >= len(self.closes):
            raise self.beyond(self.horizon)
        return self.closes[index]
