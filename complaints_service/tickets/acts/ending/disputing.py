"""How a citizen's "not resolved" is done: of their own report, or of one that theirs was merged into."""

from __future__ import annotations

from complaints_service.tickets.acts.act import Request
from complaints_service.tickets.acts.ending.dispute import Dispute
from complaints_service.tickets.acts.saying.object import Object
from complaints_service.tickets.ledger.models import Ticket


def disputing(ticket: Ticket, text: str) -> Request:
    """The request; of a merged report it only says so, since somebody else judges the one that goes on."""
    return Object(text=text) if ticket.state == "merged" else Dispute(text=text)
