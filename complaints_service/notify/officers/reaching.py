"""By which way members of the office hear what is for each of them alone."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.orm import Session

from complaints_service.notify.known_routes import EMAIL
from complaints_service.notify.officers.chat import chats_served
from complaints_service.notify.service import Recipient, open_routes
from complaints_service.people.queries import emails_of


def reached_by(session: Session, officers: Collection[int], now: datetime) -> dict[int, Recipient]:
    """By chat where one is linked and served, else by mail; who has neither finds it on the page."""
    chats = chats_served(session, officers=officers, now=now)
    if EMAIL.code not in open_routes(session):
        return chats
    rest = [each for each in officers if each not in chats]
    mails = emails_of(session, ids=rest).items() if rest else ()
    return chats | {officer: Recipient(EMAIL.code, address, "id") for officer, address in mails}
