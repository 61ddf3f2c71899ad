"""From what the engine judged to what is drawn: names, fills and days; no verdict is made here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from complaints_service.tickets.ledger import deadlines
from complaints_service.web.drawing.days import ClockDrawing
from complaints_service.web.drawing.model import (
    NOBODY,
    ClockSpan,
    CustodyShare,
    Happening,
    Holder,
    Tone,
)
from complaints_service.web.drawing.open_hours import days_between
from complaints_service.web.drawing.strips import MiniState, mini_tape
from complaints_service.web.words.formats import day_of, local
from sla import Assessment, Calendar, Custody, Span, Verdict

Naming = Callable[[str], Holder]
"""How this page names a holder reference: to citizens a person is the unit."""

PLAIN_TONES: dict[str, Tone] = {
    "queue": "queue",
    "agency": "agency",
    "citizen": "citizen",
    "nobody": "nobody",
}


@dataclass(frozen=True, kw_only=True)
class Judged:
    """One clock of one ticket as the engine answered: its `because` and the whole assessment."""

    number: str
    clock: str
    assessment: Assessment
    spans: Sequence[Span]
    calendar: Calendar

    @property
    def verdict(self) -> Verdict:
        return deadlines.current(self.assessment, self.clock)[0]


def from_engine(judged: Judged, *, naming: Naming, events: Iterable[Happening]) -> ClockDrawing:
    """The drawing of a judged clock. A stopped clock has neither now nor future; after it, only the time in
    which the citizen judges the resolution is shown."""
    verdict, assessment, zone = judged.verdict, judged.assessment, judged.calendar.zone
    ended = assessment.final_closed_at or assessment.as_of
    running = verdict.stopped_at is None and assessment.final_closed_at is None
    spans = _toned(_kept(judged, running, ended), naming)
    now = assessment.as_of if running else None
    due = verdict.due_at
    happened = tuple(event for event in events if event.at <= assessment.as_of)
    ends = [assessment.received_at, *(span.end for span in spans), *(event.at for event in happened)]
    ends += [at for at in (now, due if running else None) if at]
    first = local(assessment.received_at, zone).date()
    last = day_of(local(max(ends), zone), ends_day=True)
    wall = verdict.target is not None and verdict.target.kind == "calendar_days"
    return ClockDrawing(
        number=judged.number,
        received=assessment.received_at,
        now=now,
        due=due,
        law=law_limit(assessment),
        spans=spans,
        events=happened,
        days=days_between(judged.calendar, first, max(first, last), spans, wall=wall),
        zone=zone,
    )


def law_limit(assessment: Assessment) -> datetime | None:
    """The next legal instant: that of the answer until it is given, then that of the decision."""
    for name in ("legal_answer", "legal_decision"):
        verdict = assessment.clocks.get(name)
        if verdict is not None and verdict.stopped_at is None and verdict.due_at is not None:
            return verdict.due_at
    return None


def custody_shares(custody: Custody, *, naming: Naming) -> tuple[CustodyShare, ...]:
    """Holders in order of first holding, as this page names them; persons take the two fills in turn."""
    named: dict[str, tuple[Holder, int]] = {}
    for reference, seconds in custody.totals.items():
        holder = naming(reference)
        named[holder.key] = (holder, named.get(holder.key, (holder, 0))[1] + seconds)
    shares, persons = [], 0
    for holder, seconds in named.values():
        tone = PLAIN_TONES.get(holder.role)
        if tone is None:
            tone = "second" if persons % 2 else "person"
            persons += 1
        shares.append(CustodyShare(holder.initials, holder.name, tone, seconds))
    return tuple(shares)


def mini_of(verdict: Verdict) -> Markup:
    """The list row's small tape; nothing for a clock without a running target."""
    if verdict.used_seconds is None or verdict.remaining_seconds is None or verdict.stopped_at is not None:
        return Markup("")
    states: dict[str, MiniState] = {"breached": "late", "at_risk": "risk"}
    state: MiniState = states.get(verdict.status, "on")
    if verdict.paused and state != "late":
        state = "wait"
    return mini_tape(verdict.used_seconds, verdict.used_seconds + verdict.remaining_seconds, state)


def _kept(judged: Judged, running: bool, ended: datetime) -> list[Span]:
    """What is drawn: open time of this clock, and after a resolution the citizen's time to judge it."""
    kept = []
    for span in judged.spans:
        if span.kind == "closed" or span.reason_code == "before_start":
            continue
        if not running and (span.kind == "next" or span.start >= ended):
            continue
        if span.reason_code == "after_stop":
            if judged.clock != "resolution":
                continue
            away = span.holder.startswith("agency:")
            span = span._replace(kind="agency" if away else "idle")
        kept.append(span if running else span._replace(end=min(span.end, ended)))
    return kept


def _toned(spans: Sequence[Span], naming: Naming) -> tuple[ClockSpan, ...]:
    """Persons take the two fills in turn, changing at each change of person."""
    toned = []
    last, turn = "", 1
    named = {reference: naming(reference) for reference in {span.holder for span in spans} if reference}
    for span in spans:
        holder = named.get(span.holder, NOBODY)
        tone = PLAIN_TONES.get(holder.role)
        if tone is None:
            if span.counted and holder.key != last:
                last, turn = holder.key, 1 - turn
            tone = "second" if turn else "person"
        kind = "other" if span.kind == "closed" else span.kind
        toned.append(
            ClockSpan(
                start=span.start, end=span.end, kind=kind, counted=span.counted, holder=holder, tone=tone
            )
        )
    return tuple(toned)
