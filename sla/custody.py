"""Who had the ticket: one partition of its time, by the precedence of sentence 51."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import NamedTuple

from sla.calendars import Calendar
from sla.errors import SlaError
from sla.holders import Hold, Switch
from sla.timeline import Timeline
from sla.verdict import Custody, CustodySpan


class Held(NamedTuple):
    """A span of custody in whole seconds; `charged` is whom sentence 57 charges it to."""

    start: int
    end: int
    holder: str
    charged: str
    unit: str


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
    """A member away in a row, in seconds."""

    person: str
    start: int
    end: int


def held_spans(
    switches: list[Switch], absences: list[Absence], corrections: list[Correction], end: int
) -> list[Held]:
    """The partition of the time from `received` to custody's end, in order, without empty spans.

    A correction that later events put outside the custody is cut to it (56).
    """
    spans = []
    stop = end
    for at, holder, charged, unit in reversed(switches):
        if at < stop:
            spans.append(tuple.__new__(Held, (at, stop, holder, charged, unit)))
            stop = at
    spans.reverse()
    for person, start, stop in absences:
        spans = _overlaid(spans, start, stop, None, only=person)
    for start, stop, holder in corrections:
        spans = _overlaid(spans, start, stop, holder)
    return spans


def absences_of(leaves: Iterable[LeaveDaysEntered], calendar: Calendar) -> list[Absence]:
    """The local days on which members are away, as spans: the time is the queue's of the unit then (52)."""
    away: dict[str, set[int]] = {}
    for person, first, last, approved in leaves:
        days = set(range(first.toordinal(), last.toordinal() + 1))
        known = away.setdefault(person, set())
        away[person] = known | days if approved else known - days
    found = []
    for person, absent in away.items():
        for _, run in groupby(enumerate(sorted(absent)), key=lambda pair: pair[1] - pair[0]):
            ordinals = [day for _index, day in run]
            start = calendar.midnight(date.fromordinal(ordinals[0]))
            stop = calendar.midnight(date.fromordinal(ordinals[-1]) + timedelta(days=1))
            found.append(Absence(person, start, stop))
    return found


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
    spans: list[Held], start: int, stop: int, holder: str | None, *, only: str | None = None
) -> list[Held]:
    """Put a holder (None: the unit's queue) over [start, stop), everywhere or only over one holder."""
    found = []
    for span in spans:
        one, other = max(span.start, start), min(span.end, stop)
        if one >= other or (only is not None and span.holder != only):
            found.append(span)
            continue
        if span.start < one:
            found.append(span._replace(end=one))
        name = f"unit:{span.unit}" if holder is None else holder
        found.append(Held(one, other, name, name, span.unit))
        if other < span.end:
            found.append(span._replace(start=other))
    return found


def from_split(spans: list[Held], begin: int) -> list[Held]:
    """Custody's own part: a split-off ticket's begins at the split (38)."""
    return [span._replace(start=max(span.start, begin)) for span in spans if span.end > begin]


def works_of(spans: list[Held], line: Timeline) -> list[int]:
    """W at the begin of each span and at the end of the last."""
    if not spans:
        return []
    works = [line.work_inside(span.start) for span in spans]
    works.append(line.work_inside(spans[-1].end))
    return works


def custody_of(
    spans: list[Held], works: list[int], line: Timeline, instants: Mapping[int, datetime]
) -> Custody:
    """Working seconds of each span and holder; refuses to answer if they do not sum (55)."""
    if not spans:
        return Custody((), {}, 0)
    begin, end = spans[0].start, spans[-1].end
    found: list[CustodySpan] = []
    totals: dict[str, int] = {}
    starts = instants[begin]
    before, last = works[0], None
    for (_start, stop, holder, _charged, _unit), work in zip(spans, works[1:], strict=True):
        seconds, before = work - before, work
        ends = instants[stop]
        totals[holder] = totals.get(holder, 0) + seconds
        if holder == last:
            found[-1] = found[-1]._replace(end=ends, seconds=found[-1].seconds + seconds)
        else:
            found.append(tuple.__new__(CustodySpan, (starts, ends, holder, seconds)))
        starts, last = ends, holder
    total = line.work_inside(end) - line.work_inside(begin)
    if sum(totals.values()) != total:
        raise SlaError("custody_does_not_sum", "custody", f"{sum(totals.values())} of {total} s")
    outside = end > line.horizon or begin < line.first
    add_year = line.beyond(begin).year if outside else None
    return Custody(tuple(found), totals, total, add_year)
