"""Reopening that comes too late makes a new ticket, whoever asks for it."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from complaints_service.tickets.acts.act import ActCase
from complaints_service.tickets.ledger.models import Ticket
from complaints_service.tickets.opening.continuing import continue_in_new, too_late


def continue_too_late(session: Session, case: ActCase[Any]) -> Ticket | None:
    """The ticket that goes on from this one, where the policy's limit has passed; None within it."""
    ticket, history = case.ticket, case.history
    if not too_late(ticket, history, now=case.now, rulebook=case.rulebook):
        return None
    return continue_in_new(session, ticket=ticket, history=history, reason=case.request.reason, by=case.by)
