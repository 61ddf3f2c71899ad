"""From one ticket of a list to the one that follows it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights
from complaints_service.tickets.ledger.models import Ticket
from complaints_service.tickets.listed import Filter, in_order, listed


def next_in(
    session: Session,
    *,
    rights: Rights,
    narrowed: Filter,
    place: tuple[datetime | None, int],
    but: int,
) -> str | None:
    """The number of the ticket that follows a place in a list, else of the list's first; never `but`."""
    for after in (place, None):
        asked = listed(rights, replace(narrowed, after=after)).where(Ticket.id != but)
        first = asked.with_only_columns(Ticket.number).order_by(*in_order(narrowed.view)).limit(1)
        if (number := session.scalar(first)) is not None:
            return number
    return None
