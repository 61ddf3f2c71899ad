"""Appends to a ticket's ledger and keeps the ticket's row in step with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from complaints_service.audit.written.putting import put
from complaints_service.db import Base
from complaints_service.errors import Actor, DomainError, words
from complaints_service.moment import Moment
from complaints_service.tickets.ledger import deadlines
from complaints_service.tickets.ledger.kinds import KINDS
from complaints_service.tickets.ledger.models import Message, Ticket, TicketAccused, TicketEvent
from complaints_service.tickets.ledger.state import TicketState, fold
from complaints_service.tickets.ledger.turns import turn_of
from complaints_service.tickets.public.programs import tell_programs
from complaints_service.tickets.rows.keeping import keep_told, told_of
from complaints_service.tickets.search.index import add_words, address_told
from config.rulebook import Rulebook
from sla import Event


@dataclass(frozen=True, kw_only=True)
class NewEvent:
    """Something about to be written. `text` makes it an entry of the conversation too.

    `at` None means the instant of writing; `actor` None means whoever performs the act.
    """

    kind: str
    data: Mapping[str, Any] = field(default_factory=dict)
    at: datetime | None = None
    actor: str | None = None
    text: str | None = None


@dataclass(frozen=True)
class LedgerChange:
    """What is to be appended to one locked ticket; `history` is its ledger so far (None: read here)."""

    ticket: Ticket
    new: Sequence[NewEvent]
    history: Sequence[Event] | None = None


# Over the tables themselves and made once: an ORM statement made anew costs more than the database's work.
_EVENTS = Base.metadata.tables[TicketEvent.__tablename__]
_TICKETS = Base.metadata.tables[Ticket.__tablename__]
_READ = (
    select(
        _EVENTS.c.ticket_id,
        _EVENTS.c.seq,
        _EVENTS.c.kind,
        _EVENTS.c.at,
        _EVENTS.c.recorded_at,
        _EVENTS.c.actor,
        _EVENTS.c.data,
    )
    .where(_EVENTS.c.ticket_id.in_(bindparam("ids", expanding=True)))
    .order_by(_EVENTS.c.ticket_id, _EVENTS.c.seq)
)
_SAY = insert(Base.metadata.tables[Message.__tablename__])
_ACCUSED = Base.metadata.tables[TicketAccused.__tablename__]
_FREE = delete(_ACCUSED).where(_ACCUSED.c.ticket_id == bindparam("of_ticket"))
_FOLLOW = update(_TICKETS).where(
    _TICKETS.c.id == bindparam("of_ticket"), _TICKETS.c.version == bindparam("at_version")
)


def events_of(session: Session, ticket_ids: Sequence[int]) -> dict[int, list[Event]]:
    """The ledgers of several tickets as the engine reads them, in ledger order; one query."""
    found: dict[int, list[Event]] = {ticket_id: [] for ticket_id in ticket_ids}
    for row in session.execute(_READ, {"ids": list(ticket_ids)}).all():
        found[row[0]].append(Event._make(row[1:]))
    return found


def lock(session: Session, *, number: str) -> Ticket | None:
    """The ticket, held against other writers until the transaction ends; None when there is none.

    It is read anew: whoever asked for it before saw it without the lock.
    """
    return session.scalar(
        select(Ticket)
        .where(Ticket.number == number)
        .with_for_update(of=Ticket)
        .execution_options(populate_existing=True)
    )


def note_accused(session: Session, *, ticket_id: int, references: Iterable[str]) -> None:
    """Writes down whom a ticket that was just opened is kept from."""
    if rows := [{"ticket_id": ticket_id, "reference": one} for one in dict.fromkeys(references)]:
        put(session, _ACCUSED, rows)


def _note_accused_anew(session: Session, ticket: Ticket, references: Sequence[str]) -> None:
    session.execute(_FREE, {"of_ticket": ticket.id})
    note_accused(session, ticket_id=ticket.id, references=references)
    set_committed_value(ticket, "accused_references", ",".join(references) or None)


def append(moment: Moment, changes: Sequence[LedgerChange]) -> list[list[Event]]:
    """Writes to the ledgers of locked tickets and brings their rows up to date; the new events of each.

    As many statements for several tickets as for one. A change without new events brings the ticket's row up
    to date all the same. Raises DomainError `stale_version` when another writer was faster.
    """
    unread = [change.ticket.id for change in changes if change.history is None]
    read = events_of(moment.session, unread) if unread else {}
    written: list[list[Event]] = []
    events: dict[int, Sequence[Event]] = {}
    messages: list[dict[str, Any]] = []
    follow: list[dict[str, Any]] = []
    told: list[dict[str, Any]] = []
    kept_from: list[tuple[Ticket, Sequence[str]]] = []
    for change in changes:
        ticket = change.ticket
        history = read[ticket.id] if change.history is None else change.history
        # Two machines' clocks may differ by a second: nothing is written as before what is written already.
        written_at = max(moment.now, history[-1].recorded_at)
        fresh, said = prepare(change.new, first_seq=ticket.version + 1, actor=moment.actor, now=written_at)
        everything = [*history, *fresh]
        state = fold(everything)
        if state.accused != ticket.accused:
            kept_from.append((ticket, state.accused))
        rulebook, version = moment.rulebook, ticket.policy_version
        judged = deadlines.judge_once(everything, rulebook=rulebook, policy_version=version, as_of=written_at)
        columns = row_of(
            state, everything, rulebook=rulebook, policy_version=version, now=written_at, judged=judged
        )
        told.append(told_of(ticket.id, everything, judged.found, rulebook=rulebook, policy_version=version))
        written.append(fresh)
        events[ticket.id] = fresh
        messages += [{"ticket_id": ticket.id, **message} for message in said]
        follow.append(
            {
                "of_ticket": ticket.id,
                "at_version": ticket.version,
                "kelurahan": (state.place or ticket.complaint).kelurahan,
                **columns,
            }
        )
    write(moment.session, events, origin=moment.actor.origin)
    if messages:
        moment.session.execute(_SAY, messages)
    add_words(moment.session, _said(messages, changes, written))
    if follow:
        changed = moment.session.execute(_FOLLOW, follow)
        if changed.rowcount != len(follow):  # type: ignore[attr-defined]  # a CursorResult for an UPDATE
            raise DomainError(
                "stale_version", words("Tiket ini baru saja berubah. Baca dulu yang baru, lalu ulangi.")
            )
    keep_told(moment.session, told)
    for ticket, references in kept_from:
        _note_accused_anew(moment.session, ticket, references)
    tell_programs(moment, {change.ticket.id: new for change, new in zip(changes, written, strict=True)})
    for change, row in zip(changes, follow, strict=True):
        for name in row.keys() - {"of_ticket", "at_version"}:
            set_committed_value(change.ticket, name, row[name])
    return written


def _said(
    messages: Sequence[Mapping[str, Any]],
    changes: Sequence[LedgerChange],
    written: Sequence[Sequence[Event]],
) -> dict[int, list[str]]:
    """What was said on each ticket, and where it is said to be now: by these words it is found, too."""
    said: dict[int, list[str]] = {}
    for message in messages:
        said.setdefault(message["ticket_id"], []).append(message["text"])
    for change, fresh in zip(changes, written, strict=True):
        for event in fresh:
            if event.kind == "ticket.relocated":
                said.setdefault(change.ticket.id, []).append(address_told(event.data))
    return said


def prepare(
    new: Iterable[NewEvent], *, first_seq: int, actor: Actor, now: datetime
) -> tuple[list[Event], list[dict[str, Any]]]:
    """The engine's events and the conversation's rows for `new`, numbered from `first_seq`.

    A message is known by the seq of its `message.sent`; `data` naming the message `last` means that one.
    Raises ValueError for a kind without a row in kinds.py: nobody could read of it.
    """
    events: list[Event] = []
    messages: list[dict[str, Any]] = []
    last_message = 0
    for seq, item in enumerate(new, start=first_seq):
        if item.kind not in KINDS:
            raise ValueError(f"tickets/ledger/kinds.py has no row for {item.kind}")
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


def write(session: Session, fresh: Mapping[int, Sequence[Event]], *, origin: str) -> None:
    """Writes events into the ledgers of these tickets, by their ids."""
    rows = [event_row(ticket_id, event, origin) for ticket_id, events in fresh.items() for event in events]
    put(session, _EVENTS, rows)


def event_row(ticket_id: int, event: Event, origin: str) -> dict[str, Any]:
    return {
        "ticket_id": ticket_id,
        "seq": event.seq,
        "kind": event.kind,
        "at": event.at,
        "recorded_at": event.recorded_at,
        "actor": event.by,
        "origin": origin,
        "data": dict(event.data),
    }


def row_of(
    state: TicketState,
    events: Sequence[Event],
    *,
    rulebook: Rulebook,
    policy_version: str,
    now: datetime,
    judged: deadlines.JudgedLedger,
) -> dict[str, Any]:
    """The ticket's columns that follow from its ledger, judged as of `now`."""
    next_up = deadlines.outlook(
        events, rulebook=rulebook, policy_version=policy_version, as_of=now, judged=judged, state=state
    )
    return {
        "state": state.state,
        "turn": turn_of(state, judged.found, events),
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
        "agency": state.agency,
        "contests": state.contests,
        "handover_requests": state.handover_requests,
        "ending_requests": state.ending_requests,
        "voices": state.voices,
    }
