"""Appends to a ticket's ledger and keeps the ticket's row in step with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from config.rulebook import Rulebook
from sla import Assessment, Event
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from complaints_service.errors import Actor, DomainError, words
from complaints_service.tickets import deadlines
from complaints_service.tickets.models import Message, Ticket, TicketEvent
from complaints_service.tickets.state import TicketState, fold


@dataclass(frozen=True)
class NewEvent:
    """Something about to be written. `text` makes it an entry of the conversation too.

    `at` None means the instant of writing; `actor` None means whoever performs the act.
    """

    kind: str
    data: Mapping[str, Any] = field(default_factory=dict)
    at: datetime | None = None
    actor: str | None = None
    text: str | None = None


def events_of(session: Session, ticket_ids: Sequence[int]) -> dict[int, list[Event]]:
    """The ledgers of several tickets as the engine reads them, in ledger order; one query."""
    found: dict[int, list[Event]] = {ticket_id: [] for ticket_id in ticket_ids}
    rows = session.execute(
        select(
            TicketEvent.ticket_id, TicketEvent.seq, TicketEvent.kind, TicketEvent.at,
            TicketEvent.recorded_at, TicketEvent.actor, TicketEvent.data,
        )
        .where(TicketEvent.ticket_id.in_(ticket_ids))
        .order_by(TicketEvent.ticket_id, TicketEvent.seq)
    )
    for ticket_id, *event in rows:
        found[ticket_id].append(Event(*event))
    return found


def lock(session: Session, *, number: str) -> Ticket | None:
    """The ticket, held against other writers until the transaction ends; None when there is none."""
    return session.scalar(
        select(Ticket).where(Ticket.number == number).with_for_update(of=Ticket)
    )


def append(
    session: Session,
    *,
    ticket: Ticket,
    new: Iterable[NewEvent],
    actor: Actor,
    now: datetime,
    rulebook: Rulebook,
    history: list[Event] | None = None,
) -> list[Event]:
    """Writes `new` to the ledger of a locked ticket and brings its row up to date; returns the new events.

    Raises DomainError `stale_version` when another writer was faster.
    """
    history = events_of(session, [ticket.id])[ticket.id] if history is None else history
    written, messages = prepare(new, first_seq=ticket.version + 1, actor=actor, now=now)
    if written:
        rows = [event_row(ticket.id, event, actor.origin) for event in written]
        session.execute(insert(TicketEvent), rows)
    if messages:
        session.execute(insert(Message), [{"ticket_id": ticket.id, **message} for message in messages])
    everything = history + written
    columns = row_of(
        fold(everything), everything, rulebook=rulebook, policy_version=ticket.policy_version, now=now
    )
    changed = session.execute(
        update(Ticket)
        .where(Ticket.id == ticket.id, Ticket.version == ticket.version)
        .values(**columns)
        .execution_options(synchronize_session=False)
    )
    if changed.rowcount != 1:  # type: ignore[attr-defined]  # a CursorResult for an UPDATE
        raise DomainError(
            "stale_version", words("Tiket ini baru saja berubah. Baca dulu yang baru, lalu ulangi.")
        )
    session.refresh(ticket)
    return written


def prepare(
    new: Iterable[NewEvent], *, first_seq: int, actor: Actor, now: datetime
) -> tuple[list[Event], list[dict[str, Any]]]:
    """The engine's events and the conversation's rows for `new`, numbered from `first_seq`.

    A message is known by the seq of its `message.sent`; `data` naming the message `last` means that one.
    """
    events: list[Event] = []
    messages: list[dict[str, Any]] = []
    last_message = 0
    for seq, item in enumerate(new, start=first_seq):
        at, by = item.at or now, item.actor or actor.ref
        data = dict(item.data)
        if item.text is not None:
            last_message = data["message"] = seq
            messages.append(
                {"seq": seq, "at": at, "author": by, "act": data.get("act", "note"), "text": item.text}
            )
        elif data.get("message") == "last":
            data["message"] = last_message
        events.append(Event(seq, item.kind, at, now, by, data))
    return events, messages


def event_row(ticket_id: int, event: Event, origin: str) -> dict[str, Any]:
    """An engine event as a row of the ledger."""
    return {
        "ticket_id": ticket_id, "seq": event.seq, "kind": event.kind, "at": event.at,
        "recorded_at": event.recorded_at, "actor": event.by, "origin": origin, "data": dict(event.data),
    }


def row_of(
    state: TicketState,
    events: Sequence[Event],
    *,
    rulebook: Rulebook,
    policy_version: str,
    now: datetime,
    found: Assessment | None = None,
) -> dict[str, Any]:
    """The ticket's columns that follow from its ledger, as of `now`; `found` saves judging it again."""
    next_up = deadlines.outlook(
        events, rulebook=rulebook, policy_version=policy_version, as_of=now, found=found
    )
    return {
        "state": state.state,
        "close_reason": state.close_reason,
        "kind": state.kind,
        "category": state.category,
        "priority": state.priority,
        "unit": state.unit,
        "holder_officer_id": state.holder_officer_id,
        "version": events[-1].seq,
        "due_at": next_up.due_at,
        "due_clock": next_up.due_clock,
        "sweep_at": next_up.sweep_at,
        "changed_at": now,
        "closed_at": state.closed_at,
    }
