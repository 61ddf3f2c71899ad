"""Looking at who complained in confidence: allowed to few, and never without a record."""

from __future__ import annotations

from complaints_service.accounts.access import Rights
from complaints_service.audit.service import record
from complaints_service.errors import NotFound
from complaints_service.moment import Moment
from complaints_service.tickets import queries


def reveal_identity(moment: Moment, *, number: str, rights: Rights) -> None:
    """Records that this person looks at a confidential reporter. Raises NotFound where they may not."""
    view = queries.for_officer(
        moment.session, number=number, rights=rights, now=moment.now, rulebook=moment.rulebook
    )
    if not view.identity or view.complaint.privacy != "confidential":
        raise NotFound
    record(
        moment.session,
        now=moment.now,
        actor=moment.actor,
        kind="identity.viewed",
        subject=f"ticket:{view.ticket.number}",
    )
