"""Looking at who complained in confidence: allowed to few, and never without a record."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights
from complaints_service.audit.service import record
from complaints_service.errors import Actor, NotFound
from complaints_service.tickets import queries
from config.rulebook import Rulebook


def reveal_identity(
    session: Session, *, number: str, actor: Actor, rights: Rights, now: datetime, rulebook: Rulebook
) -> None:
    """Records that this person looks at a confidential reporter. Raises NotFound where they may not."""
    view = queries.for_officer(session, number=number, rights=rights, now=now, rulebook=rulebook)
    if not view.identity or view.complaint.privacy != "confidential":
        raise NotFound
    record(session, now=now, actor=actor, kind="identity.viewed", subject=f"ticket:{view.ticket.number}")
