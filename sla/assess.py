"""The engine's one question: what does this ledger mean, as of an instant?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sla.calendars import Calendar
from sla.clocks import Case, judge, worst
from sla.custody import custody_of, from_split, held_spans, works_of
from sla.entries import Entries
from sla.events import Event, instant_of, seconds_of
from sla.policies import Amount, Policy
from sla.reading import Reading
from sla.tracks import Track
from sla.verdict import Assessment


def read(events: Iterable[Event], *, policy: Policy, calendar: Calendar, as_of: datetime) -> Case:
    """The ledger read once, with the timeline and the late decrees that concern this ticket."""
    now = seconds_of(as_of, "as_of")
    entries = Entries(events, now)
    received = entries.received
    base = 0
    late = []
    for decree in calendar.decrees:
        if decree.decreed <= received or decree.day_end <= received:
            base |= decree.bit
        elif decree.decreed <= now:
            late.append(decree)
    line = calendar.line_with(base)

    def rule_due(start: int, amount: Amount) -> int:
        """When a rule's span ends: a decree later than that changes nothing any more (12)."""
        due, chosen = calendar.due_seconds(line, start, amount), base
        for decree in late:
            if due >= decree.decreed:
                chosen |= decree.bit
                due = calendar.due_seconds(calendar.line_with(chosen), start, amount)
        return due

    reading = Reading(entries, policy=policy, as_of=now, due=rule_due)
    held = held_spans(reading, calendar)
    return Case(reading, calendar, line, tuple(late), base, held, works_of(held, line))


def assess(events: Iterable[Event], *, policy: Policy, calendar: Calendar, as_of: datetime) -> Assessment:
    """Verdicts of all clocks and rounds, and the custody, from the events up to `as_of`.

    Raises SlaError for a ledger that cannot be (an event before `received`, a correction outside the
    custody ...); never for what the calendar does not know yet: that clock is `unknown` (8).
    """
    case = read(events, policy=policy, calendar=calendar, as_of=as_of)
    reading = case.reading
    clocks = {name: judge(case, track) for name, track in reading.tracks.single.items()}
    rounds = tuple([judge(case, track) for track in reading.tracks.rounds])
    clocks["next_response"] = worst(rounds) or judge(case, Track("next_response", None))
    closing = reading.closing
    line, held, works = case.line, case.held, case.works
    if reading.custody_from > reading.received:
        held = from_split(held, reading.custody_from)
        works = works_of(held, line)
    if case.decrees:
        chosen = case.base
        for decree in case.decrees:
            if closing is None or closing[0] >= max(decree.decreed, decree.day_start):
                chosen |= decree.bit
        line = calendar.line_with(chosen)
        works = works_of(held, line)
    return Assessment(
        as_of=instant_of(reading.as_of),
        received_at=instant_of(reading.received),
        final_closed_at=None if closing is None else instant_of(closing[0]),
        clocks=clocks,
        rounds=rounds,
        custody=custody_of(held, works, line),
        questions_asked=reading.pauses.asked,
    )


def rule_closing(
    events: Iterable[Event], *, policy: Policy, calendar: Calendar, as_of: datetime
) -> tuple[datetime, str] | None:
    """When expiry (24) or closing by rule (32) fell, if the ticket is closed by it as of the instant."""
    closing = read(events, policy=policy, calendar=calendar, as_of=as_of).reading.closing
    if closing is None or closing[1] not in ("no_answer", "no_objection"):
        return None
    return instant_of(closing[0]), closing[1]
