"""One judged clock, cut into local days: what of each span lies in each day's open windows.

Readings are wall clock without a zone: the offices of this service live in zones without clock changes.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from operator import attrgetter
from typing import NamedTuple
from zoneinfo import ZoneInfo

from complaints_service.web.drawing.model import NOBODY, ClockSpan, Day, Happening, Holder, Kind, Tone
from complaints_service.web.words.formats import day_of, local


class DrawnStretch(NamedTuple):
    """A part of one span inside one open window, in wall clock readings; a ticket of years has thousands."""

    start: datetime
    end: datetime
    kind: Kind
    counted: bool
    holder: Holder
    tone: Tone

    @property
    def seconds(self) -> int:
        lasted = self.end - self.start
        return lasted.days * 86400 + lasted.seconds

    @property
    def look(self) -> tuple[str, str, str]:
        """What makes two stretches one bar."""
        return self.kind, self.holder.key, self.tone


class LocalEvent(NamedTuple):
    """A happening at its wall clock reading."""

    at: datetime
    glyph: str
    words: str


class DrawnDay(NamedTuple):
    """Everything one row may show."""

    day: Day
    stretches: tuple[DrawnStretch, ...]
    events: tuple[LocalEvent, ...]
    now: datetime | None
    due: datetime | None
    law: datetime | None

    @property
    def on(self) -> date:
        return self.day.on

    @property
    def marked(self) -> bool:
        """Whether the day must keep a row of its own."""
        return bool(self.events or self.now or self.due or self.law)

    @property
    def counted_seconds(self) -> int:
        return sum([stretch.seconds for stretch in self.stretches if stretch.counted])

    @property
    def begun(self) -> bool:
        """Whether any of the day's office time has passed for this clock."""
        return any(stretch.kind not in ("next", "beyond") for stretch in self.stretches)

    def whole(self) -> DrawnStretch | None:
        """The one look of a day whose every open second is alike; None for any other day."""
        open_seconds = sum(end - start for start, end in self.day.windows)
        if not self.stretches or open_seconds != sum(stretch.seconds for stretch in self.stretches):
            return None
        return self.stretches[0] if len({stretch.look for stretch in self.stretches}) == 1 else None


@dataclass(frozen=True, kw_only=True)
class ClockDrawing:
    """One clock of one ticket. `now` is None when it has ended; `days` are all days drawn, without holes."""

    number: str
    received: datetime
    now: datetime | None
    due: datetime | None
    law: datetime | None
    spans: tuple[ClockSpan, ...]
    events: tuple[Happening, ...]
    days: tuple[Day, ...]
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Asia/Jakarta"))

    @cached_property
    def laid_out(self) -> tuple[DrawnDay, ...]:
        """The days with their stretches, events and marks: for the tape and the sheet of years, made once."""
        return _lay_out(self)


def _lay_out(drawing: ClockDrawing) -> tuple[DrawnDay, ...]:
    zone = drawing.zone
    now = local(drawing.now, zone) if drawing.now else None
    due = local(drawing.due, zone) if drawing.due else None
    law = local(drawing.law, zone) if drawing.law else None
    due_on, law_on = (day_of(at, ends_day=True) if at else None for at in (due, law))
    spans = sorted(
        [
            DrawnStretch(
                start=local(span.start, zone),
                end=local(span.end, zone),
                kind=span.kind,
                counted=span.counted,
                holder=span.holder,
                tone=span.tone,
            )
            for span in drawing.spans
        ],
        key=attrgetter("start"),
    )
    events: dict[date, list[LocalEvent]] = defaultdict(list)
    for event in sorted(drawing.events, key=lambda event: event.at):
        at = local(event.at, zone)
        events[at.date()].append(LocalEvent(at, event.glyph, event.words))
    laid: list[DrawnDay] = []
    first, last = 0, len(spans)
    for day in drawing.days:
        midnight = datetime.combine(day.on, time())
        while first < last and spans[first].end <= midnight:
            first += 1
        stretches = _inside(day, spans, first) if day.windows else []
        if now and now.date() <= day.on:
            stretches = _fill_ahead(day, stretches, now)
        laid.append(
            DrawnDay(
                day=day,
                stretches=tuple(stretches),
                events=tuple(events.get(day.on, ())),
                now=now if now and now.date() == day.on else None,
                due=due if due_on == day.on else None,
                law=law if law_on == day.on else None,
            )
        )
    return tuple(laid)


def window_readings(day: Day) -> list[tuple[datetime, datetime]]:
    """The day's open windows as wall clock readings."""
    midnight = datetime.combine(day.on, time())
    return [
        (midnight + timedelta(seconds=start), midnight + timedelta(seconds=end)) for start, end in day.windows
    ]


def _inside(day: Day, spans: list[DrawnStretch], first: int) -> list[DrawnStretch]:
    found: list[DrawnStretch] = []
    for opening, closing in window_readings(day):
        for place in range(first, len(spans)):  # a slice would copy the years that follow, for each day
            span = spans[place]
            if span.start >= closing:
                break
            part = span  # most are cut at the window's ends already
            if span.start < opening or span.end > closing:
                part = span._replace(start=max(span.start, opening), end=min(span.end, closing))
            if part.start >= part.end:
                continue
            joins = found and found[-1].end == part.start and found[-1].look == part.look
            if joins and found[-1].counted == part.counted:
                found[-1] = part._replace(start=found[-1].start)
            else:
                found.append(part)
    return found


def _fill_ahead(day: Day, stretches: list[DrawnStretch], now: datetime) -> list[DrawnStretch]:
    """Office hours after now that no span speaks of: shown hollow up to closing."""
    filled: list[DrawnStretch] = []
    for opening, closing in window_readings(day):
        at = opening
        for stretch in [part for part in stretches if opening <= part.start < closing]:
            filled.append(stretch)
            at = stretch.end
        start = max(at, now)
        if start < closing:
            filled.append(
                DrawnStretch(
                    start=start, end=closing, kind="beyond", counted=False, holder=NOBODY, tone="nobody"
                )
            )
    return filled
