"""Reading the audit record."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.audit.models import AuditEvent


def events_about(session: Session, *, subject: str, limit: int = 100) -> Sequence[AuditEvent]:
    """What was recorded about one subject, newest first."""
    return session.scalars(
        select(AuditEvent).where(AuditEvent.subject == subject).order_by(AuditEvent.id.desc()).limit(limit)
    ).all()
