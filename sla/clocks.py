"""From one clock's life to its verdict: due, used, remaining, broken when, and on which timeline."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sla.calendars import Calendar
from sla.custody import Held, works_of
from sla.errors import HorizonError
from sla.events import instant_of
from sla.owners import Claim, owner_of
from sla.reading import Reading
from sla.specs import Decree
from sla.targets import Era, Ruling, Spans, Target, eras_of, measured, rule
from sla.timeline import Timeline
from sla.tracks import Track
from sla.verdict import Status, Verdict

PAUSABLE = frozenset({"verification", "resolution"})
WORST = ("breached", "at_risk", "running", "unknown", "stopped", "met", "no_target")


class Case(NamedTuple):
    """What all clocks of one ticket share.

    `base` are the decrees from before its receipt, `decrees` those since; `works` is W on `line` at the ends
    of `held`.
    """

    reading: Reading
    calendar: Calendar
    line: Timeline
    decrees: tuple[Decree, ...]
    base: int
    held: list[Held]
    works: list[int]


class Life(NamedTuple):
    """One clock's life judged, in whole seconds; `ruling` None where there is no target or no answer.

    `used` and `total` (to the due) mean something only beside a ruling.
    """

    line: Timeline
    start: int
    gaps: Spans
    asked: int
    has_target: bool
    ruling: Ruling | None
    used: int = 0
    total: int = 0
    add_year: int | None = None


def live(case: Case, track: Track, start: int) -> Life:
    """Judge a started clock."""
    asked = case.reading.as_of if track.stop is None else track.stop
    gaps = uncounted(case.reading, track)
    eras = eras_of(case.reading.changes, track)
    if not eras:
        return Life(case.line, start, gaps, asked, has_target=False, ruling=None)
    try:
        promised = [target for era in eras for target in era.targets]
        if len(promised) == 1 and not gaps and not case.decrees:
            return _plain(case, promised[0], start, asked)
        line, ruling = settle(case, track, start, eras, gaps, asked)
        amount = ruling.target.amount
        used = measured(line, amount, start, asked, gaps)
        total = measured(line, amount, start, ruling.due, gaps)
    except HorizonError as error:
        return Life(case.line, start, gaps, asked, has_target=True, ruling=None, add_year=error.year)
    return Life(line, start, gaps, asked, True, ruling, used, total)


def _plain(case: Case, target: Target, start: int, asked: int) -> Life:
    """The same for most clocks there are: one target, nothing left out, no late decree."""
    line, kind, count = case.line, target.amount.kind, target.amount.count
    if kind == "calendar_days":
        due = case.calendar.day_end(start, count)
        total, used = due - start, asked - start
    else:
        begin = line.work(start)
        used = line.work(asked) - begin
        if kind == "working":
            due, total = line.reach(begin + count), count
        else:
            due = line.close_of_working_day(start, count)
            total = line.work(due) - begin
    ruling = Ruling(target, due, due if due < asked else None)
    return Life(line, start, [], asked, True, ruling, used, total)


def judge(case: Case, track: Track) -> Verdict:
    """The verdict of one clock or one round."""
    reading, start = case.reading, track.start
    versions = reading.policy.version, case.calendar.version
    if start is None:
        return Verdict(
            track.name,
            "not_started",
            None,
            False,
            None,
            None,
            None,
            None,
            None,
            None,
            None,
            None,
            None,
            *versions,
        )
    life = live(case, track, start)
    ruling = life.ruling
    stop, reason, end = track.stop, track.reason, life.asked
    status: Status
    if not life.has_target:
        status = "no_target"
    elif ruling is None:
        status, reason = "unknown", "horizon"
    elif ruling.breached is not None:
        status, end = "breached", ruling.breached
    elif stop is not None:
        status = "met" if reason is None else "stopped"
    elif life.used * 100 >= ruling.target.row.warning_share * life.total:
        status = "at_risk"
    else:
        status = "running"
    works = case.works if life.line is case.line else works_of(case.held, life.line)
    claim = Claim(start, end, life.gaps, track.by)
    owner, unit = owner_of(claim, case.held, works, life.line, reading.holders.switches)
    began, stopped = instant_of(start), None if stop is None else instant_of(stop)
    paused = stop is None and reading.pauses.start is not None and track.name in PAUSABLE
    if ruling is None:
        return Verdict(
            track.name,
            status,
            reason,
            paused,
            began,
            stopped,
            None,
            None,
            None,
            None,
            None,
            owner,
            unit,
            *versions,
            life.add_year,
        )
    broken = None if ruling.breached is None else instant_of(ruling.breached)
    return Verdict(
        track.name,
        status,
        reason,
        paused,
        began,
        stopped,
        instant_of(ruling.due),
        broken,
        life.used,
        life.total - life.used,
        ruling.target.amount,
        owner,
        unit,
        *versions,
        None,
        ruling.target.row.warning_share,
    )


def uncounted(reading: Reading, track: Track) -> Spans:
    """The spans that do not count for a clock, in order: pauses (18), and the gaps of 31 and 33."""
    if track.name not in PAUSABLE:
        return track.gaps
    found = reading.pauses.until(reading.as_of if track.stop is None else track.stop)
    return sorted(found + track.gaps)


def settle(
    case: Case, track: Track, start: int, eras: list[Era], gaps: Spans, asked: int
) -> tuple[Timeline, Ruling]:
    """The timeline a clock is judged on, and what its targets say there.

    A late decree (12) counts for a clock not stopped before the later of itself and its day; it moves no
    breach older than itself and makes none.
    """
    calendar, line, chosen = case.calendar, case.line, case.base
    ruling = rule(calendar, line, start, eras, gaps, asked)
    for decree in case.decrees:
        late = decree.decreed > start  # what was known when a round began is not late for it
        if late and track.stop is not None and track.stop < max(decree.decreed, decree.day_start):
            continue
        other = calendar.line_with(chosen | decree.bit)
        changed = rule(calendar, other, start, eras, gaps, asked)
        if ruling.breached is not None and ruling.breached < decree.decreed:
            if changed.due != ruling.due:
                continue
            changed = ruling
        elif changed.breached is not None and changed.breached < decree.decreed:
            changed = changed._replace(breached=decree.decreed)
        chosen, line, ruling = chosen | decree.bit, other, changed
    return line, ruling


def worst(rounds: Iterable[Verdict]) -> Verdict | None:
    """The round that is shown: the worst status, then the longest used, then the earliest (29)."""
    return min(
        rounds,
        key=lambda one: (WORST.index(one.status), -(one.used_seconds or 0), one.started_at),
        default=None,
    )
