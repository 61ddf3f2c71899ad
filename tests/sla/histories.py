"""Random histories of tickets with every kind of act, in place and out of place, some entered late."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from sla import Amount, Calendar, DayException, Event, SlaError, Window, assess, compile_calendar
from tests.sla.office import CALENDAR, SPEC, TARGETS, policy, row

START = datetime(2026, 3, 2, 2, tzinfo=UTC)
RULES = policy(
    row(),
    row("floods", {**TARGETS, "resolution": Amount("working_days", 1)}, category="floods"),
    row("silent", {"resolution": Amount("working_days", 3)}, category="silent"),
    row("high", {"resolution": Amount("calendar_days", 2)}, priority="high"),
    row("drains", {**TARGETS, "legal_decision": Amount("calendar_days", 20)}, unit="DRAINS"),
)
CLOCKS = ("verification", "first_response", "next_response", "resolution")
#: Who does what, and with which data; `message`, `start` and `end` are filled in.
ACTS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("rule", "ticket.queued", {"unit": "TRIAGE"}),
    ("person:1", "ticket.routed", {"unit": "SARPRAS", "holder": "unit:SARPRAS"}),
    ("person:7", "ticket.taken", {"unit": "SARPRAS", "holder": "person:7"}),
    ("person:1", "ticket.assigned", {"unit": "SARPRAS", "holder": "person:9"}),
    ("person:7", "ticket.handed_over", {"unit": "DRAINS", "holder": "person:8", "reason": "theirs"}),
    ("person:7", "message.sent", {"act": "answer"}),
    ("person:7", "message.sent", {"act": "answer", "routeless": True}),
    ("person:7", "message.sent", {"act": "reason"}),
    ("person:7", "message.sent", {"act": "question"}),
    ("person:8", "message.sent", {"act": "completeness"}),
    ("bot", "message.sent", {"act": "automatic"}),
    ("citizen", "message.sent", {"act": "message"}),
    ("citizen", "message.sent", {"act": "message"}),
    ("rule", "message.delivered", {"route": "page"}),
    ("rule", "message.delivered", {"route": "email"}),
    ("person:7", "citizen.reached", {"how": "telephone"}),
    ("rule", "message.bounced", {"route": "email"}),
    ("person:7", "question.withdrawn", {}),
    ("person:1", "message.unmarked", {"reason": "empty"}),
    ("person:7", "round.ended", {"reason": "thanks"}),
    ("person:7", "file.completed", {"handed_in": "the deed"}),
    ("person:7", "file.completed", {}),
    ("person:7", "ticket.resolved", {}),
    ("citizen", "ticket.disputed", {}),
    ("citizen", "ticket.closed", {"reason": "accepted"}),
    ("rule", "ticket.closed", {"reason": "no_objection"}),
    ("rule", "ticket.closed", {"reason": "no_answer"}),
    ("person:1", "ticket.reopened", {"reason": "not done"}),
    ("person:7", "ticket.rejected", {"reason": "spam"}),
    ("citizen", "ticket.cancelled", {"reason": "moved"}),
    ("person:7", "ticket.merged", {"reason": "twice", "into": "MRL-1"}),
    ("person:1", "ticket.unmerged", {"reason": "another lamp"}),
    ("person:7", "ticket.referred", {"reason": "theirs", "agency": "pln"}),
    ("person:7", "agency.asked", {"agency": "pln"}),
    ("person:7", "ticket.returned", {"holder": "person:8"}),
    ("person:7", "ticket.split", {"parent": "MRL-1"}),
    ("person:7", "ticket.classified", {"category": "floods"}),
    ("person:7", "ticket.classified", {"category": "silent"}),
    ("person:7", "ticket.classified", {"category": "roads"}),
    ("person:7", "ticket.reprioritised", {"priority": "high"}),
    ("person:1", "target.released", {"clock": "resolution", "reason": "wrong class"}),
    ("person:1", "target.released", {"clock": "first_response", "reason": "wrong class"}),
    ("person:1", "leave.approved", {"person": "person:7", "first_on": "2026-03-04", "last_on": "2026-03-06"}),
    (
        "person:1",
        "leave.cancelled",
        {"person": "person:7", "first_on": "2026-03-05", "last_on": "2026-03-05"},
    ),
    ("person:1", "custody.corrected", {"holder": "person:9"}),
)
STEPS = (0, 0, 1, 59, 3600, 9000, 20_000, 90_000, 300_000, 700_000, 1_500_000)


def received(at: datetime = START) -> Event:
    """The first entry of every history."""
    data = {"kind": "complaint", "category": "roads", "priority": "normal", "unit": "DESK"}
    return Event(1, "ticket.received", at, at, "citizen", data)


def an_act(random: Random, seq: int, now: datetime, *, backdates: bool, without: str) -> Event:
    """Any act but of the kind `without`, now or (`backdates`) entered late."""
    by, kind, data = random.choice([act for act in ACTS if act[1] != without])
    at = now
    if backdates and random.random() < 0.2:
        at = max(START, now - timedelta(seconds=random.choice((1, 3600, 90_000, 700_000))))
    more: dict[str, Any] = {
        "message": seq if kind == "message.sent" else random.randint(max(2, seq - 5), seq)
    }
    if kind == "citizen.reached" and random.random() < 0.5:
        more = {}
    if kind == "custody.corrected":
        end = at - timedelta(seconds=random.choice((0, 3600, 90_000)))
        more = {"start": (end - timedelta(seconds=random.choice((1, 7200, 90_000)))).isoformat()}
        more["end"] = end.isoformat()
    return Event(seq, kind, at, now, by, {**data, **more})


def a_history(random: Random, *, length: int = 16, backdates: bool = True, without: str = "") -> list[Event]:
    """Acts that were each accepted when they were entered.

    Fails if a refusal is not of the act that is entered, but of one that was accepted before.
    """
    events = [received()]
    now = START
    for _ in range(random.randint(0, length)):
        now += timedelta(seconds=random.choice(STEPS))
        act = an_act(random, len(events) + 1, now, backdates=backdates, without=without)
        try:
            assess([*events, act], policy=RULES, calendar=CALENDAR, as_of=now)
        except SlaError as refused:
            if refused.key != f"event {act.seq}":
                raise AssertionError(f"refused for what was accepted: {events} {act}") from refused
        else:
            events.append(act)
    return events


def a_calendar(random: Random) -> Calendar:
    """The office's calendar with a late decree or two, and perhaps an early end."""
    exceptions = {one.on: one for one in SPEC.exceptions}
    for _ in range(random.randint(0, 3)):
        on = date(2026, 3, 2) + timedelta(days=random.randint(0, 60))
        kind = random.choice(("holiday", "collective_leave", "closure", "opening", "changed"))
        hours: tuple[Window, ...] = ()
        if kind in ("opening", "changed") or random.random() < 0.3:
            begin = random.randrange(6, 12)
            hours = (Window(begin * 3600, (begin + random.randint(1, 8)) * 3600),)
        decreed = START + timedelta(seconds=random.randrange(-5 * 86400, 60 * 86400))
        exceptions[on] = DayException(
            key=f"{on} {kind}", on=on, kind=kind, name=kind, windows=hours, decreed_at=decreed
        )  # type: ignore[arg-type]
    horizon = date(2026, 3, 20) + timedelta(days=random.choice((0, 5, 20, 60, 286)))
    return compile_calendar(replace(SPEC, exceptions=tuple(exceptions.values()), horizon_on=horizon))


def moments(events: list[Event], *, later: int = 90) -> list[datetime]:
    """The instants of the events and those beside them, and some long after, in order."""
    beside = [at + timedelta(seconds=step) for at in {event.at for event in events} for step in (-1, 0, 1)]
    last = max(event.at for event in events)
    ends = [last + timedelta(days=days) for days in (1, 5, 10, 16, 31, 45, later)]
    return sorted(at for at in {*beside, *ends} if at >= START)
