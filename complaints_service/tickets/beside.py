"""Reports that may be of the same thing: what somebody who enters or reads one sees beside it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights
from complaints_service.tickets.ledger.models import Ticket
from complaints_service.tickets.visible import visible_to

#: So far back one looks, and so many are shown.
WITHIN, MOST = timedelta(days=30), 5


def reports_beside(
    session: Session, *, rights: Rights, category: str, kelurahan: str, now: datetime
) -> Sequence[Ticket]:
    """The newest reports of a category in a kelurahan that this person may read anyway."""
    return session.scalars(
        select(Ticket)
        .where(
            Ticket.category == category,
            Ticket.kelurahan == kelurahan,
            Ticket.received_at > now - WITHIN,
            Ticket.state != "merged",
            visible_to(rights),
        )
        .order_by(Ticket.received_at.desc(), Ticket.id.desc())
        .limit(MOST)
    ).all()
