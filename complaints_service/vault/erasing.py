"""Forgets who complained, for good: without the report's key nothing of it opens, here or in a backup."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from complaints_service.audit.service import record
from complaints_service.errors import Actor, NotFound
from complaints_service.vault.models import Identity
from complaints_service.vault.sealing import IdentityErased


def erase_identity(session: Session, *, number: str, reason: str, actor: Actor, now: datetime) -> None:
    """Destroys the key of a report's identity, and the marks that find it; the record says who and why.

    What is sealed stays, so that its digest still fits. Raises NotFound and IdentityErased.
    """
    kept = session.get(Identity, number, with_for_update=True)
    if kept is None:
        raise NotFound("report")
    if kept.wrapped is None:
        raise IdentityErased
    kept.wrapped = kept.email_mark = kept.phone_mark = kept.name_mark = None
    kept.erased_at = now
    subject = f"ticket:{number}"
    record(session, now=now, actor=actor, kind="identity.erased", subject=subject, data={"reason": reason})
