"""Who had the ticket: one partition of its time, by the precedence of sentence 51."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import groupby
from typing import NamedTuple

from sla.calendars import Calendar
from sla.errors import SlaError
from sla.events import instant_of
from sla.reading import Reading
from sla.timeline import Timeline
from sla.verdict import Custody, CustodySpan


class Held(NamedTuple):
    """A span of custody in whole seconds; `charged` is whom sentence 57 charges it to."""

    start: int
    end: int
    holder: str
    charged: str
    unit: str


def held_spans(reading: Reading, calendar: Calendar) -> list[Held]:
    """The partition of the time from `received` to custody's end, in order, without empty spans."""
    end = reading.as_of if reading.closing is None else reading.closing[0]
    spans = []
    stop = end
    for at, holder, charged, unit in reversed(reading.holders.switches):
        if at < stop:
            spans.append(Held(at, stop, holder, charged, unit))
            stop = at
    spans.reverse()
    spans = _on_leave(spans, reading, calendar)
    for since, start, stop, holder, seq in reading.corrections:
        if not since <= start < stop <= end:
            raise SlaError("correction_outside_custody", f"event {seq}", "names a span outside the custody")
        spans = _overlaid(spans, start, stop, holder)
    return spans


def _on_leave(spans: list[Held], reading: Reading, calendar: Calendar) -> list[Held]:
    """While a person is on approved leave the time is the queue's of the unit (52)."""
    away: dict[str, set[int]] = {}
    for person, first, last, approved in reading.leaves:
        days = set(range(first.toordinal(), last.toordinal() + 1))
        known = away.setdefault(person, set())
        away[person] = known | days if approved else known - days
    for person, absent in away.items():
        for _, run in groupby(enumerate(sorted(absent)), key=lambda pair: pair[1] - pair[0]):
            ordinals = [day for _index, day in run]
            start = calendar.midnight(date.fromordinal(ordinals[0]))
            stop = calendar.midnight(date.fromordinal(ordinals[-1]) + timedelta(days=1))
            spans = _overlaid(spans, start, stop, None, only=person)
    return spans


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


def custody_of(spans: list[Held], works: list[int], line: Timeline) -> Custody:
    """Working seconds of each span and holder; refuses to answer if they do not sum (55)."""
    if not spans:
        return Custody((), {}, 0)
    begin, end = spans[0].start, spans[-1].end
    found: list[CustodySpan] = []
    totals: dict[str, int] = {}
    starts = instant_of(begin)
    for index, (_start, stop, holder, _charged, _unit) in enumerate(spans):
        seconds = works[index + 1] - works[index]
        ends = instant_of(stop)
        totals[holder] = totals.get(holder, 0) + seconds
        if found and found[-1].holder == holder:
            found[-1] = found[-1]._replace(end=ends, seconds=found[-1].seconds + seconds)
        else:
            found.append(CustodySpan(starts, ends, holder, seconds))
        starts = ends
    total = line.work_inside(end) - line.work_inside(begin)
    if sum(totals.values()) != total:
        raise SlaError("custody_does_not_sum", "custody", f"{sum(totals.values())} of {total} s")
    outside = end > line.horizon or begin < line.first
    add_year = line.beyond(begin).year if outside else None
    return Custody(tuple(found), totals, total, add_year)
