"""Which targets are in force, when they fall due, and what pauses do to that (16, 17, 21, 22, 39 to 41)."""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter
from typing import NamedTuple

from sla.calendars import Hours
from sla.errors import HorizonError
from sla.policies import Amount, PolicyRow
from sla.timeline import Timeline
from sla.tracks import Track

Spans = Sequence[tuple[int, int]]
#: A target, and before it the index of the change that brought it.
News = tuple[int, Amount, PolicyRow]
MOST_KNOWN = 1000
#: Spans with the working seconds in each.
Covered = Sequence[tuple[int, int, int]]


class TargetChange(NamedTuple):
    """From `at` on this row's targets apply too (39), or of one clock only the newest target (41)."""

    at: int
    row: PolicyRow | None
    released: str | None


class Target(NamedTuple):
    """A target of one clock and the instant from which it applies."""

    applied: int
    amount: Amount
    row: PolicyRow


#: Targets that apply together until a release leaves only the newest (None: to the end).
Era = tuple[list[Target], int | None]


class Ruling(NamedTuple):
    """What the targets say: the one in force, its due, and when the clock broke, if it did.

    `due` None: it lies past the horizon, and then `target` is the newest; `add_year` is the year to add.
    """

    target: Target
    due: int | None
    breached: int | None
    add_year: int | None = None


def eras_of(changes: list[TargetChange], track: Track) -> list[Era]:
    """The targets of one clock, era by era; none if no row promises anything for it.

    Changes at or after a clock's stop change nothing (41).
    """
    name, stop = track.name, track.stop
    current: list[Target] = []
    eras: list[Era] = []
    newest: PolicyRow | None = None
    for change in changes:
        at, row, released = change
        if stop is not None and at >= stop and change is not changes[0]:
            break
        if row is not None:
            amount = row.targets.get(name)
            if amount is None or (
                newest is not None and _says_the_same(current[-1].amount, newest, amount, row)
            ):
                continue
            current.append(tuple.__new__(Target, (at, amount, row)))
            newest = row
        elif released == name and current:
            eras.append((current, at))
            current = current[-1:]
    if current:
        eras.append((current, None))
    return eras


def news_of(
    changes: list[TargetChange], known: dict[tuple[int, ...], dict[str, tuple[News, ...]]]
) -> dict[str, tuple[News, ...]]:
    """For each clock the targets that it ever had; none if there are several and any target was released.

    `known` keeps what the rows of one policy say, by their places in memory: most tickets have the same few.
    """
    key = tuple([id(row) for _at, row, _released in changes])
    found = known.get(key)
    if found is None:
        told: dict[str, list[News]] = {}
        for index, (_at, row, _released) in enumerate(changes):
            if row is None:
                continue
            for name, amount in row.targets.items():
                before = told.setdefault(name, [])
                if not before or not _says_the_same(*before[-1][1:], amount, row):
                    before.append((index, amount, row))
        released = any(row is None for _at, row, _released in changes)
        found = {name: () if released and len(news) > 1 else tuple(news) for name, news in told.items()}
        if len(known) < MOST_KNOWN:
            known[key] = found
    return found


def _says_the_same(had: Amount, old: PolicyRow, amount: Amount, row: PolicyRow) -> bool:
    """Whether a target adds nothing to the newest one: most changes of class are no news for most clocks."""
    return (
        (had is amount or (had.count == amount.count and had.kind == amount.kind))
        and old.warning_share == row.warning_share
        and old.ladder == row.ladder
    )


def rule(hours: Hours, start: int, eras: list[Era], covered: Covered, asked: int) -> Ruling:
    """The earliest due of the targets in force, and the first breach of any that ever were.

    After a release the breach before it stays, and the due is the newest target's (41).
    """
    breached = None
    for targets, until in eras:
        end = asked if until is None else min(until, asked)
        ruling = _rule_era(hours, start, targets, covered, end)
        if breached is None:
            breached = ruling.breached
    return ruling._replace(breached=breached)


def _rule_era(hours: Hours, start: int, targets: list[Target], covered: Covered, until: int) -> Ruling:
    dues, missing = _dues(hours, start, targets, covered)
    if missing is not None and not any(due <= hours.line.horizon for due, _target in dues):
        return Ruling(targets[-1], None, None, missing.year)  # any of those unknown may be the earliest (8)
    due, best = min(dues, key=itemgetter(0))
    if due >= until:
        return Ruling(best, due, None)
    # A target already past breaks when it begins to apply (40): a milder one may have done so before.
    return Ruling(best, due, min(max(at, target.applied) for at, target in dues))


def _dues(
    hours: Hours, start: int, targets: list[Target], covered: Covered
) -> tuple[list[tuple[int, Target]], HorizonError | None]:
    """When each target is due, where the calendar reaches; and the refusal where it does not."""
    found: list[tuple[int, Target]] = []
    missing: HorizonError | None = None
    for target in targets:
        amount = target.amount
        wall = amount.kind == "calendar_days"
        try:
            found.append((moved(hours.line, hours.due(start, amount), covered, wall=wall), target))
        except HorizonError as error:
            missing = error
    return found, missing


def cover(line: Timeline, gaps: Spans) -> Covered:
    """What is not counted, with the working seconds in each; days not known have none (8)."""
    work = line.work_inside
    return [(start, stop, work(stop) - work(start)) for start, stop in gaps]


def moved(line: Timeline, due: int, covered: Covered, *, wall: bool) -> int:
    """The due after pauses: one starting at or before it moves it by all it covered, of its own kind (21)."""
    for start, stop, seconds in covered:
        if start <= due:
            if wall:
                later = due + stop - start
            elif stop > line.horizon:
                raise line.beyond(stop)
            else:
                later = line.advance(due, seconds)
            due = max(later, stop)  # never to before the pause's own end
    return due


def measured(line: Timeline, amount: Amount, start: int, end: int, covered: Covered) -> int:
    """Counted seconds of the target's own kind in [start, end) (17); days not known count nothing (8)."""
    if amount.kind == "calendar_days":
        return end - start - sum([other - one for one, other, _work in covered if one < end])
    work = line.work_inside
    return work(end) - work(start) - sum([seconds for one, _other, seconds in covered if one < end])
