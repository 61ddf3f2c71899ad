"""Why a clock says what it says: every second from received to now or due, exactly once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import pairwise
from typing import NamedTuple

from sla.assess import read
from sla.calendars import Calendar
from sla.cases import Case
from sla.clocks import Life, judge, live, worst
from sla.errors import SlaError
from sla.events import Event, instant_of, seconds_of
from sla.policies import CLOCKS, Policy
from sla.timeline import Timeline
from sla.tracks import Track
from sla.verdict import Span, SpanKind


class Reason(NamedTuple):
    """What a second of a clock was, before its holder is known."""

    counted: bool
    kind: SpanKind
    code: str
    name: str = ""


def because(
    events: Iterable[Event],
    *,
    policy: Policy,
    calendar: Calendar,
    as_of: datetime,
    clock: str,
    number: int | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> tuple[Span, ...]:
    """The spans of one clock in order, counted or not, each with its reason and its holder.

    Of the rounds of `next_response` and the lives of `resolution` it is the one with that `number`, counted
    from 0, or else the one that is shown. `since` and `until`: only what lies between, cut there.
    Raises SlaError `unknown_clock`.
    """
    if clock not in CLOCKS:
        raise SlaError("unknown_clock", clock, "there is no such clock")
    case = read(events, policy=policy, calendar=calendar, as_of=as_of)
    tracks = tracks_of(case, clock)
    return spans_of(
        case,
        shown_track(case, tracks, clock) if number is None else tracks[number],
        since=None if since is None else seconds_of(since),
        until=None if until is None else seconds_of(until),
    )


def because_each(
    events: Iterable[Event], *, policy: Policy, calendar: Calendar, as_of: datetime, clocks: Iterable[str]
) -> dict[str, tuple[Span, ...]]:
    """The spans of several clocks' own time, from where each began to where it stopped; the ledger read once.

    Of the rounds and lives those that are shown. A clock that has not begun has none.
    """
    case = read(events, policy=policy, calendar=calendar, as_of=as_of)
    found: dict[str, tuple[Span, ...]] = {}
    for clock in clocks:
        track = shown_track(case, tracks_of(case, clock), clock)
        if track.start is None:
            found[clock] = ()
        else:
            found[clock] = spans_of(case, track, since=track.start, until=track.stop)
    return found


def tracks_of(case: Case, clock: str) -> list[Track]:
    """All rounds or lives of a clock in order; of the others the one track."""
    tracks = case.reading.tracks
    if clock == "next_response":
        return tracks.rounds
    return tracks.lives if clock == "resolution" else [tracks.single[clock]]


def shown_track(case: Case, tracks: list[Track], clock: str) -> Track:
    """Of a clock's tracks, the one that is shown (29)."""
    if not tracks:
        return Track(clock, None)
    judged = [judge(case, track) for track in tracks]
    return tracks[judged.index(worst(judged))]


def spans_of(
    case: Case, track: Track, *, since: int | None = None, until: int | None = None
) -> tuple[Span, ...]:
    """Cut a track's time wherever anything changes, and name each part; equal neighbours are one span.

    `since` and `until`: nothing of what came before and after is looked at.
    """
    reading = case.reading
    now = reading.as_of
    begin = reading.received if since is None else max(since, reading.received)
    life = None if track.start is None else live(case, track, track.start)
    ruling = None if life is None or not life.known else life.ruling
    end = now if ruling is None or ruling.due is None else max(now, ruling.due)
    if until is not None:
        end = min(end, until)
    line = case.hours.line if life is None else life.hours.line
    wall = ruling is not None and ruling.target.amount.kind == "calendar_days"
    shut = [] if wall else _closed_spans(case.hours.calendar, line, begin, end)
    marks = [now, *(at for at in (track.start, track.stop) if at is not None)]
    if ruling is not None and ruling.breached is not None:
        marks.append(ruling.breached)
    held = case.held
    turns = {begin, end, case.end, *marks, *(span.at for span in held)}
    if life is not None:
        turns.update(at for gap in life.gaps for at in gap)
    cuts = turns.union([span[0] for span in shut], [span[1] for span in shut])
    told: list[tuple[int, tuple[bool, SpanKind, str, str, str]]] = []
    closed_at = held_at = 0
    reason: Reason | None = None
    holder, closures, holders = "", len(shut), len(held)
    for start in sorted([cut for cut in cuts if begin <= cut < end]):
        while closed_at < closures and shut[closed_at][1] <= start:
            closed_at += 1
        if start in turns:
            while held_at + 1 < holders and held[held_at + 1].at <= start:
                held_at += 1
            holder, reason = held[held_at].holder if start < case.end else "", None
        if closed_at < closures and shut[closed_at][0] <= start:
            here = shut[closed_at][2]
        else:
            # Between two turns an open second is like any other, but for what a pause asks of each.
            if reason is None or reason.kind in ("wait", "idle"):
                reason = _reason(case, track, life, start, holder)
            here = reason
        part = (here.counted, here.kind, holder, here.code, here.name)
        if not told or told[-1][1] != part:
            told.append((start, part))
    ends = [start for start, _part in told[1:]] + [end]
    return tuple(
        [
            Span(instant_of(start), instant_of(at), *part)
            for (start, part), at in zip(told, ends, strict=False)
        ]
    )


def _reason(case: Case, track: Track, life: Life | None, at: int, holder: str) -> Reason:
    """What an open second was to this clock."""
    if at >= case.reading.as_of:
        return Reason(False, "next", "next")
    if life is None or at < life.start:
        return Reason(False, "other", "before_start")
    if track.stop is not None and at >= track.stop:
        return Reason(False, "other", "after_stop")
    if any(one <= at < other for one, other in life.gaps):
        waiting = any(one <= at < other for one, other in case.reading.pauses.until_end(life.asked))
        return Reason(False, "wait", "question") if waiting else Reason(False, "idle", "resolved")
    ruling = life.ruling
    if ruling is not None and ruling.breached is not None and at >= ruling.breached:
        return Reason(True, "late", "late")
    if holder.startswith("agency:"):
        return Reason(True, "agency", "agency")
    return Reason(True, "on", "counted")


def _closed_spans(calendar: Calendar, line: Timeline, begin: int, end: int) -> list[tuple[int, int, Reason]]:
    """The closed parts of the days that [begin, end) lies in, in order, each with what closes it.

    The first and the last are the days that are not known: where there are none, nothing lies in these spans.
    """
    unknown = Reason(False, "other", "unknown")
    found = [(begin, line.first, unknown)]
    at = max(begin, line.first)
    while at < min(end, line.horizon):
        key = (line.decrees, line.day_index(at))
        shut = calendar.shut_days.get(key)
        if shut is None:  # a day's hours are the same for every ticket
            shut = calendar.shut_days[key] = _shut_day(calendar, line, at)
        found += shut
        at = line.day_starts[key[1] + 1]
    return [*found, (line.horizon, end, unknown)]


def _shut_day(calendar: Calendar, line: Timeline, at: int) -> list[tuple[int, int, Reason]]:
    """The closed parts of the local day an instant lies in, each with what closes it."""
    day_start, day_end = line.day_of(at)
    exception = calendar.exception_on(calendar.local_date(instant_of(at)), line.decrees)
    name = "" if exception is None else exception.name
    opened = line.open_spans(day_start, day_end)
    if not opened:
        code = "day_off" if exception is None else exception.kind
        return [(day_start, day_end, Reason(False, "closed", code, name))]
    shut = [(day_start, opened[0][0], Reason(False, "closed", "night", name))]
    for (_one, closing), (opening, _other) in pairwise(opened):
        shut.append((closing, opening, Reason(False, "closed", "break", name)))
    return [*shut, (opened[-1][1], day_end, Reason(False, "closed", "night", name))]
