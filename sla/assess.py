"""The engine's one question: what does this ledger mean, as of an instant?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sla.calendars import Calendar
from sla.clocks import WORST, Case, judge
from sla.custody import custody_of, held_spans
from sla.events import Event, instant_of, seconds_of
from sla.policies import Amount, Policy
from sla.reading import SINGLE, Reading, Track
from sla.verdict import Assessment, Verdict


def read(events: Iterable[Event], *, policy: Policy, calendar: Calendar, as_of: datetime) -> Case:
    """The ledger read once, with the timeline and the late decrees that concern this ticket."""
    now = seconds_of(as_of, "as_of")
    dated = list(events)
    received = min((seconds_of(event.at) for event in dated if event.kind == "ticket.received"), default=now)
    base, line, late = 0, calendar.line, []
    if calendar.decrees:
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

    reading = Reading(dated, policy=policy, as_of=now, due=rule_due)
    case = Case(reading, calendar, line, tuple(late), base, [])
    return case._replace(held=held_spans(reading, calendar))


def assess(events: Iterable[Event], *, policy: Policy, calendar: Calendar, as_of: datetime) -> Assessment:
    """Verdicts of all clocks and rounds, and the custody, from the events up to `as_of`."""
    case = read(events, policy=policy, calendar=calendar, as_of=as_of)
    reading = case.reading
    clocks = {name: judge(case, reading.tracks[name]) for name in SINGLE}
    rounds = tuple(judge(case, track) for track in reading.rounds)
    clocks["next_response"] = worst(rounds) or judge(case, Track("next_response", None))
    chosen = case.base
    for decree in case.decrees:
        if reading.closing is None or reading.closing[0] >= max(decree.decreed, decree.day_start):
            chosen |= decree.bit
    line = calendar.line_with(chosen) if calendar.decrees else case.line
    return Assessment(
        as_of=instant_of(reading.as_of),
        received_at=instant_of(reading.received),
        final_closed_at=None if reading.closing is None else instant_of(reading.closing[0]),
        clocks=clocks,
        rounds=rounds,
        custody=custody_of(case.held, line),
        questions_asked=reading.questions_asked,
    )


def worst(rounds: Iterable[Verdict]) -> Verdict | None:
    """The round that is shown (29): the worst status, then the longest used, then the earliest."""
    return min(
        rounds,
        key=lambda one: (WORST.index(one.status), -(one.used_seconds or 0), one.started_at),
        default=None,
    )


def rule_closing(
    events: Iterable[Event], *, policy: Policy, calendar: Calendar, as_of: datetime
) -> tuple[datetime, str] | None:
    """When expiry (24) or closing by rule (32) fell, if the ticket is closed by it as of the instant."""
    closing = read(events, policy=policy, calendar=calendar, as_of=as_of).reading.closing
    if closing is None or closing[1] not in ("no_answer", "no_objection"):
        return None
    return instant_of(closing[0]), closing[1]
