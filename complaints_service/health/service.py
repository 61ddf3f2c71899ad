"""Writes down that a part of the service did its work."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from complaints_service.health.models import Heartbeat


def beat(session: Session, *, part: str, now: datetime) -> None:
    """Notes a success of a part; what was written before is forgotten, also where it lies ahead of `now`."""
    build = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    written = build(Heartbeat).values(part=part, at=now)
    session.execute(written.on_conflict_do_update(index_elements=[Heartbeat.part], set_={"at": now}))
