"""The engine's one question: what does this ledger mean, as of an instant?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sla.calendars import Calendar, Hours
from sla.cases import Case
from sla.clocks import judge, worst
from sla.custody import absences_of, custody_of, from_split, held_until, works_of
from sla.entries import Entries
from sla.events import Event, instant_of, seconds_of
from sla.policies import Amount, Policy
from sla.reading import Reading, Rules
from sla.specs import Decree
from sla.targets import TargetChange, cover, eras_of, news_of, rule
from sla.timeline import Timeline
from sla.tracks import Track
from sla.verdict import Assessment


def read(events: Iterable[Event], *, policy: Policy, calendar: Calendar, as_of: datetime) -> Case:
    """The ledger read once, with the timeline and the late decrees that concern this ticket."""
    now = seconds_of(as_of, "as_of")
    entries = Entries(events, now)
    received = entries.received
    base = calendar.known_at(calendar.decrees, received)
    late = tuple([one for one in calendar.decrees if not one.bit & base and one.decreed <= now])
    line = calendar.line_with(base)
    reading = Reading(entries, rules=_rules(policy, calendar, line, base, late), as_of=now)
    end = now if reading.closing is None else reading.closing[0]
    absences = absences_of(reading.leaves, calendar) if reading.leaves else []
    held = held_until(reading.holders.switches, absences, reading.corrections, end)
    return Case(
        reading=reading,
        hours=Hours(calendar, line, line),
        decrees=late,
        base=base,
        held=held,
        end=end,
        works=works_of(held, end, line),
        absences=absences,
        instants=entries.instants,
        news=news_of(reading.changes, policy.news),
        overlaid=bool(absences or reading.corrections),
        versions=(policy.version, calendar.version),
    )


def _rules(policy: Policy, calendar: Calendar, line: Timeline, base: int, late: tuple[Decree, ...]) -> Rules:
    """What dates the rules of one ticket."""
    plain = Hours(calendar, line, line)

    def due(start: int, amount: Amount) -> int:
        """When a rule's span ends: a decree later than that changes nothing any more (12)."""
        if not late:
            return plain.due(start, amount)
        chosen = base | calendar.known_at(late, start)
        known = calendar.line_with(chosen)
        hours = Hours(calendar, known, known)
        found = hours.due(start, amount)
        for decree in late:
            if found >= decree.decreed and not calendar.opens(decree, chosen):
                chosen |= decree.bit
                hours = Hours(calendar, calendar.line_with(chosen), known)
                found = hours.due(start, amount)
        return found

    def broken(track: Track, changes: list[TargetChange], at: int) -> bool:
        assert track.start is not None
        eras = eras_of(changes, track)
        return bool(eras) and rule(plain, track.start, eras, cover(line, track.gaps), at).breached is not None

    return Rules(policy, due, broken)


def assess(events: Iterable[Event], *, policy: Policy, calendar: Calendar, as_of: datetime) -> Assessment:
    """Verdicts of all clocks, rounds and lives, and the custody, from the events up to `as_of`.

    Raises SlaError for an entry that was wrong when it was made (an event before `received`, a correction
    outside the custody ...); never for what the calendar does not know yet (8), nor for what a later entry
    put out of place (56).
    """
    return assess_case(read(events, policy=policy, calendar=calendar, as_of=as_of))


def assess_case(case: Case) -> Assessment:
    """What `assess` says, of a ledger that was read already."""
    reading = case.reading
    tracks = reading.tracks
    clocks = {name: judge(case, track) for name, track in tracks.single.items()}
    rounds = tuple([judge(case, track) for track in tracks.rounds])
    lives = (*[judge(case, track) for track in tracks.lives[:-1]], clocks["resolution"])
    clocks["resolution"] = worst(lives)
    clocks["next_response"] = worst(rounds) if rounds else judge(case, Track("next_response", None))
    unanswered = [one for one in rounds if one.stopped_at is None]
    closing = reading.closing
    line, held, works, instants = case.hours.line, case.held, case.works, case.instants
    if reading.custody_from > reading.received:
        held = from_split(held, reading.custody_from, case.end)
        works = works_of(held, case.end, line)
    closed = None if closing is None else closing[0]
    if case.decrees:
        line = case.hours.calendar.custody_line(received=reading.received, closed=closed, now=reading.as_of)
        works = works_of(held, case.end, line)
    return Assessment(
        as_of=instants[reading.as_of],
        received_at=instants[reading.received],
        final_closed_at=None if closed is None else instants[closed],
        clocks=clocks,
        rounds=rounds,
        custody=custody_of(held, case.end, works, line, instants),
        questions_asked=reading.pauses.asked,
        lives=lives,
        open_round=unanswered[-1] if unanswered else None,
    )


def rule_closing(
    events: Iterable[Event], *, policy: Policy, calendar: Calendar, as_of: datetime
) -> tuple[datetime, str] | None:
    """When expiry (24) or closing by rule (32) fell, if the ticket is closed by it as of the instant."""
    closing = read(events, policy=policy, calendar=calendar, as_of=as_of).reading.closing
    if closing is None or closing[1] not in ("no_answer", "no_objection"):
        return None
    return instant_of(closing[0]), closing[1]
