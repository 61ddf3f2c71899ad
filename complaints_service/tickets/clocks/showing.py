"""The citizen's page takes what no other route carries, when it is next opened with their code."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from complaints_service.errors import Actor
from complaints_service.moment import Moment
from complaints_service.notify.fates import PAGE, page_instead
from complaints_service.notify.routes import own_routes
from complaints_service.tickets.ledger import append as ledger
from complaints_service.tickets.ledger.append import LedgerChange, NewEvent
from complaints_service.tickets.ledger.deliveries import undelivered
from config.rulebook import Rulebook
from sla import Event


def left_to_page(session: Session, *, number: str, events: Sequence[Event]) -> list[int]:
    """What the page shows of this number that nothing else brings.

    While a route of theirs is live, only what no letter carries any more.
    """
    waiting = undelivered(events)
    if not waiting or not own_routes(session, number=number):
        return waiting
    return [fate.message for fate in page_instead(session, [(number, message) for message in waiting])]


def page_opened(session: Session, *, number: str, now: datetime, rulebook: Rulebook) -> None:
    """The citizen opened their page: what it had to bring is delivered (sla.md, sentence 20)."""
    ticket = ledger.lock(session, number=number)
    if ticket is None:
        return
    history = ledger.events_of(session, [ticket.id])[ticket.id]
    new = [
        NewEvent(kind="message.delivered", data={"message": message, "route": PAGE})
        for message in left_to_page(session, number=number, events=history)
    ]
    if new:
        ledger.append(
            Moment(session=session, now=now, actor=Actor.rule(), rulebook=rulebook),
            [LedgerChange(ticket, new, history)],
        )
