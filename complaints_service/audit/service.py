"""Writing down what happens outside the tickets."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from complaints_service.audit.models import AuditEvent
from complaints_service.audit.purposes import keep_purpose
from complaints_service.audit.sources import note_source
from complaints_service.errors import Actor


def record(
    session: Session,
    *,
    now: datetime,
    actor: Actor,
    kind: str,
    subject: str,
    data: Mapping[str, Any] | None = None,
) -> AuditEvent:
    """Appends one event to the audit record; `kind` reads `subject.past_tense`, `subject` like `account:7`.

    `data` is plain JSON and never holds a secret. The row is written with the change that caused it, and with
    where that came from, as far as the session knows (`sources.py`). Kind and parts of `data` have words by
    which they are read (`kinds.py`).
    """
    row = AuditEvent(
        at=now, actor=actor.ref, kind=kind, subject=subject, data=dict(data or {}), origin=actor.origin
    )
    source = note_source(session, row)
    session.add(row)
    session.flush()
    keep_purpose(session, row)
    if source is not None:
        source.event_id = row.id
        session.add(source)
        session.flush()
    return row
