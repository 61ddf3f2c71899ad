"""One ticket against its own ledger: complete, in order, permitted step by step, and folded right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from complaints_service.measurement.checks.findings import Finding
from complaints_service.measurement.facts.facts import officer_of
from complaints_service.tickets.acts.registry import ACTS
from complaints_service.tickets.ledger.kinds import KINDS
from complaints_service.tickets.ledger.state import TicketState, fold, step
from sla import Event

_COLUMNS = (
    "state",
    "close_reason",
    "kind",
    "category",
    "priority",
    "unit",
    "holder_officer_id",
    "closed_at",
    "agency",
    "contests",
    "handover_requests",
    "ending_requests",
    "voices",
)

#: What reading an entry with a missing or wrong value may raise.
UNREADABLE = (KeyError, TypeError, ValueError, AttributeError)


class KeptTicket(NamedTuple):
    """A ticket's row as it is stored."""

    id: int
    number: str
    received_at: datetime
    policy_version: str
    kelurahan: str | None
    version: int
    state: str
    close_reason: str | None
    kind: str
    category: str
    priority: str
    unit: str
    holder_officer_id: int | None
    closed_at: datetime | None
    agency: str | None
    contests: int
    handover_requests: int
    ending_requests: int
    voices: int
    accused_references: str | None


class KeptMessage(NamedTuple):
    """An entry of the conversation as it is stored."""

    ticket_id: int
    seq: int
    at: datetime
    author: str


def check_ticket(
    ticket: KeptTicket,
    events: Sequence[Event],
    messages: Sequence[KeptMessage],
    officers: frozenset[int],
    *,
    reported: str | None,
) -> Iterator[Finding]:
    """Everything in which a ticket's row, its conversation and its ledger disagree.

    `reported`: the kelurahan that its complaint names.
    """
    number = ticket.number
    if [event.seq for event in events] != list(range(1, ticket.version + 1)):
        last = events[-1].seq if events else 0
        counted = f"{len(events)} entries up to {last}"
        yield Finding("ledger", number, f"{counted}, the ticket is at {ticket.version}")
    if not events or events[0].kind != "ticket.received":
        yield Finding("ledger", number, "does not begin with ticket.received")
        return
    try:
        yield from _check_steps(number, events, officers)
        yield from _check_row(ticket, events, reported)
    except UNREADABLE as error:
        yield Finding("ledger", number, f"an entry cannot be read: {error!r}")
    yield from _check_messages(number, events, messages)


def _check_steps(number: str, events: Sequence[Event], officers: frozenset[int]) -> Iterator[Finding]:
    state = TicketState()
    for event in events:
        where = f"entry {event.seq}, {event.kind}"
        if event.at > event.recorded_at:
            yield Finding("ledger", number, f"{where}: happened after it was written down")
        if event.kind == "ticket.received" and event.seq != events[0].seq:
            yield Finding("ledger", number, f"{where}: a ticket is received once")
        if not _permitted(event, state):
            yield Finding("ledger", number, f"{where}: not possible while {state.state}")
        for reference in (event.by, event.data.get("holder")):
            officer = officer_of(reference)
            if officer is not None and officer not in officers:
                yield Finding("orphan", number, f"{where}: names {reference}, who is not there")
        state = step(state, event)


def _permitted(event: Event, state: TicketState) -> bool:
    kind = KINDS.get(event.kind)
    if kind is None:
        return False
    if kind.custody == "routes":
        return state.state == "new"
    code = kind.act_of(event)
    if not code:
        return not callable(kind.act)
    return ACTS[code].permits(state)


def _check_row(ticket: KeptTicket, events: Sequence[Event], reported: str | None) -> Iterator[Finding]:
    folded = fold(events)
    told = {column: getattr(folded, column) for column in _COLUMNS}
    told["kelurahan"] = reported if folded.place is None else folded.place.kelurahan
    for column, computed in told.items():
        stored = getattr(ticket, column)
        if stored != computed:
            yield Finding("ticket", ticket.number, f"{column} is {stored}, the ledger gives {computed}")
    kept_from = tuple(sorted(ticket.accused_references.split(","))) if ticket.accused_references else ()
    if kept_from != folded.accused:
        said = f"it is kept from {', '.join(kept_from)}, the ledger says from {', '.join(folded.accused)}"
        yield Finding("ticket", ticket.number, said)
    if ticket.received_at != events[0].at:
        received = f"received_at is {ticket.received_at}, the ledger gives {events[0].at}"
        yield Finding("ticket", ticket.number, received)


def _check_messages(
    number: str, events: Sequence[Event], messages: Sequence[KeptMessage]
) -> Iterator[Finding]:
    said = {event.seq: event for event in events if event.data.get("message") == event.seq}
    kept = {message.seq: message for message in messages}
    for seq in sorted(said.keys() - kept.keys()):
        yield Finding("message", number, f"entry {seq} has no words in the conversation")
    for seq in sorted(kept.keys() - said.keys()):
        yield Finding("message", number, f"the conversation's entry {seq} is not in the ledger")
    for seq in sorted(said.keys() & kept.keys()):
        event, message = said[seq], kept[seq]
        if (message.at, message.author) != (event.at, event.by):
            yield Finding("message", number, f"entry {seq}: its instant or author is not the ledger's")
