"""How many open tickets people have, for whoever leads them."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights
from complaints_service.tickets.ledger.models import WORKING_STATES, Ticket
from complaints_service.tickets.visible import visible_to


def open_with(session: Session, *, rights: Rights) -> Mapping[int, int]:
    """The open tickets of each of those one leads, by officer id; who has none is left out.

    Only those one may view: a report that accuses its reader must not show in a number either.
    """
    rows = session.execute(
        select(Ticket.holder_officer_id, func.count())
        .where(
            Ticket.holder_officer_id.in_(rights.subordinate_officers),
            Ticket.state.in_(WORKING_STATES),
            visible_to(rights),
        )
        .group_by(Ticket.holder_officer_id)
    )
    return {officer: count for officer, count in rows if officer is not None}
