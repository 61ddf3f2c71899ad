"""Who had the ticket: one partition of its time, by the precedence of sentence 51."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from sla.calendars import Calendar
from sla.errors import SlaError
from sla.events import instant_of
from sla.reading import Reading
from sla.timeline import Timeline
from sla.verdict import Custody, CustodySpan


class Held(NamedTuple):
    """A span of custody in whole seconds; `charged` is who sentence 57 charges it to."""

    start: int
    end: int
    holder: str
    charged: str
    unit: str


def held_spans(reading: Reading, calendar: Calendar) -> list[Held]:
    """The partition of the ticket's time from custody's begin to its end, in order."""
    begin = reading.custody_from
    end = reading.as_of if reading.closing is None else reading.closing[0]
    switches = reading.switches
    spans = []
    for index, switch in enumerate(switches):
        start = max(begin, switch.at)
        stop = switches[index + 1].at if index + 1 < len(switches) else end
        if stop > end:
            stop = end
        if start < stop:
            spans.append(Held(start, stop, switch.holder, switch.answers_for, switch.unit))
    if reading.leaves:
        spans = _on_leave(spans, reading, calendar)
    for start, stop, holder, seq in reading.corrections:
        if not begin <= start < stop <= end:
            raise SlaError("correction_outside_custody", f"event {seq}", "names a span outside the custody")
        spans = _overlaid(spans, start, stop, holder)
    return spans


def _on_leave(spans: list[Held], reading: Reading, calendar: Calendar) -> list[Held]:
    """While a person is on approved leave the time is the queue's of the unit (52)."""
    approved: dict[tuple[str, str, str], bool] = {}
    for person, first_on, last_on, granted in reading.leaves:
        approved[(person, first_on, last_on)] = granted
    for (person, first_on, last_on), granted in approved.items():
        if granted:
            start = calendar.midnight(date.fromisoformat(first_on))
            stop = calendar.midnight(date.fromisoformat(last_on) + timedelta(days=1))
            spans = _overlaid(spans, start, stop, None, only=person)
    return spans


def _overlaid(
    spans: list[Held], start: int, stop: int, holder: str | None, *, only: str | None = None
) -> list[Held]:
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


def custody_of(spans: list[Held], line: Timeline) -> Custody:
    """Working seconds of each span and holder; refuses to answer if they do not sum (55)."""
    found: list[CustodySpan] = []
    totals: dict[str, int] = {}
    if not spans:
        return Custody((), {}, 0)
    begin, end = spans[0].start, spans[-1].end
    add_year = None
    if end > line.horizon or begin < line.first:
        add_year = line.beyond(end if end > line.horizon else begin).year
    at = work = None
    for span in spans:
        start_work = work if at == span.start and work is not None else line.work(_inside(line, span.start))
        at, work = span.end, line.work(_inside(line, span.end))
        seconds = work - start_work
        totals[span.holder] = totals.get(span.holder, 0) + seconds
        if found and found[-1].holder == span.holder:
            last = found[-1]
            found[-1] = CustodySpan(last.start, instant_of(span.end), span.holder, last.seconds + seconds)
        else:
            found.append(CustodySpan(instant_of(span.start), instant_of(span.end), span.holder, seconds))
    total = line.elapsed(_inside(line, begin), _inside(line, end))
    if sum(totals.values()) != total:
        raise SlaError("custody_does_not_sum", "custody", f"{sum(totals.values())} of {total} s")
    return Custody(tuple(found), totals, total, add_year)


def _inside(line: Timeline, at: int) -> int:
    return min(max(at, line.first), line.horizon)
