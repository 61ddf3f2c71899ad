"""Until when the office promised to be done with a report, as its facts say."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.db import among
from complaints_service.measurement.facts.models import ClockFact


def promised(session: Session, *, ticket_ids: Collection[int]) -> dict[int, datetime]:
    """The due of each ticket's resolution, of its newest life; none for what has no fact or no target yet."""
    if not ticket_ids:
        return {}
    rows = session.execute(
        select(ClockFact.ticket_id, ClockFact.due_at)
        .where(
            among(session, ClockFact.ticket_id, ticket_ids),
            ClockFact.clock == "resolution",
            ClockFact.due_at.is_not(None),
        )
        .order_by(ClockFact.ticket_id, ClockFact.round)
    )
    return {ticket_id: due_at for ticket_id, due_at in rows if due_at is not None}
