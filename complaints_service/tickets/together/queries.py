"""Reads of what is done together: one's own runs, and what the chosen tickets are about."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights
from complaints_service.errors import NotFound
from complaints_service.tickets.ledger.models import Complaint, Ticket
from complaints_service.tickets.together.models import BulkRun
from complaints_service.tickets.visible import visible_to


def own_run(session: Session, *, rights: Rights, run_id: int) -> BulkRun:
    """A run of this person. Raises NotFound for what is absent and for what is another's alike."""
    run = session.scalar(select(BulkRun).where(BulkRun.id == run_id, BulkRun.account_id == rights.account_id))
    if run is None:
        raise NotFound
    return run


def titles_of(session: Session, *, rights: Rights, numbers: Collection[str]) -> dict[str, str]:
    """What these tickets are about, by number; those that this person may see."""
    asked = (
        select(Ticket.number, Complaint.title)
        .join(Ticket.complaint)
        .where(Ticket.number.in_(numbers), visible_to(rights))
    )
    return {row.number: row.title for row in session.execute(asked)}
