"""From a calendar as written to its timeline: every problem at once, then one walk over the days."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from operator import itemgetter
from zoneinfo import ZoneInfo

from sla.errors import CalendarErrors, HorizonError, SlaError
from sla.events import instant_of, seconds_of
from sla.specs import RANK, CalendarSpec, DayException, Decree, Pattern, Window
from sla.timeline import Timeline

DAY = 86400


class Compiler:
    """One calendar with its parents, checked; makes a timeline for any set of late decrees."""

    def __init__(self, spec: CalendarSpec) -> None:
        problems = list(_problems(spec))
        if problems:
            raise CalendarErrors(f"{spec.code} {spec.version}", problems)
        self.code = spec.code
        self.zone = ZoneInfo(spec.zone)
        self.chain = tuple(_chain(spec))
        self.first_on = max(one.first_on for one in self.chain)
        self.horizon_on = min(one.horizon_on for one in self.chain)
        dated: dict[date, list[tuple[int, int, DayException, int]]] = {}
        decrees: list[Decree] = []
        for depth, one in enumerate(self.chain):
            for exception in one.exceptions:
                if not self.first_on <= exception.on <= self.horizon_on:
                    continue
                mask = 0
                if exception.decreed_at is not None:
                    mask = 1 << len(decrees)
                    decrees.append(
                        Decree(
                            seconds_of(exception.decreed_at, exception.key),
                            first_second(self.zone, exception.on),
                            first_second(self.zone, exception.on + timedelta(days=1)),
                            mask,
                        )
                    )
                dated.setdefault(exception.on, []).append((-RANK[exception.kind], depth, exception, mask))
        for listed in dated.values():
            listed.sort(key=lambda entry: entry[:2])
        self._dated = dated
        self.decrees = tuple(sorted(decrees))
        self._patterns = [
            (depth, pattern) for depth, one in enumerate(self.chain) for pattern in one.patterns
        ]

    def exception_on(self, day: date, decrees: int) -> DayException | None:
        """The strongest exception of a day: by rank, then the child's before its parent's (sentence 10)."""
        for _rank, _depth, exception, mask in self._dated.get(day, ()):
            if not mask or mask & decrees:
                return exception
        return None

    def pattern_on(self, day: date) -> Pattern:
        """The pattern of a known day (sentence 9): the child's, then one with an end, then the latest."""
        covering = [
            ((-depth, pattern.effective_until is not None, pattern.effective_from), pattern)
            for depth, pattern in self._patterns
            if pattern.covers(day)
        ]
        return max(covering, key=itemgetter(0))[1]

    def windows_on(self, day: date, decrees: int) -> tuple[Window, ...]:
        """The windows of a day, after exceptions."""
        if not self.first_on <= day <= self.horizon_on:
            raise HorizonError(self.code, day.year)
        exception = self.exception_on(day, decrees)
        if exception is not None:
            return tuple(sorted(exception.windows))
        return tuple(sorted(self.pattern_on(day).windows.get(day.weekday(), ())))

    def timeline(self, decrees: int) -> Timeline:
        """Walk the days once; windows that touch become one span."""
        spans: list[tuple[int, int]] = []
        day_starts: list[int] = []
        working_until, closes = array("q"), array("q")
        day = self.first_on
        start = first_second(self.zone, day)
        while day <= self.horizon_on:
            after = first_second(self.zone, day + timedelta(days=1))
            day_starts.append(start)
            close = 0
            for one, other in day_spans(self.zone, day, start, after, self.windows_on(day, decrees)):
                close = other
                if spans and spans[-1][1] == one:
                    spans[-1] = (spans[-1][0], other)
                else:
                    spans.append((one, other))
            if close:
                closes.append(close)
            working_until.append(len(closes))
            day += timedelta(days=1)
            start = after
        day_starts.append(start)
        return Timeline(
            self.code,
            spans,
            day_starts=day_starts,
            working_until=working_until,
            closes=closes,
            first_year=(self.first_on - timedelta(days=1)).year,
            horizon_year=(self.horizon_on + timedelta(days=1)).year,
            decrees=decrees,
        )


def first_second(zone: ZoneInfo, day: date) -> int:
    """The first second of a local day, also where the clock jumps over midnight."""
    local = datetime.combine(day, time(), zone)
    second = seconds_of(local.astimezone(UTC))
    if instant_of(second).astimezone(zone).replace(tzinfo=None) == local.replace(tzinfo=None):
        return second
    early, late = second - DAY, second
    while late - early > 1:  # the jump itself is the first second of the day
        middle = (early + late) // 2
        if instant_of(middle).astimezone(zone).date() < day:
            early = middle
        else:
            late = middle
    return late


def offset_at(zone: ZoneInfo, second: int) -> int:
    """Seconds the zone's wall clock is ahead of UTC at an instant."""
    found = instant_of(second).astimezone(zone).utcoffset()
    assert found is not None
    return found.days * DAY + found.seconds


def day_spans(
    zone: ZoneInfo, day: date, start: int, after: int, windows: tuple[Window, ...]
) -> list[tuple[int, int]]:
    """The seconds of a local day whose wall clock lies in a window: also on days of 23 or 25 hours."""
    if not windows:
        return []
    midnight = day.toordinal() * DAY - 719163 * DAY
    found = []
    for one, other in _steady(zone, start, after):
        shift = midnight - offset_at(zone, one)
        for window in windows:
            begin, end = max(one, shift + window.start_seconds), min(other, shift + window.end_seconds)
            if begin < end:
                found.append((begin, end))
    return found


def _steady(zone: ZoneInfo, start: int, after: int) -> Iterator[tuple[int, int]]:
    """Cut a day where its offset changes."""
    while start < after:
        here = offset_at(zone, start)
        if offset_at(zone, after - 1) == here:
            yield start, after
            return
        early, late = start, after - 1
        while late - early > 1:
            middle = (early + late) // 2
            if offset_at(zone, middle) == here:
                early = middle
            else:
                late = middle
        yield start, late
        start = late


def _chain(spec: CalendarSpec) -> Iterator[CalendarSpec]:
    current: CalendarSpec | None = spec
    while current is not None:
        yield current
        current = current.parent


def _problems(spec: CalendarSpec) -> Iterator[SlaError]:
    """Everything wrong with a calendar and its parents; each problem names its key."""
    for one in _chain(spec):
        where = one.code
        try:
            ZoneInfo(one.zone)
        except (KeyError, ValueError, OSError):
            yield SlaError("unknown_zone", f"{where}.zone", f"there is no time zone {one.zone}")
        if one.horizon_on < one.first_on:
            yield SlaError("end_before_start", f"{where}.horizon_on", "the calendar ends before it begins")
        if one.nominal_day_seconds < 1:
            yield SlaError("amount_not_positive", f"{where}.nominal_day_seconds", "a day has at least 1 s")
        yield from _pattern_problems(one)
        yield from _exception_problems(one)
    yield from _cover_problems(spec)


def _pattern_problems(spec: CalendarSpec) -> Iterator[SlaError]:
    for index, pattern in enumerate(spec.patterns):
        where = f"{spec.code}.patterns.{pattern.key}"
        if pattern.effective_until is not None and pattern.effective_until < pattern.effective_from:
            yield SlaError("end_before_start", f"{where}.effective_until", "ends before it begins")
        if not any(pattern.windows.values()):
            yield SlaError("pattern_without_window", where, "a pattern opens at least once a week")
        for weekday, windows in sorted(pattern.windows.items()):
            if not 0 <= weekday <= 6:
                yield SlaError("unknown_week_day", f"{where}.{weekday}", "week days are 0 (Monday) to 6")
            yield from _window_problems(f"{where}.{weekday}", windows)
        for other in spec.patterns[:index]:
            same = (pattern.effective_until is None) == (other.effective_until is None)
            if pattern.key == other.key:
                yield SlaError("key_used_twice", where, "another pattern has this key")
            elif same and pattern.effective_from == other.effective_from:
                yield SlaError("patterns_tie", where, f"begins on the same day as {other.key}")


def _exception_problems(spec: CalendarSpec) -> Iterator[SlaError]:
    seen: dict[tuple[date, int], str] = {}
    keys: set[str] = set()
    for exception in spec.exceptions:
        where = f"{spec.code}.exceptions.{exception.key}"
        if exception.key in keys:
            yield SlaError("key_used_twice", where, "another exception has this key")
        keys.add(exception.key)
        if exception.kind not in RANK:
            yield SlaError("unknown_exception_kind", where, f"{exception.kind} is no kind of exception")
            continue
        rank = RANK[exception.kind]
        other = seen.setdefault((exception.on, rank), exception.key)
        if other != exception.key:
            yield SlaError("exceptions_tie", where, f"{exception.on} is already decided by {other}")
        if rank == 2 and not exception.windows:
            yield SlaError("exception_without_window", where, f"{exception.kind} names its windows")
        yield from _window_problems(where, exception.windows)
        if exception.decreed_at is not None and exception.decreed_at.utcoffset() is None:
            yield SlaError("naive_instant", f"{where}.decreed_at", "has no offset from UTC")


def _window_problems(where: str, windows: tuple[Window, ...]) -> Iterator[SlaError]:
    until = 0
    for window in sorted(windows):
        start, end = window
        if start >= 0 and (end > DAY or end < start <= DAY):
            yield SlaError("window_past_midnight", where, "a night shift is two windows, one in each day")
        elif not 0 <= start < end:
            yield SlaError("window_empty", where, f"{start}-{end} is no part of a day")
        elif start < until:
            yield SlaError("windows_overlap", where, f"{start}-{end} begins before {until}")
        until = max(until, end)


def _cover_problems(spec: CalendarSpec) -> Iterator[SlaError]:
    chain = list(_chain(spec))
    first, last = max(one.first_on for one in chain), min(one.horizon_on for one in chain)
    if last < first:
        if all(one.first_on <= one.horizon_on for one in chain):
            yield SlaError("horizon_before_parent", f"{spec.code}.horizon_on", "no day in common")
        return
    day = first
    patterns = [pattern for one in chain for pattern in one.patterns]
    while day <= last:
        covering = [pattern for pattern in patterns if pattern.covers(day)]
        if not covering:
            yield SlaError("day_without_pattern", f"{spec.code}.patterns", f"no pattern covers {day}")
            return
        ends = [one.effective_until for one in covering]
        if None in ends:
            return
        day = max(one for one in ends if one is not None) + timedelta(days=1)
