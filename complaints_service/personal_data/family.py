"""The reports that carry one citizen's words and name on: parts, and what goes on in a new one."""

from __future__ import annotations

from sqlalchemy import literal_column, or_, select
from sqlalchemy.orm import Session

from complaints_service.tickets.ledger.models import Ticket, TicketEvent
from complaints_service.tickets.ledger.states import TIED

#: Entry -> which part of its data names the other report; all of them stand in the later report's ledger.
_LINKS = {"ticket.split": "parent", "ticket.linked": "continues"}


def relatives(session: Session, *, ticket: Ticket) -> list[Ticket]:
    """All others of its family, however far apart, in the order of their ids."""
    found, fresh = {ticket.number: ticket}, [ticket]
    while fresh:
        numbers = _others(session, fresh) - found.keys()
        fresh = list(session.scalars(select(Ticket).where(Ticket.number.in_(numbers)))) if numbers else []
        found |= {one.number: one for one in fresh}
    return sorted((one for one in found.values() if one is not ticket), key=lambda one: one.id)


def _others(session: Session, tickets: list[Ticket]) -> set[str]:
    ids, numbers = [one.id for one in tickets], [one.number for one in tickets]
    named: set[str] = set()
    for kind, name in _LINKS.items():
        other = TicketEvent.data[name].as_string()
        rows = session.execute(
            select(other, Ticket.number)
            .join(Ticket, Ticket.id == TicketEvent.ticket_id)
            .where(
                # Word for word as the index has it: among all entries of an office these are few.
                literal_column(f"ticket_event.{TIED}"),
                TicketEvent.kind == kind,
                or_(TicketEvent.ticket_id.in_(ids), other.in_(numbers)),
            )
        )
        named |= {number for row in rows for number in row}
    return named
