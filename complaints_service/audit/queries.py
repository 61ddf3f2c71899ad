"""Reading the audit record."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.audit.chain import Row, canonical
from complaints_service.audit.models import AuditEvent


def events_about(session: Session, *, subject: str, limit: int = 100) -> Sequence[AuditEvent]:
    """What was recorded about one subject, newest first."""
    return session.scalars(
        select(AuditEvent).where(AuditEvent.subject == subject).order_by(AuditEvent.id.desc()).limit(limit)
    ).all()


def audit_rows(session: Session, *, row_ids: Sequence[int] | None = None) -> Iterator[Row]:
    """The audit record as the chain sees it, by id; all of it, or the rows named."""
    query = select(
        AuditEvent.id,
        AuditEvent.at,
        AuditEvent.actor,
        AuditEvent.kind,
        AuditEvent.subject,
        AuditEvent.data,
        AuditEvent.origin,
    ).order_by(AuditEvent.id)
    if row_ids is not None:
        query = query.where(AuditEvent.id.in_(row_ids))
    for row in session.execute(query.execution_options(yield_per=1000)):
        yield row.id, canonical(row._asdict())
