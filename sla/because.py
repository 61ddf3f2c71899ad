"""Why a clock says what it says: every second from received to now or due, exactly once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import pairwise

from sla.assess import read, worst
from sla.calendars import Calendar
from sla.clocks import PAUSABLE, judge, targets_of, uncounted
from sla.errors import SlaError
from sla.events import Event, instant_of, seconds_of
from sla.policies import Policy
from sla.reading import Track
from sla.verdict import Span, SpanKind


def because(
    events: Iterable[Event], *, policy: Policy, calendar: Calendar, as_of: datetime, clock: str
) -> tuple[Span, ...]:
    """The spans of one clock, in order, counted or not, each with its reason."""
    case = read(events, policy=policy, calendar=calendar, as_of=as_of)
    reading = case.reading
    track = reading.tracks.get(clock)
    if clock == "next_response":
        shown = worst(judge(case, one) for one in reading.rounds)
        track = next((one for one in reading.rounds if judge(case, one) == shown), Track(clock, None))
    if track is None:
        raise SlaError("unknown_clock", clock, "there is no such clock")
    verdict = judge(case, track)
    now = reading.as_of
    due = now if verdict.due_at is None else seconds_of(verdict.due_at)
    end = max(now, due)
    line = case.line
    gaps = uncounted(reading, track)
    eras = targets_of(reading, track)
    wall = eras is not None and eras[-1][1][-1].amount.kind == "calendar_days"
    inner = min(end, line.horizon)
    open_spans = line.open_spans(min(reading.received, inner), inner)
    cuts = {reading.received, end, now, due}
    for pair in [*gaps, *open_spans]:
        cuts.update(pair)
    for held in case.held:
        cuts.update((held.start, held.end))
    if track.start is not None:
        cuts.add(track.start)
    if track.stop is not None:
        cuts.add(track.stop)
    edges = sorted(cut for cut in cuts if reading.received <= cut <= end)
    found: list[Span] = []
    for start, stop in pairwise(edges):
        holder = next((one.holder for one in case.held if one.start <= start < one.end), "nobody")
        is_open = any(one <= start < other for one, other in open_spans)
        counted = False
        kind: SpanKind
        code = name = ""
        if start >= now:
            kind, code, holder = "next", "next", ""
        elif track.start is None or start < track.start:
            kind, code = "other", "before_start"
        elif track.stop is not None and start >= track.stop:
            kind, code = "other", "after_stop"
        elif any(one <= start < other for one, other in gaps):
            paused = holder == "citizen" and clock in PAUSABLE
            kind, code = ("wait", "waiting") if paused else ("idle", "resolved")
        elif not wall and not is_open:
            kind, code = "closed", "closed"
            reason = calendar.closed_reason(calendar.local_date(instant_of(start)))
            if reason is not None:
                code, name = reason.kind, reason.name
        else:
            counted = True
            late = verdict.breached_at is not None and start >= seconds_of(verdict.breached_at)
            kind, code = ("late", "late") if late else ("on", "counted")
            if kind == "on" and holder.startswith("agency:"):
                kind = "agency"
        span = Span(instant_of(start), instant_of(stop), counted, kind, holder, code, name)
        if found and found[-1][2:] == span[2:]:
            found[-1] = found[-1]._replace(end=span.end)
        else:
            found.append(span)
    return tuple(found)
