"""Whether what one sees here is a sample: what the demo left in the record when it had filled the office."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.audit.models import AuditEvent

DEMO_FILLED = "demo.filled"


def is_demo(session: Session) -> bool:
    """Whether the office and its complaints were invented; one look at an index."""
    return session.scalar(select(AuditEvent.id).where(AuditEvent.kind == DEMO_FILLED).limit(1)) is not None
