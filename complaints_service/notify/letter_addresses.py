"""Where a letter goes: the address behind the mark that its row has."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.notify.models import Outbox, Subscription
from complaints_service.vault.marks import is_mark
from complaints_service.vault.opening import RULE, open_identity, open_passing


def address_of(session: Session, row: Outbox) -> str | None:
    """The address a letter goes to; None where it can be opened no more."""
    if not is_mark(row.address):
        return row.address
    if row.sealed is not None:
        return open_passing(session, mark=row.address, sealed=row.sealed)
    way = (
        Subscription.number == row.number,
        Subscription.route == row.route,
        Subscription.address == row.address,
    )
    sealed = session.scalar(select(Subscription.sealed).where(*way))
    if row.number is None or sealed is None:
        return None
    return open_identity(session, number=row.number, reader=RULE).address(mark=row.address, sealed=sealed)
