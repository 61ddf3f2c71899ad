"""Which targets are in force, when they fall due, and what pauses do to that (16, 17, 21, 22, 39 to 41)."""

from __future__ import annotations

from typing import NamedTuple

from sla.calendars import Calendar
from sla.errors import HorizonError
from sla.policies import Amount, PolicyRow
from sla.timeline import Timeline
from sla.tracks import Track

Spans = list[tuple[int, int]]


class Change(NamedTuple):
    """From `at` on this row's targets apply too (39), or of one clock only the newest target (41)."""

    at: int
    row: PolicyRow | None
    released: str | None


class Target(NamedTuple):
    """A target of one clock and the instant from which it applies."""

    applied: int
    amount: Amount
    row: PolicyRow


class Era(NamedTuple):
    """The targets that apply together from an instant on; a release begins a new era."""

    since: int
    targets: list[Target]


class Ruling(NamedTuple):
    """What the targets say: the one in force, its due, and when the clock broke, if it did."""

    target: Target
    due: int
    breached: int | None


def eras_of(changes: list[Change], track: Track) -> list[Era]:
    """The targets of one clock, era by era; none if no row promises anything for it."""
    name, stop = track.name, track.stop
    if len(changes) == 1:
        row = changes[0].row
        promised = None if row is None else row.targets.get(name)
        if row is None or promised is None:
            return []
        return [Era(changes[0].at, [Target(changes[0].at, promised, row)])]
    current: list[Target] = []
    eras = [Era(changes[0].at, current)]
    for index, change in enumerate(changes):
        if index and stop is not None and change.at >= stop:
            break  # changes at or after a clock's stop change nothing (41)
        if change.released is not None:
            if change.released == name and current:
                current = [current[-1]]
                eras.append(Era(change.at, current))
        elif change.row is not None:
            amount = change.row.targets.get(name)
            if amount is not None and not (current and _same(current[-1], amount, change.row)):
                current.append(Target(change.at, amount, change.row))
    return eras if current else []


def _same(newest: Target, amount: Amount, row: PolicyRow) -> bool:
    """Whether a new target says nothing that the newest one does not say already."""
    old, had = newest.row, newest.amount
    return (
        had.count == amount.count
        and had.kind == amount.kind
        and old.warning_share == row.warning_share
        and old.ladder == row.ladder
    )


def rule(
    calendar: Calendar, line: Timeline, start: int, eras: list[Era], gaps: Spans, asked: int
) -> Ruling:
    """The earliest due of the targets in force, and the first breach of any of them.

    Raises HorizonError when no target's due is known.
    """
    last = len(eras) - 1
    for index, era in enumerate(eras):
        until = asked if index == last else min(eras[index + 1].since, asked)
        ruling = _rule_era(calendar, line, start, era.targets, gaps, until)
        if ruling.breached is not None or index == last:
            return ruling
    raise AssertionError("a clock with targets has an era")


def _rule_era(
    calendar: Calendar, line: Timeline, start: int, targets: list[Target], gaps: Spans, until: int
) -> Ruling:
    if len(targets) == 1:
        (target,) = targets
        due = calendar.due_seconds(line, start, target.amount)
        if gaps:
            due = moved(line, target.amount, due, gaps)
        return Ruling(target, due, max(due, target.applied) if due < until else None)
    best: Target | None = None
    best_due = 0
    broken: int | None = None
    missing: HorizonError | None = None
    for target in targets:
        try:
            due = moved(line, target.amount, calendar.due_seconds(line, start, target.amount), gaps)
        except HorizonError as error:
            missing = error  # later than any due that is known
            continue
        if best is None or due < best_due:
            best, best_due = target, due
        if due < until:
            breach = max(due, target.applied)  # a target already past breaks when it begins to apply (40)
            if broken is None or breach < broken:
                broken = breach
    if best is None:
        assert missing is not None
        raise missing
    return Ruling(best, best_due, broken)


def moved(line: Timeline, amount: Amount, due: int, gaps: Spans) -> int:
    """The due after pauses: one starting at or before it moves it by all it covered, of its own kind (21)."""
    for start, stop in gaps:
        if start > due:
            break
        if amount.kind == "calendar_days":
            due += stop - start
        else:
            due = line.advance(due, line.elapsed(start, stop))
        if due < stop:
            due = stop  # never to before the pause's own end
    return due


def measured(line: Timeline, amount: Amount, start: int, end: int, gaps: Spans) -> int:
    """Counted seconds of the target's own kind in [start, end) (17)."""
    wall = amount.kind == "calendar_days"
    total = end - start if wall else line.elapsed(start, end)
    for one, other in gaps:
        if one >= end:
            break
        if other > end:
            other = end
        total -= other - one if wall else line.elapsed(one, other)
    return total
