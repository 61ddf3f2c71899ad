"""Who had the ticket: one partition of its time, by the precedence of sentence 51."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import NamedTuple

from sla.calendars import Calendar
from sla.errors import SlaError
from sla.holders import Hold, Switch
from sla.timeline import Timeline
from sla.verdict import Custody, CustodySpan


class LeaveDaysEntered(NamedTuple):
    """Whole local days on which a member is away, or after all is not (`approved` False)."""

    person: str
    first: date
    last: date
    approved: bool


class Correction(NamedTuple):
    """Whose a span of custody really was."""

    start: int
    end: int
    holder: str


class Absence(NamedTuple):
    """A member away, in seconds."""

    person: str
    start: int
    end: int


def held_until(
    switches: list[Switch], absences: list[Absence], corrections: list[Correction], end: int
) -> list[Switch]:
    """Who has it from when on, from `received` to custody's end, with leave and corrections laid over it.

    A correction that later events put outside the custody is cut to it (56).
    """
    held = switches
    while held and held[-1].at >= end:
        held = held[:-1]
    for person, start, stop in absences:
        held = _overlaid(held, end, start, stop, None, only=person)
    for start, stop, holder in corrections:
        held = _overlaid(held, end, start, stop, holder)
    return held


def absences_of(leaves: Iterable[LeaveDaysEntered], calendar: Calendar) -> list[Absence]:
    """The local days on which members are away, as spans: the time is the queue's of the unit then (52)."""
    away: dict[str, list[tuple[int, int]]] = {}
    for person, first, last, approved in leaves:
        begin, end = first.toordinal(), last.toordinal() + 1
        parts = [
            part
            for one, other in away.get(person, ())
            for part in ((one, min(other, begin)), (max(one, end), other))
            if part[0] < part[1]
        ]
        away[person] = [*parts, (begin, end)] if approved else parts
    midnight, day = calendar.midnight, date.fromordinal
    return [
        Absence(person, midnight(day(begin)), midnight(day(end)))
        for person, parts in away.items()
        for begin, end in parts
    ]


def last_holder(had: Hold, stop: int, absences: Iterable[Absence], corrections: Iterable[Correction]) -> str:
    """Who held it last before a stop, by leave and corrections too, pauses and resolutions left out (57)."""
    at = max(had.since, stop - 1)
    holder = had.holder
    for person, start, end in absences:
        if person == had.holder and start <= at < end:
            holder = f"unit:{had.unit}"
    for start, end, corrected in corrections:
        if start <= at < end:
            holder = corrected
    return holder


def _overlaid(
    held: list[Switch], end: int, start: int, stop: int, holder: str | None, *, only: str | None = None
) -> list[Switch]:
    """Put a holder (None: the unit's queue) over [start, stop), everywhere or only over one holder."""
    found = []
    for span, until in zip(held, [*(span.at for span in held[1:]), end], strict=False):
        one, other = max(span.at, start), min(until, stop)
        if one >= other or (only is not None and span.holder != only):
            found.append(span)
            continue
        if span.at < one:
            found.append(span)
        name = f"unit:{span.unit}" if holder is None else holder
        found.append(Switch(one, name, name, span.unit))
        if other < until:
            found.append(span._replace(at=other))
    return found


def from_split(held: list[Switch], begin: int, end: int) -> list[Switch]:
    """Custody's own part: a split-off ticket's begins at the split (38).

    There is none where it was closed before that.
    """
    if begin >= end:
        return []
    later = [span for span in held if span.at > begin]
    before = len(held) - len(later)
    return [held[before - 1]._replace(at=begin), *later]


def works_of(held: list[Switch], end: int, line: Timeline) -> list[int]:
    """W at the begin of each holder's time and at the end of the last."""
    return line.works_inside([*[span[0] for span in held], end])


def custody_of(
    held: list[Switch], end: int, works: list[int], line: Timeline, instants: Mapping[int, datetime]
) -> Custody:
    """Working seconds of each span and holder; refuses to answer if they do not sum (55)."""
    if not held:
        return Custody((), {}, 0)
    found: list[CustodySpan] = []
    totals: dict[str, int] = {}
    begin, holder, _charged, _unit = held[0]
    since, before = instants[begin], works[0]
    for (at, other, _charged, _unit), work in zip([*held[1:], (end, "", "", "")], works[1:], strict=True):
        if other != holder:
            seconds, until = work - before, instants[at]
            totals[holder] = totals.get(holder, 0) + seconds
            found.append(tuple.__new__(CustodySpan, (since, until, holder, seconds)))
            since, before, holder = until, work, other
    total = line.work_inside(end) - line.work_inside(begin)
    if sum(totals.values()) != total:
        raise SlaError("custody_does_not_sum", "custody", f"{sum(totals.values())} of {total} s")
    outside = end > line.horizon or begin < line.first
    add_year = line.beyond(begin).year if outside else None
    return Custody(tuple(found), totals, total, add_year)
