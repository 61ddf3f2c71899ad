"""A report that was made elsewhere is followed in a chat, by the code its owner's page shows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.notify.chat import Saying
from complaints_service.notify.citizens.chat_codes import is_in_force, number_in
from complaints_service.notify.models import Subscription
from complaints_service.notify.route import Route
from complaints_service.notify.routes import resume_subscription
from complaints_service.notify.service import Recipient, subscribe
from complaints_service.tickets.ledger.models import Complaint
from complaints_service.tickets.ledger.numbers import read_number
from complaints_service.vault.marks import address_mark


def follow_in_chat(
    session: Session, route: Route, chat: str, *, asked: Mapping[str, Any], now: datetime, tracking_key: bytes
) -> list[Saying]:
    """Does what the step asks, and says what came of it: `followed`, or `wrong` for any code that is none."""
    if (follow := asked.get("follow")) is None:
        return []
    number = _number(session, follow["code"], now=now, tracking_key=tracking_key)
    if number is None:
        return [Saying({"text": follow["wrong"]}, asked["language"])]
    mark = address_mark(session, route=route.code, address=chat)
    own = (
        Subscription.number == number,
        Subscription.route == route.code,
        Subscription.address == mark,
    )
    known = session.scalar(select(Subscription.id).where(*own))
    if known is not None:
        resume_subscription(session, subscription_id=known)
    else:
        recipient = Recipient(route.code, chat, asked["language"])
        subscribe(session, number=number, recipient=recipient, now=now)
    shown = {"text": follow["followed"].replace("{number}", number)}
    return [Saying(shown, asked["language"], number)]


def _number(session: Session, code: str, *, now: datetime, tracking_key: bytes) -> str | None:
    """The report of a code in force; of an anonymous one nobody's chat is kept."""
    number = read_number(number_in(code) or "")
    row = session.execute(
        select(Complaint.secret_generation, Complaint.privacy).where(Complaint.number == number)
    ).first()
    if number is None or row is None or row.privacy == "anonymous":
        return None
    force = is_in_force(tracking_key, code, number=number, generation=row.secret_generation, now=now)
    return number if force else None
