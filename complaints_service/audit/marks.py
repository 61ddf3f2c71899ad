"""Whether what one sees here is a sample: what the demo left in the record when it had filled the office."""

from __future__ import annotations

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from complaints_service.audit.models import AuditEvent

DEMO_FILLED = "demo.filled"


def demo_filled() -> Select[int]:
    """Asks for what the demo left, by an index."""
    return select(AuditEvent.id).where(AuditEvent.kind == DEMO_FILLED).limit(1)


def is_demo(session: Session) -> bool:
    """Whether the office and its complaints were invented."""
    return session.scalar(demo_filled()) is not None
