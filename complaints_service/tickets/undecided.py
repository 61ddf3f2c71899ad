"""What of a ticket waits for a decision, and whether it is this person's to make."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, literal_column, or_

from complaints_service.accounts.access import Rights, may
from complaints_service.tickets.access import access_of
from complaints_service.tickets.ledger.ending_requests import (
    EndingRequest,
    ending_requests_of,
    endings_waiting,
)
from complaints_service.tickets.ledger.handover_requests import HandoverRequest, waiting_for
from complaints_service.tickets.ledger.models import Ticket
from sla import Event


def undecided_tickets() -> ColumnElement[bool]:
    """Tickets with something to decide; by whom stands in their ledgers."""
    # Written out, as the indexes are: SQLite cannot know what a parameter will be.
    none: ColumnElement[int] = literal_column("0")
    return or_(Ticket.contests > none, Ticket.handover_requests > none, Ticket.ending_requests > none)


def askings(ticket: Ticket, events: Sequence[Event], rights: Rights) -> Sequence[HandoverRequest]:
    """The requests to hand a ticket over that this person may grant or decline."""
    if not ticket.handover_requests or not may(rights, "hand_over", access_of(ticket, events)):
        return ()
    return waiting_for(events, f"person:{rights.officer_id}")


def endings_asked(ticket: Ticket, events: Sequence[Event], rights: Rights) -> Sequence[EndingRequest]:
    """The requests to refuse or stop a report that this person may confirm or decline."""
    if not ticket.ending_requests or not may(rights, "decline_ending", access_of(ticket, events)):
        return ()
    waiting = endings_waiting(ending_requests_of(events))
    return [each for each in waiting if each.by != f"person:{rights.officer_id}"]
