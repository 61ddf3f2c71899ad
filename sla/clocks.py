"""From one clock's life to its verdict: due, used, remaining, broken when, and on which timeline."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sla.calendars import Hours
from sla.cases import PAUSABLE, Case, uncounted
from sla.custody import last_holder, works_of
from sla.holders import person_of
from sla.owners import Claim, owner_of, unit_at
from sla.shortcut import plain
from sla.targets import Covered, Era, Ruling, Spans, cover, eras_of, measured, rule
from sla.tracks import Track
from sla.verdict import Status, Verdict

NOTICE = "legal_notice"
WORST = ("breached", "at_risk", "running", "unknown", "stopped", "met", "no_target")


class Life(NamedTuple):
    """One clock's life judged, in whole seconds; `ruling` None where there is no target.

    `used` and `total` (to the due) mean something only beside a ruling; `known`: the due, or at least that
    it lies past the horizon and the instant asked does not (8); `past`: the clock ran on past the horizon.
    """

    hours: Hours
    start: int
    gaps: Spans
    asked: int
    ruling: Ruling | None
    used: int = 0
    total: int | None = None
    known: bool = True
    past: bool = False


def live(case: Case, track: Track, start: int) -> Life:
    """Judge a started clock, the general way."""
    reading, hours = case.reading, case.hours
    asked = reading.as_of if track.stop is None else track.stop
    gaps = uncounted(reading, track)
    eras = eras_of(reading.changes, track)
    if not eras:
        return Life(hours, start, gaps, asked, None)
    hours, ruling, covered = settle(case, track, start, eras, gaps, asked)
    line, amount, due = hours.line, ruling.target.amount, ruling.due
    used = measured(line, amount, start, asked, covered)
    past = asked > line.horizon and amount.kind != "calendar_days"
    if due is None:
        known = ruling.breached is not None or not (asked > line.horizon or start < line.first)
        return Life(hours, start, gaps, asked, ruling, used, None, known, past)
    total = measured(line, amount, start, due, covered)
    if past:
        ruling = ruling._replace(add_year=line.horizon_year)
    return Life(hours, start, gaps, asked, ruling, used, total, True, past)


def judge(case: Case, track: Track) -> Verdict:
    """The verdict of one clock, one round or one life, in the short way where there is one.

    Long because every clock of every ticket passes here: each call more is paid seven times a ticket.
    """
    reading, start, name = case.reading, track.start, track.name
    if start is None:
        none = (None,) * 9
        return Verdict(name, "not_started", None, False, *none, *case.versions)
    stop, reason, inherited = track.stop, track.reason, track.inherited
    asked = reading.as_of if stop is None else stop
    paused = stop is None and ((reading.pauses.start is not None and name in PAUSABLE) or track.waits)
    found = plain(case, track, start, asked)
    life: Life | None = None
    past, year = False, None
    total: int | None
    due: int | None
    if found is not None:
        _index, amount, row, due, breached, used, total = found
    else:
        life = live(case, track, start)
        past, used, total = life.past, life.used, life.total
        if life.ruling is None:
            return _blank(case, track, life, "no_target", paused, reason, None)
        (_applied, amount, row), due, breached, year = life.ruling
    if breached is not None:
        status: Status = "breached"
        if inherited is None and breached < reading.custody_from:
            inherited = "breach"
    elif life is not None and not life.known:
        return _blank(case, track, life, "unknown", paused, "horizon", year)
    elif stop is not None:
        status = "met" if reason is None else "stopped"
    elif total is not None and used * 100 >= row.warning_share * total:
        status = "at_risk"
    else:
        status = "running"
    if status == "met" and track.belongs is None:
        had = track.had
        assert had is not None  # whoever was given it before the stop
        holder, _since, unit = had
        if case.overlaid:
            holder = last_holder(had, asked, case.absences, reading.corrections)
        owner = None if name == NOTICE else person_of(holder)
    else:
        owner, unit = _owner(case, track, life, status, breached)
    instants = case.instants
    policy, calendar = case.versions
    # As `Verdict(...)`, without its many named arguments.
    return tuple.__new__(
        Verdict,
        (
            name,
            status,
            reason,
            paused,
            instants[start],
            None if stop is None else instants[stop],
            None if due is None else instants[due],
            None if breached is None else instants[breached],
            used,
            None if total is None else total - used,
            amount,
            owner,
            unit,
            policy,
            calendar,
            year,
            row.warning_share,
            past,
            inherited,
            track.redone,
        ),
    )


def _blank(
    case: Case,
    track: Track,
    life: Life,
    status: Status,
    paused: bool,
    reason: str | None,
    year: int | None,
) -> Verdict:
    """The verdict of a clock without a target, or whose numbers nobody knows yet."""
    start, stop = track.start, track.stop
    assert start is not None
    began, stopped = case.instants[start], None if stop is None else case.instants[stop]
    none = (None,) * 5
    whose = _owner(case, track, life, status, None)
    found = Verdict(track.name, status, reason, paused, began, stopped, *none, *whose, *case.versions, year)
    return found._replace(inherited=track.inherited, redone=track.redone)


def _owner(
    case: Case, track: Track, life: Life | None, status: Status, breached: int | None
) -> tuple[str | None, str]:
    """Whose number it is, if not the last holder's: a person or the unit only (None), and the unit (57)."""
    reading, start, had = case.reading, track.start, track.had
    assert start is not None
    end = breached
    if end is None:
        end = reading.as_of if track.stop is None else track.stop
    if had is not None and breached is None:
        unit = had.unit
    else:
        unit = unit_at(reading.holders.switches, start, end)
    if track.name == NOTICE:
        return None, unit
    if track.belongs is not None:
        return person_of(track.belongs), unit
    if status == "stopped" and track.asker is not None:
        return person_of(track.asker), unit  # beside the share of whoever asked (24)
    line, gaps = case.hours.line if life is None else life.hours.line, uncounted(reading, track)
    works = case.works if line is case.hours.line else works_of(case.held, case.end, line)
    return person_of(owner_of(Claim(start, end, gaps, track.by), case.held, works, line)), unit


def settle(
    case: Case, track: Track, start: int, eras: list[Era], gaps: Spans, asked: int
) -> tuple[Hours, Ruling, Covered]:
    """The timeline a clock is judged on, what its targets say there, and what the gaps cover.

    A late decree (12) counts for a clock that had no stop by then; it brings no due nearer, opens no time,
    and moves no breach older than itself.
    """
    calendar = case.hours.calendar
    chosen = case.base | calendar.known_at(case.decrees, start)
    line = calendar.line_with(chosen)
    hours = Hours(calendar, line, line)
    covered = cover(hours.line, gaps)
    ruling = rule(hours, start, eras, covered, asked)
    for decree in case.decrees:
        if track.stop is not None and track.stop <= decree.decreed:
            continue
        if calendar.opens(decree, chosen):
            continue
        other = Hours(calendar, calendar.line_with(chosen | decree.bit), hours.plain)
        there = cover(other.line, gaps)
        changed = rule(other, start, eras, there, asked)
        if _nearer(changed.due, ruling.due) or _nearer(changed.breached, ruling.breached):
            continue
        if (
            ruling.breached is not None
            and ruling.breached < decree.decreed
            and changed.breached != ruling.breached
        ):
            continue
        chosen, hours, ruling, covered = chosen | decree.bit, other, changed, there
    return hours, ruling, covered


def _nearer(changed: int | None, before: int | None) -> bool:
    """Whether an instant came nearer; None is later than every instant."""
    return changed is not None and (before is None or changed < before)


def worst(rounds: Sequence[Verdict]) -> Verdict:
    """The round or life that is shown: the worst status, then the longest used, then the earliest (29)."""
    if len(rounds) == 1:
        return rounds[0]
    return min(rounds, key=lambda one: (WORST.index(one.status), -(one.used_seconds or 0), one.started_at))
