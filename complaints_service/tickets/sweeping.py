"""What happens to a ticket by itself: warnings and breaches are told once, rules close it on their day."""

from __future__ import annotations

from datetime import datetime

from config.rulebook import Rulebook
from sla import Event
from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from complaints_service.errors import Actor
from complaints_service.notify.service import Cause, queue_notice, subscribers
from complaints_service.tickets import acts, deadlines, ledger
from complaints_service.tickets.deadlines import Telling
from complaints_service.tickets.ledger import NewEvent
from complaints_service.tickets.models import Escalation, Ticket
from complaints_service.tickets.service import perform

#: A lateness the citizen hears of; the office's inner clocks are its own affair.
_CITIZEN_HEARS = frozenset({"first_response", "resolution"})
_CLOSINGS = {"no_objection": "close_no_objection", "no_answer": "close_no_answer"}


def sweep(
    session: Session, *, now: datetime, rulebook: Rulebook, actor: Actor | None = None, limit: int = 100
) -> int:
    """Looks again at up to `limit` tickets whose time has come, oldest first; returns how many it saw.

    Several workers at once share the work: a ticket another one holds is passed over.
    """
    due = session.scalars(
        select(Ticket)
        .where(Ticket.sweep_at <= now)
        .order_by(Ticket.sweep_at, Ticket.id)
        .limit(limit)
        .with_for_update(skip_locked=True, of=Ticket)
    ).all()
    for ticket in due:
        look_again(session, ticket=ticket, now=now, rulebook=rulebook, actor=actor or Actor.rule())
    return len(due)


def look_again(session: Session, *, ticket: Ticket, now: datetime, rulebook: Rulebook, actor: Actor) -> None:
    """Tells what is due to be told on a locked ticket, then lets a rule close it if its instant has come."""
    history = ledger.events_of(session, [ticket.id])[ticket.id]
    policy, calendar = deadlines.rules_for(history, rulebook=rulebook, policy_version=ticket.policy_version)
    closing = deadlines.closing_by_rule(history, policy=policy, calendar=calendar)
    # What a rule has already ended is judged as of its end, however late this job runs.
    as_of = now if closing is None else min(now, closing[0])
    found = deadlines.judge(history, rulebook=rulebook, policy_version=ticket.policy_version, as_of=as_of)
    pending = deadlines.tellings(found, calendar=calendar, policy=policy, events=history, as_of=as_of)
    claimed = [
        telling
        for telling in sorted(pending, key=lambda each: (each.at, each.clock, each.level))
        if telling.at <= as_of and _claim(session, ticket, telling, now)
    ]
    written = ledger.append(
        session, ticket=ticket, new=[_told(telling) for telling in claimed], actor=actor, now=now,
        rulebook=rulebook, history=history,
    )
    _tell_citizen(session, ticket=ticket, written=written, now=now)
    if closing is not None and closing[0] <= now:
        at, reason = closing
        perform(
            session, number=ticket.number, request=acts.Request(_CLOSINGS[reason], at=at), actor=actor,
            rights=None, now=now, rulebook=rulebook,
        )


def _told(telling: Telling) -> NewEvent:
    kind = "clock.breached" if telling.level == "breach" else "clock.warned"
    at = telling.due_at if telling.level == "breach" else telling.at
    data = {"clock": telling.clock, "level": telling.level, "due_at": telling.due_at.isoformat()}
    return NewEvent(kind, data, at=at)


def _claim(session: Session, ticket: Ticket, telling: Telling, now: datetime) -> bool:
    row = {
        "ticket_id": ticket.id, "clock": telling.clock, "level": telling.level, "due_at": telling.due_at,
        "claimed_at": now,
    }
    dialect = session.get_bind().dialect.name
    build = postgresql.insert if dialect == "postgresql" else sqlite.insert
    claimed = session.execute(build(Escalation).values(**row).on_conflict_do_nothing().returning(Escalation.id))
    return claimed.first() is not None


def _tell_citizen(session: Session, *, ticket: Ticket, written: list[Event], now: datetime) -> None:
    late = [
        event for event in written
        if event.kind == "clock.breached" and event.data["clock"] in _CITIZEN_HEARS
    ]
    if not late:
        return
    recipients = subscribers(session, number=ticket.number)
    for event in late:
        queue_notice(
            session, cause=Cause(ticket.number, event.seq, "late"), recipients=recipients,
            params={"clock": event.data["clock"]}, now=now,
        )
