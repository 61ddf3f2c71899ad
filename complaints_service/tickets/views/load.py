"""How many open tickets people have, for whoever leads them."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from complaints_service.tickets.ledger.models import WORKING_STATES, Ticket


def open_with(session: Session, *, officers: Collection[int]) -> Mapping[int, int]:
    """The open tickets of each of these officers, by officer id; who has none is left out."""
    rows = session.execute(
        select(Ticket.holder_officer_id, func.count())
        .where(Ticket.holder_officer_id.in_(officers), Ticket.state.in_(WORKING_STATES))
        .group_by(Ticket.holder_officer_id)
    )
    return {officer: count for officer, count in rows if officer is not None}
