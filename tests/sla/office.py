"""A small office to test with: its calendar, its policy, and ledgers written as tables.

Hours: Monday to Thursday 08:00-12:00 and 13:00-16:00 (7 h), Friday 08:00-11:30 and 13:30-16:00 (6 h).
March 2026 has Nyepi on Thursday the 19th and collective leave on Friday the 20th.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sla import (
    Amount,
    Assessment,
    Calendar,
    CalendarSpec,
    DayException,
    Event,
    Pattern,
    Policy,
    PolicyRow,
    Verdict,
    Window,
    assess,
    compile_calendar,
)
from tests.sla.weekdays import day, said, when


def windows(*texts: str) -> tuple[Window, ...]:
    """`08:00-12:00` and so on."""
    found = []
    for text in texts:
        ends = [int(part[:2]) * 3600 + int(part[3:]) * 60 for part in text.split("-")]
        found.append(Window(*ends))
    return tuple(found)


WEEK = {number: windows("08:00-12:00", "13:00-16:00") for number in range(4)}
WEEK[4] = windows("08:00-11:30", "13:30-16:00")


def pattern(key: str, begins: str, week: dict[int, tuple[Window, ...]], ends: str | None = None) -> Pattern:
    return Pattern(key, day(begins), week, None if ends is None else day(ends))


def closed(on: str, kind: str = "holiday", name: str = "Libur", **more: Any) -> DayException:
    return DayException(key=f"{on} {kind}", on=day(on), kind=kind, name=name, **more)  # type: ignore[arg-type]


NYEPI = closed("Thu 2026-03-19", name="Hari Suci Nyepi")
CUTI = closed("Fri 2026-03-20", "collective_leave", "Cuti Bersama Idul Fitri")

SPEC = CalendarSpec(
    code="office",
    version="2026.1",
    zone="Asia/Jakarta",
    patterns=(pattern("normal", "Wed 2025-01-01", WEEK),),
    exceptions=(NYEPI, CUTI),
    first_on=date(2026, 1, 1),
    horizon_on=date(2026, 12, 31),
    nominal_day_seconds=7 * 3600,
)
CALENDAR = compile_calendar(SPEC)


def calendar_with(*exceptions: DayException, **changes: Any) -> Calendar:
    """The office's calendar with more exceptions, or other fields."""
    return compile_calendar(replace(SPEC, exceptions=(*SPEC.exceptions, *exceptions), **changes))


WORKING_HOUR = 3600
TARGETS = {
    "verification": Amount("working_days", 1),
    "first_response": Amount("working", 4 * WORKING_HOUR),
    "next_response": Amount("working", 7 * WORKING_HOUR),
    "resolution": Amount("working", 14 * WORKING_HOUR),
    "legal_answer": Amount("calendar_days", 14),
    "legal_decision": Amount("calendar_days", 60),
    "legal_notice": Amount("calendar_days", 14),
}


def row(key: str = "all", targets: dict[str, Amount] | None = None, **more: Any) -> PolicyRow:
    return PolicyRow(key=key, calendar="office", targets=TARGETS if targets is None else targets, **more)


def policy(*rows: PolicyRow, **more: Any) -> Policy:
    return Policy(
        code="marelan", version="2026", effective_from=date(2026, 1, 1), rows=rows or (row(),), **more
    )


POLICY = policy()


def only(clock: str, kind: str, count: int, **more: Any) -> Policy:
    """A policy that promises one thing."""
    return policy(row(targets={clock: Amount(kind, count)}, **more))  # type: ignore[arg-type]


def ledger(table: str) -> list[Event]:
    """One event a line: `instant | by | kind | key=value, ...`; what `received` leaves out is filled in."""
    events = []
    for seq, line in enumerate((line for line in table.strip().splitlines() if line.strip()), start=1):
        instant, by, kind, *rest = (part.strip() for part in line.split("|"))
        kind = kind if "." in kind else f"ticket.{kind}"
        data: dict[str, Any] = {}
        if kind == "ticket.received":
            data = {"kind": "complaint", "category": "roads", "priority": "normal", "unit": "DESK"}
        for pair in filter(None, (part.strip() for part in (rest[0] if rest else "").split(","))):
            key, _, value = pair.partition("=")
            data[key.strip()] = int(value) if key.strip() == "message" else value.strip()
        at = when(instant)
        events.append(Event(seq, kind, at, at, by, data))
    return events


def judged(
    table: str | list[Event], as_of: str, *, policy: Policy = POLICY, calendar: Calendar = CALENDAR
) -> Assessment:
    """The assessment of a ledger as of an instant."""
    events = ledger(table) if isinstance(table, str) else table
    return assess(events, policy=policy, calendar=calendar, as_of=when(as_of))


def clock(
    name: str, table: str | list[Event], as_of: str, *, policy: Policy = POLICY, calendar: Calendar = CALENDAR
) -> Verdict:
    """The verdict of one clock."""
    return judged(table, as_of, policy=policy, calendar=calendar).clocks[name]


def due(verdict: Verdict) -> str | None:
    return said(verdict.due_at)


def custody(assessment: Assessment) -> list[tuple[str, str, str]]:
    """Who had it: (from, to, holder)."""
    return [(str(said(span.start)), str(said(span.end)), span.holder) for span in assessment.custody.spans]


def instants(*texts: str) -> list[datetime]:
    return [when(text) for text in texts]
