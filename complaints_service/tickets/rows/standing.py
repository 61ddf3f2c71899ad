"""How a ticket stands, as a row of a list tells it: its own clocks, and the entries its words rest on. Pure.

Between two acts nothing of it changes but the time that runs, and that is computed from what is stored: so a
row is the same whether it was read or judged anew (tests/services/test_listed_rows.py holds both equal).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from complaints_service.dates import in_utc
from complaints_service.tickets.ledger.deadlines import OFFICE_CLOCKS, current, unfinished, worst_of
from complaints_service.tickets.ledger.kinds import KINDS
from sla import QUESTIONS, Amount, Assessment, Calendar, Event, Verdict, known
from sla.specs import Decree

#: What of an entry's data the words of a row rest on.
_TOLD = ("reason", "load_note", "act")
_INSTANTS = ("started_at", "stopped_at", "due_at", "breached_at")
#: After one of these the citizen's refusal is answered: it was resolved anew, or ended another way.
_ANSWERS = frozenset(
    {"ticket.resolved", "ticket.rejected", "ticket.cancelled", "ticket.merged", "ticket.closed"}
)


@dataclass(frozen=True)
class Standing:
    """The office's own clocks as of an instant: of each the verdict that stands then."""

    as_of: datetime
    clocks: Mapping[str, Verdict]

    @property
    def pressing(self) -> Verdict | None:
        """The one that presses most, as pages of one ticket say it too; None where none runs."""
        return worst_of(self.clocks.values())


def standing_of(found: Assessment) -> Standing:
    """How the clocks of a judged ledger stand."""
    return Standing(found.as_of, {clock: current(found, clock)[0] for clock in OFFICE_CLOCKS})


def ages_by(calendar: Calendar, received_at: datetime, standing: Standing) -> bool:
    """Whether rows can tell a ticket by what is stored: not while a decree made since may move its time.

    It moves nothing where no clock runs, nor once its day is past and the clocks were judged after it.
    """
    if not any(unfinished(one) and one.status != "not_started" for one in standing.clocks.values()):
        return True
    received, judged = int(received_at.timestamp()), standing.as_of.timestamp()
    return all(one.decreed <= received or settled_at(one) <= judged for one in calendar.decrees)


def settled_at(decree: Decree) -> int:
    """From when on what a decree moves is all known: it is made, and its day is past; in seconds."""
    return max(decree.decreed, decree.day_end)


def aged(standing: Standing, calendar: Calendar, now: datetime) -> Standing:
    """How the clocks stand later, when nothing but time has passed."""
    if now <= (then := standing.as_of):
        return standing
    return Standing(now, {clock: _aged(one, calendar, then, now) for clock, one in standing.clocks.items()})


def _aged(verdict: Verdict, calendar: Calendar, then: datetime, now: datetime) -> Verdict:
    """One clock at a later instant: what it used meanwhile is added, and its status follows."""
    used, left, due = verdict.used_seconds, verdict.remaining_seconds, verdict.due_at
    if not unfinished(verdict) or verdict.paused or used is None or left is None or due is None:
        return verdict
    if verdict.target is not None and verdict.target.kind == "calendar_days":
        more: int | None = int((now - then).total_seconds())
    else:
        # Of days that nobody knows yet no time is counted (sla.md, sentence 8).
        more = known.elapsed(calendar, then, max(then, min(now, calendar.horizon_at)))
    if more is None:
        return verdict
    later = verdict._replace(used_seconds=used + more, remaining_seconds=left - more)
    if verdict.status == "breached":
        return later
    if now > due:
        return later._replace(status="breached", breached_at=due)
    risky = (used + more) * 100 >= verdict.warning_share * (used + left)
    return later._replace(status="at_risk" if risky else "running")


def entries_told(events: Sequence[Event]) -> list[Event]:
    """The entries a row speaks of, in ledger order: what brought the ticket here, who wrote and asked last,
    when it was resolved, and what the citizen refused."""
    wanted = (
        _last(events, lambda event: (kind := KINDS.get(event.kind)) is not None and kind.came is not None),
        _last(events, lambda event: event.kind == "message.sent" and event.by == "citizen"),
        _last(events, lambda event: event.kind == "message.sent" and event.by != "citizen"),
        _last(events, lambda event: event.data.get("act") in QUESTIONS),
        _last(events, lambda event: event.kind == "ticket.resolved"),
        _last(events, lambda event: event.kind == "ticket.relocated"),
        standing_refusal(events),
    )
    told = {event.seq: event for event in wanted if event is not None}
    return [_cut(told[seq]) for seq in sorted(told)]


def awaits_reading(entries: Sequence[Event]) -> bool:
    """Whether the citizen wrote after the office last did."""
    written = [entry for entry in entries if entry.kind == "message.sent"]
    return bool(written) and written[-1].by == "citizen"


def standing_refusal(events: Sequence[Event]) -> Event | None:
    """The citizen's last refusal of what the office did, unless it was answered by another ending."""
    last = _last(events, lambda event: event.kind in _ANSWERS or _refuses(event))
    return last if last is not None and _refuses(last) else None


def _refuses(event: Event) -> bool:
    asked = event.kind == "ticket.reopened" and event.data.get("act") == "reopening"
    return event.kind == "ticket.disputed" or asked


def as_json(standing: Standing, entries: Iterable[Event]) -> tuple[dict[str, Any], list[Any]]:
    """Clocks and entries as they are stored."""
    return (
        {clock: _verdict_json(one) for clock, one in standing.clocks.items()},
        [[one.seq, one.kind, in_utc(one.at), one.by, dict(one.data)] for one in entries],
    )


def from_json(
    as_of: datetime, clocks: Mapping[str, Any], entries: Iterable[Any]
) -> tuple[Standing, list[Event]]:
    """Clocks and entries out of what is stored."""
    standing = Standing(as_of, {clock: _verdict(stored) for clock, stored in clocks.items()})
    return standing, [
        Event(seq, kind, happened := datetime.fromisoformat(at), happened, by, data)
        for seq, kind, at, by, data in entries
    ]


def _verdict_json(verdict: Verdict) -> dict[str, Any]:
    told: dict[str, Any] = {name: value for name, value in verdict._asdict().items() if value is not None}
    for name in _INSTANTS:
        if name in told:
            told[name] = in_utc(told[name])
    if verdict.target is not None:
        told["target"] = [verdict.target.kind, verdict.target.count]
    return told


def _verdict(stored: Mapping[str, Any]) -> Verdict:
    told = {**dict.fromkeys(Verdict._fields[:15]), **stored}
    for name in _INSTANTS:
        if told[name] is not None:
            told[name] = datetime.fromisoformat(told[name])
    if told["target"] is not None:
        told["target"] = Amount(*told["target"])
    return Verdict(**told)


def _cut(event: Event) -> Event:
    data = {name: event.data[name] for name in _TOLD if event.data.get(name) is not None}
    if event.kind == "ticket.relocated":
        data = {"place": {"address": event.data["place"].get("address")}}
    # When it was written is of no matter to a row; the engine never reads these again.
    return Event(event.seq, event.kind, event.at, event.at, event.by, data)


def _last(events: Sequence[Event], wanted: Callable[[Event], object]) -> Event | None:
    return next((event for event in reversed(events) if wanted(event)), None)
