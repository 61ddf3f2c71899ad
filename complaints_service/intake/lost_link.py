"""A lost tracking link: queued for the route the citizen once gave, never shown."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from complaints_service.errors import Actor
from complaints_service.notify.citizens.subscriptions import EMAIL
from complaints_service.notify.models import Outbox
from complaints_service.notify.service import Cause, queue_notice, subscribers
from complaints_service.tickets.ledger.models import Complaint
from complaints_service.tickets.ledger.numbers import read_number
from complaints_service.vault.finding import is_contact_of
from complaints_service.vault.marks import address_mark

#: One citizen, or one stranger who knows a number, can ask this often for one complaint within a day.
MOST, WINDOW = 3, timedelta(hours=24)
KIND = "lost_link"


def ask_again(session: Session, *, typed: str, contact: str, now: datetime) -> None:
    """Queues the link for a complaint's known routes if number and contact belong together; else nothing.

    Says nothing about which it was. The link itself is derived by the sender, so no row ever holds it.
    """
    number = read_number(typed)
    if number is None:
        return
    if session.scalar(select(Complaint.id).where(Complaint.number == number)) is None:
        return
    recipients = subscribers(session, number=number)
    agreed = {each.address for each in recipients if each.route == EMAIL}
    typed_mark = address_mark(session, route=EMAIL, address=contact)
    if typed_mark not in agreed and not is_contact_of(session, number=number, typed=contact):
        return
    sent = (Outbox.number == number, Outbox.kind == KIND)
    lately, ever = (
        session.scalar(select(func.count()).select_from(Outbox).where(*sent, *when)) or 0
        for when in ((Outbox.created_at > now - WINDOW,), ())
    )
    if not recipients or lately >= MOST * len(recipients):
        return
    cause = Cause(number=number, seq=-1 - ever, kind=KIND)  # no ledger entry causes it: counted below zero
    queue_notice(session, cause=cause, recipients=recipients, params={}, actor=Actor.citizen("web"), now=now)
