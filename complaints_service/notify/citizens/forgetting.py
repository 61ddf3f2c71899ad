"""Forgets by which ways the citizen of a report was told."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from complaints_service.notify.fates import Fate
from complaints_service.notify.messages import NOTICES
from complaints_service.notify.models import Outbox, SentMessage, Subscription
from complaints_service.notify.routes import end_subscription

_TO_CITIZENS = tuple(code for code, notice in NOTICES.items() if "officer" not in notice.readers)


def forget_ways(session: Session, *, number: str, now: datetime) -> list[Fate]:
    """Ends and drops every way of a report; what waited goes to nobody, and no mark stays in any row."""
    fates: list[Fate] = []
    for way in session.scalars(select(Subscription.id).where(Subscription.number == number)).all():
        fates += end_subscription(session, subscription_id=way, now=now)
    session.flush()
    session.execute(delete(Subscription).where(Subscription.number == number))
    session.execute(
        update(Outbox)
        .where(Outbox.number == number, Outbox.kind.in_(_TO_CITIZENS))
        .values(address="")
        .execution_options(synchronize_session=False)
    )
    session.execute(delete(SentMessage).where(SentMessage.number == number, SentMessage.desk.is_(False)))
    return fates
