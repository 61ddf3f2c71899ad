"""Which targets are in force, when they fall due, and what pauses do to that (16, 17, 21, 22, 39 to 41)."""

from __future__ import annotations

from operator import itemgetter
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
    """Targets that apply together until a release leaves only the newest (None: to the end)."""

    targets: list[Target]
    until: int | None


class Ruling(NamedTuple):
    """What the targets say: the one in force, its due, and when the clock broke, if it did."""

    target: Target
    due: int
    breached: int | None


def eras_of(changes: list[Change], track: Track) -> list[Era]:
    """The targets of one clock, era by era; none if no row promises anything for it.

    Changes at or after a clock's stop change nothing (41).
    """
    name, stop = track.name, track.stop
    current: list[Target] = []
    eras = []
    for index, (at, row, released) in enumerate(changes):
        if index and stop is not None and at >= stop:
            break
        if row is not None:
            amount = row.targets.get(name)
            if amount is not None and not (current and _says_the_same(current[-1], amount, row)):
                current.append(Target(at, amount, row))
        elif released == name and current:
            eras.append(Era(current, at))
            current = current[-1:]
    return [*eras, Era(current, None)] if current else []


def _says_the_same(newest: Target, amount: Amount, row: PolicyRow) -> bool:
    """Whether a target adds nothing to the newest one: most changes of class are no news for most clocks."""
    old, had = newest.row, newest.amount
    return (had.count, had.kind, old.warning_share, old.ladder) == (
        amount.count,
        amount.kind,
        row.warning_share,
        row.ladder,
    )


def rule(calendar: Calendar, line: Timeline, start: int, eras: list[Era], gaps: Spans, asked: int) -> Ruling:
    """The earliest due of the targets in force, and the first breach of any of them.

    Raises HorizonError when no target's due is known.
    """
    *earlier, last = eras
    for targets, until in earlier:
        assert until is not None
        ruling = _rule_era(calendar, line, start, targets, gaps, min(until, asked))
        if ruling.breached is not None:
            return ruling
    return _rule_era(calendar, line, start, last.targets, gaps, asked)


def _rule_era(
    calendar: Calendar, line: Timeline, start: int, targets: list[Target], gaps: Spans, until: int
) -> Ruling:
    dues = []
    missing: HorizonError | None = None
    for target in targets:
        try:
            due = moved(line, target.amount, calendar.due_seconds(line, start, target.amount), gaps)
        except HorizonError as error:
            missing = error  # later than any due that is known
        else:
            dues.append((due, target))
    if not dues:
        assert missing is not None
        raise missing
    due, best = min(dues, key=itemgetter(0))
    # A target already past breaks when it begins to apply (40).
    broken = [max(due, target.applied) for due, target in dues if due < until]
    return Ruling(best, due, min(broken, default=None))


def moved(line: Timeline, amount: Amount, due: int, gaps: Spans) -> int:
    """The due after pauses: one starting at or before it moves it by all it covered, of its own kind (21)."""
    for start, stop in gaps:
        if start <= due:
            wall = amount.kind == "calendar_days"
            later = due + stop - start if wall else line.advance(due, line.elapsed(start, stop))
            due = max(later, stop)  # never to before the pause's own end
    return due


def measured(line: Timeline, amount: Amount, start: int, end: int, gaps: Spans) -> int:
    """Counted seconds of the target's own kind in [start, end) (17)."""
    wall = amount.kind == "calendar_days"
    total = end - start if wall else line.elapsed(start, end)
    for one, other in gaps:
        if one < end:
            total -= other - one if wall else line.elapsed(one, other)
    return total
