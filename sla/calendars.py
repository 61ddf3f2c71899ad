"""A compiled calendar: the two questions `elapsed` and `advance`, and what derives from them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sla.compiling import Compiler, first_second
from sla.errors import SlaError
from sla.events import EPOCH, instant_of, seconds_of
from sla.policies import Amount, amount_problems
from sla.specs import CalendarSpec, DayException, Decree, Window
from sla.timeline import Timeline


class Calendar:
    """A compiled calendar: the two questions `elapsed` and `advance`, and what derives from them."""

    def __init__(self, spec: CalendarSpec) -> None:
        compiler = Compiler(spec)
        self.spec = spec
        self.code = spec.code
        self.version = spec.version
        self.zone = ZoneInfo(spec.zone)
        self.nominal_day_seconds = spec.nominal_day_seconds
        self._compiler = compiler
        self.decrees = compiler.decrees
        self._all = (1 << len(self.decrees)) - 1
        self._lines: dict[int, Timeline] = {}
        self._opening: dict[tuple[int, int], bool] = {}
        self._windows: dict[date, tuple[Window, ...]] = {}
        #: (decrees, day of the line) -> the closed parts of that day, as `because` names them.
        self.shut_days: dict[tuple[int, int], list[Any]] = {}
        self.line = self.line_with(self._all)
        self._bounds, self._offsets = self.line.tables()
        self._first, self._horizon = self.line.first, self.line.horizon
        self.horizon_at = instant_of(self.line.horizon)
        self.last_on = compiler.horizon_on

    def line_with(self, decrees: int) -> Timeline:
        """The timeline in which only these late decrees hold (a set of bits; sentence 12)."""
        found = self._lines.get(decrees)
        if found is None:
            found = self._lines[decrees] = self._compiler.timeline(decrees)
        return found

    def opens(self, decree: Decree, decrees: int) -> bool:
        """Whether a decree opens time that is closed where only `decrees` hold."""
        key = (decree.bit, decrees)
        found = self._opening.get(key)
        if found is None:
            day = self.local_date(instant_of(decree.day_start))
            before = self._compiler.windows_on(day, decrees)
            after = self._compiler.windows_on(day, decrees | decree.bit)
            both = sum(
                max(0, min(one.end_seconds, other.end_seconds) - max(one.start_seconds, other.start_seconds))
                for one in before
                for other in after
            )
            found = self._opening[key] = both < sum(end - start for start, end in after)
        return found

    def known_at(self, decrees: Iterable[Decree], since: int) -> int:
        """The decrees that are not late for what begins then: made by then, or of a day that is past (12)."""
        known = 0
        for decree in decrees:
            if decree.decreed <= since or decree.day_end <= since:
                known |= decree.bit
        return known

    def custody_line(self, *, received: int, closed: int | None, now: int) -> Timeline:
        """The timeline custody is counted on: every decree made by now, but none made once it had ended."""
        chosen = self.known_at(self.decrees, received)
        for decree in self.decrees:
            if decree.decreed <= now and (closed is None or closed > decree.decreed):
                chosen |= decree.bit
        return self.line_with(chosen)

    def elapsed(self, start: datetime, end: datetime) -> int:
        """Working seconds in [start, end)."""
        # As `Timeline.elapsed`, written out: this is the engine's most asked question.
        try:
            since, until = start - EPOCH, end - EPOCH
        except TypeError:
            return self.line.elapsed(seconds_of(start, "start"), seconds_of(end, "end"))
        one = since.days * 86400 + since.seconds
        other = until.days * 86400 + until.seconds
        if one < self._first or one > other or other > self._horizon:
            return self.line.elapsed(one, other)
        offsets = self._offsets
        first = bisect_right(self._bounds, one)
        last = bisect_right(self._bounds, other)
        return offsets[last] - offsets[first] + (other if last & 1 else 0) - (one if first & 1 else 0)

    def advance(self, start: datetime, seconds: int) -> datetime:
        """The earliest instant with that much working time since start (sentences 3 and 4)."""
        if seconds.__class__ is not int:
            raise SlaError("amount_not_whole", self.code, f"{seconds!r} is no whole number of seconds")
        return datetime.fromtimestamp(self.line.advance(seconds_of(start), seconds), UTC)

    def close_of_working_day(self, start: datetime, count: int) -> datetime:
        """Closing of the count-th working day after the start's local day (sentence 6)."""
        return instant_of(self.line.close_of_working_day(seconds_of(start), count))

    def end_of_calendar_day(self, start: datetime, count: int) -> datetime:
        """24:00 of the count-th local day after the start's; needs no horizon (sentences 7 and 8)."""
        return instant_of(self.day_end(seconds_of(start), count))

    def due(self, start: datetime, amount: Amount) -> datetime:
        """When an amount that begins at start runs out, without pauses.

        Raises SlaError `unknown_amount_kind`, `amount_not_whole` and `amount_not_positive`.
        """
        for problem in amount_problems("amount", amount):
            raise problem
        return instant_of(Hours(self, self.line, self.line).due(seconds_of(start), amount))

    def day_end(self, start: int, count: int) -> int:
        """24:00 of the count-th local day after the one `start` lies in, in seconds."""
        line = self.line
        if line.first <= start < line.horizon:
            index = line.day_index(start) + count + 1
            if index < len(line.day_starts):
                return line.day_starts[index]
        return self.midnight(self.local_date(instant_of(start)) + timedelta(days=count + 1))

    def midnight(self, day: date) -> int:
        """The first second of a local day."""
        return first_second(self.zone, day)

    def local_date(self, instant: datetime) -> date:
        """The calendar's own date of an instant: the viewer's zone never matters."""
        if instant.utcoffset() is None:
            raise SlaError("naive_instant", "instant", f"{instant} has no offset from UTC")
        return instant.astimezone(self.zone).date()

    def open_spans(self, start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
        """The open parts of [start, end)."""
        found = self.line.open_spans(seconds_of(start), seconds_of(end))
        return [(instant_of(one), instant_of(other)) for one, other in found]

    def next_open(self, instant: datetime) -> datetime:
        """The first open second at or after an instant."""
        return instant_of(self.line.next_open(seconds_of(instant)))

    def day_windows(self, day: date) -> tuple[Window, ...]:
        """The windows of a local day, after exceptions."""
        found = self._windows.get(day)
        if found is None:  # a ticket of years asks for thousands, and the next one for the same
            found = self._windows[day] = self._compiler.windows_on(day, self._all)
        return found

    def exception_on(self, day: date, decrees: int | None = None) -> DayException | None:
        """The exception that decides a local day, if one does; `decrees`: which late ones hold."""
        return self._compiler.exception_on(day, self._all if decrees is None else decrees)

    def closed_reason(self, day: date) -> DayException | None:
        """The exception that closes a local day, if one does."""
        found = self.exception_on(day)
        return found if found is not None and not found.windows else None

    def is_working_day(self, day: date) -> bool:
        """Whether the local day has at least one open window (sentence 5)."""
        return bool(self.day_windows(day))


@dataclass(slots=True)
class Hours:
    """A calendar as one clock counts it: `plain` is its timeline without the decrees late for that clock."""

    calendar: Calendar
    line: Timeline
    plain: Timeline

    def due(self, start: int, amount: Amount) -> int:
        """When an amount that begins at start runs out, in whole seconds, without pauses."""
        if amount.kind == "calendar_days":
            return self.calendar.day_end(start, amount.count)
        if amount.kind == "working":
            return self.line.advance(start, amount.count)
        line, count = self.line, amount.count
        due = line.close_of_working_day(start, count)
        while line is not self.plain:
            # Open there too: of late decrees those that open time are not taken.
            if due >= self.plain.close_on(line.day_index(due - 1)):
                break
            count += 1  # a day that a late decree lets close earlier is no N-th working day (12)
            due = line.close_of_working_day(start, count)
        return due


def compile_calendar(spec: CalendarSpec) -> Calendar:
    """Check a calendar and compile it; raises CalendarErrors with every problem at once."""
    return Calendar(spec)
