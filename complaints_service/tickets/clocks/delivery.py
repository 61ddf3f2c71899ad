"""Enters into the ledger what became of the office's messages on their way to the citizen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.errors import Actor
from complaints_service.moment import Moment
from complaints_service.notify.fates import PAGE, Fate
from complaints_service.tickets.ledger import append as ledger
from complaints_service.tickets.ledger.append import LedgerChange, NewEvent
from complaints_service.tickets.ledger.models import Ticket
from config.rulebook import Rulebook


def record_fates(session: Session, *, fates: Sequence[Fate], now: datetime, rulebook: Rulebook) -> None:
    """Appends `message.delivered` and `message.bounced`, in the transaction that noted them in the outbox.

    A question pauses the clocks from there (sla.md, sentence 20). What is left to the page is delivered when
    the citizen next opens it (`clocks.showing`).
    """
    by_number: dict[str, list[NewEvent]] = {}
    for fate in fates:
        if fate.route == PAGE:
            continue
        data = {"message": fate.message, "route": fate.route}
        by_number.setdefault(fate.number, []).append(NewEvent(kind=f"message.{fate.kind}", data=data))
    if not by_number:
        return
    tickets = session.scalars(
        select(Ticket)
        .where(Ticket.number.in_(by_number))
        .order_by(Ticket.id)  # one order for all, so that two workers never wait for each other
        .with_for_update(of=Ticket)
    ).all()
    histories = ledger.events_of(session, [ticket.id for ticket in tickets])
    changes = [LedgerChange(ticket, by_number[ticket.number], histories[ticket.id]) for ticket in tickets]
    ledger.append(
        Moment(session=session, now=now, actor=Actor.rule(), rulebook=rulebook),
        changes,
    )
