"""Which reports may be told to others at all: said in one place, asked in every query that tells of one."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement

from complaints_service.tickets.ledger.folding import TicketState
from complaints_service.tickets.ledger.models import Complaint, Ticket, TicketEvent, accuses_somebody
from complaints_service.tickets.opening.about import PROTECTING


def beginning() -> tuple[Any, ColumnElement[bool]]:
    """The first entry of a ticket, to be joined: what its citizen said of whom it is about stands there."""
    return TicketEvent, (TicketEvent.ticket_id == Ticket.id) & (TicketEvent.seq == 1)


def openly_told() -> tuple[ColumnElement[bool], ...]:
    """Open by its citizen's choice, not restricted by them, and about nobody: of tickets with their complaint
    and `beginning`.

    It is asked of what holds now, so that whatever is kept from others later is gone from everywhere at once.
    """
    told = TicketEvent.data["about_office"].as_string()
    return (
        Ticket.kind != "oversight",
        Complaint.privacy == "open",
        Complaint.restricted_at.is_(None),
        told.is_(None) | told.not_in(PROTECTING),
        ~accuses_somebody(),
    )


def may_be_told(privacy: str, state: TicketState) -> bool:
    """The same of one ticket, as its ledger folds."""
    return (
        privacy == "open"
        and state.kind != "oversight"
        and state.about_office not in PROTECTING
        and not state.accused
    )
