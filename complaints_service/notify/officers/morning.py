"""Which chats hear the list of the morning, and who switched it off."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from complaints_service.accounts.models import Account, OfficerChat
from complaints_service.notify.officers.chat import LIVE_CHAT


def to_tell_this_morning(session: Session, *, today: date, limit: int) -> Sequence[OfficerChat]:
    """Linked chats that want the list of the morning and have not had today's; locked until they have."""
    wanting = (OfficerChat.morning, OfficerChat.dead_at.is_(None), Account.active)
    waiting = OfficerChat.morning_on.is_(None) | (OfficerChat.morning_on < today)
    found = (
        select(OfficerChat)
        .join(Account, Account.id == OfficerChat.account_id)
        .where(LIVE_CHAT, *wanting, waiting)
        .order_by(OfficerChat.id)
        .limit(limit)
        .with_for_update(of=OfficerChat)
    )
    return session.scalars(found).all()


def set_morning(session: Session, *, account_id: int, on: bool) -> None:
    """Whether the account's chat hears each morning what is due."""
    mine = update(OfficerChat).where(OfficerChat.account_id == account_id, LIVE_CHAT)
    session.execute(mine.values(morning=on))
