"""From one clock's life to its verdict: due, used, remaining, breached when, and whose number it is."""

from __future__ import annotations

from typing import NamedTuple

from sla.calendars import Calendar
from sla.custody import Held
from sla.errors import HorizonError
from sla.events import instant_of
from sla.policies import Amount, PolicyRow
from sla.reading import Reading, Track
from sla.specs import Decree
from sla.timeline import Timeline
from sla.verdict import Status, Verdict

PAUSABLE = frozenset({"verification", "resolution"})
WORST = ("breached", "at_risk", "running", "unknown", "stopped", "met", "no_target", "not_started")


class Target(NamedTuple):
    """A target and the instant from which it applies to this clock."""

    applied: int
    amount: Amount
    row: PolicyRow


class Ruling(NamedTuple):
    """What the targets say on one timeline: the due in force, and when it broke, if it did."""

    target: Target
    due: int
    breached: int | None


class Case(NamedTuple):
    """What all clocks of one ticket share."""

    reading: Reading
    calendar: Calendar
    line: Timeline
    decrees: tuple[Decree, ...]
    base: int
    held: list[Held]


def judge(case: Case, track: Track) -> Verdict:
    """The verdict of one clock or one round."""
    reading = case.reading
    policy_version, calendar_version = reading.policy.version, case.calendar.version
    start = track.start
    if start is None:
        return Verdict(track.name, "not_started", None, False, None, None, None, None, None, None, None,
                       None, None, policy_version, calendar_version)
    stop = track.stop
    asked = reading.as_of if stop is None else stop
    gaps = uncounted(reading, track)
    paused = stop is None and reading.pause_start is not None and track.name in PAUSABLE
    eras = targets_of(reading, track)
    line = case.line
    target: Amount | None = None
    due = breached = used = remaining = add_year = None
    share = 75
    status: Status
    reason = track.reason
    if eras is None:
        status = "no_target"
    else:
        try:
            line, ruling = settle(case, track, eras, gaps, asked)
            target, due, breached = ruling.target.amount, ruling.due, ruling.breached
            share = ruling.target.row.warning_share
            used = measured(line, target, start, asked, gaps)
            total = measured(line, target, start, due, gaps)
            remaining = total - used
            if breached is not None:
                status = "breached"
            elif stop is not None:
                status = "met" if reason is None else "stopped"
            elif used * 100 >= share * total:
                status = "at_risk"
            else:
                status = "running"
        except HorizonError as error:
            status, reason, add_year = "unknown", "horizon", error.year
            due = breached = used = remaining = None
    owner, unit = owner_of(case, track, line, start, asked if breached is None else breached, gaps)
    return Verdict(
        track.name, status, reason, paused, instant_of(start),
        None if stop is None else instant_of(stop),
        None if due is None else instant_of(due),
        None if breached is None else instant_of(breached),
        used, remaining, target, owner, unit, policy_version, calendar_version, add_year, share,
    )


def uncounted(reading: Reading, track: Track) -> list[tuple[int, int]]:
    """The spans that do not count for this clock, in order: pauses (18), and gaps of 31 and 33."""
    gaps = track.gaps
    if track.name not in PAUSABLE:
        return gaps
    end = reading.as_of if track.stop is None else track.stop
    found = [(start, min(stop, end)) for start, stop in reading.pauses if start < end]
    if reading.pause_start is not None and reading.pause_start < end:
        found.append((reading.pause_start, end))
    return sorted(found + gaps) if gaps else found


def targets_of(reading: Reading, track: Track) -> list[tuple[int, list[Target]]] | None:
    """The targets in force, era by era: a release (41) begins a new one with the newest target only."""
    name = track.name
    stop = track.stop
    current: list[Target] = []
    eras = [(reading.received, current)]
    for change in reading.changes:
        if stop is not None and change.at >= stop and change.at > reading.received:
            break  # changes at or after a clock's stop change nothing
        if change.released is not None:
            if change.released == name and current:
                current = [current[-1]]
                eras.append((change.at, current))
        elif change.row is not None and name in change.row.targets:
            current.append(Target(change.at, change.row.targets[name], change.row))
    return eras if current else None


def settle(
    case: Case, track: Track, eras: list[tuple[int, list[Target]]], gaps: list[tuple[int, int]], asked: int
) -> tuple[Timeline, Ruling]:
    """The timeline this clock is judged on (late decrees, 12) and what its targets say there."""
    line = case.line
    ruling = rule(case.calendar, line, track, eras, gaps, asked)
    chosen = case.base
    for decree in case.decrees:
        if track.stop is not None and track.stop < max(decree.decreed, decree.day_start):
            continue
        other = case.calendar.line_with(chosen | decree.bit)
        changed = rule(case.calendar, other, track, eras, gaps, asked)
        if ruling.breached is not None and ruling.breached < decree.decreed:
            if changed.due != ruling.due:
                continue
        elif changed.breached is not None and changed.breached < decree.decreed:
            changed = changed._replace(breached=decree.decreed)
        chosen, line, ruling = chosen | decree.bit, other, changed
    return line, ruling


def rule(
    calendar: Calendar, line: Timeline, track: Track, eras: list[tuple[int, list[Target]]],
    gaps: list[tuple[int, int]], asked: int,
) -> Ruling:
    """The earliest due of the targets in force (39) and the first breach of any of them (40, 41)."""
    start = track.start
    assert start is not None
    last = len(eras) - 1
    for index, (_since, targets) in enumerate(eras):
        until = asked if index == last else min(eras[index + 1][0], asked)
        best: Ruling | None = None
        broken: int | None = None
        for target in targets:
            due = moved(line, target.amount, calendar.due_seconds(line, start, target.amount), gaps)
            if best is None or due < best.due:
                best = Ruling(target, due, None)
            if due < until:
                breach = max(due, target.applied)
                if broken is None or breach < broken:
                    broken = breach
        assert best is not None
        if broken is not None or index == last:
            return best._replace(breached=broken)
    raise AssertionError("a clock with targets has an era")


def moved(line: Timeline, amount: Amount, due: int, gaps: list[tuple[int, int]]) -> int:
    """A pause starting at or before the due moves it by all it covered, of its own kind (21, 22)."""
    for start, stop in gaps:
        if start > due:
            break
        if amount.kind == "calendar_days":
            due += stop - start
        else:
            due = line.advance(due, line.elapsed(start, stop))
        if due < stop:
            due = stop
    return due


def measured(line: Timeline, amount: Amount, start: int, end: int, gaps: list[tuple[int, int]]) -> int:
    """Counted seconds of the target's own kind in [start, end) (17)."""
    wall = amount.kind == "calendar_days"
    total = end - start if wall else line.elapsed(start, end)
    for one, other in gaps:
        if one >= end:
            break
        other = min(other, end)
        total -= other - one if wall else line.elapsed(one, other)
    return total


def owner_of(
    case: Case, track: Track, line: Timeline, start: int, end: int, gaps: list[tuple[int, int]]
) -> tuple[str | None, str | None]:
    """Whose number it is (57): who held most of the counted working time; and the unit then."""
    shares: dict[str, int] = {}
    unit = None
    end = min(end, line.horizon)
    for span in case.held:
        one, other = max(span.start, start), min(span.end, end)
        if span.start <= end:
            unit = span.unit
        if one >= other or one < line.first:
            continue
        seconds = line.elapsed(one, other)
        for begin, stop in gaps:
            if begin < other and stop > one:
                seconds -= line.elapsed(max(begin, one), min(stop, other))
        shares[span.charged] = shares.get(span.charged, 0) + seconds
    most = max(shares.values(), default=0)
    if most == 0:
        holder = track.by
    else:
        holder = next(name for name, seconds in shares.items() if seconds == most)
    return (holder if holder.startswith("person:") else None), unit
