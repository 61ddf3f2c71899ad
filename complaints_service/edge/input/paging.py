"""Where a list goes on: the last row as an opaque word of the address."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from datetime import datetime

from complaints_service.edge.input.typed import instant, whole_number
from complaints_service.errors import invalid, words
from complaints_service.tickets.ledger.models import Ticket
from complaints_service.tickets.listed import ListedHead, place_of


def cursor_after(ticket: Ticket | ListedHead, view: str) -> str:
    """The place right after a ticket of a list, in the order of its view."""
    at, ticket_id = place_of(ticket, view)
    return urlsafe_b64encode(json.dumps([at.isoformat() if at else None, ticket_id]).encode()).decode()


def read_cursor(cursor: str) -> tuple[datetime | None, int]:
    """The instant and id of the row a cursor stands after. Raises `invalid` for anything else."""
    try:
        due, ticket_id = json.loads(urlsafe_b64decode(cursor))
        found = whole_number(str(ticket_id))
        at = instant(due) if due else None
    except (ValueError, TypeError, Base64Error):
        found = at = due = None
    if found is None or (due and at is None):
        raise invalid("cursor", words("Penanda halaman ini tidak dikenal."))
    return at, found
