"""What a conversation says, through the outbox like every notice; and which complaint a message spoke of."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from complaints_service.notify.messages import NOTICES
from complaints_service.notify.models import Outbox, SentMessage, Subscription
from complaints_service.vault.marks import address_mark
from complaints_service.vault.sealing import seal_passing

REPLY = "chat_reply"
_PASSING = tuple(notice.kind for notice in NOTICES.values() if notice.passing)


@dataclass(frozen=True)
class Saying:
    """One message to a chat. `shown`: text, buttons and keys as the route's sender reads them.

    `number`: the complaint it speaks of. `forget`: its row goes as soon as it is settled, however that ends.
    """

    shown: Mapping[str, Any]
    language: str
    number: str | None = None
    forget: bool = False


def say(
    session: Session, *, route: str, chat: str, cause: str, sayings: Sequence[Saying], now: datetime
) -> None:
    """Queues messages to one chat, in order. `cause`: the step they answer; it is answered once."""
    if not sayings:
        return
    mark = _mark(session, route, chat)
    sealed = seal_passing(session, mark=mark, text=chat)
    session.execute(
        insert(Outbox),
        [
            {
                "key": hashlib.sha256(f"{route}|{mark}|{cause}|{place}".encode()).hexdigest(),
                "number": saying.number,
                "kind": REPLY,
                "route": route,
                "address": mark,
                "sealed": sealed,
                "language": saying.language,
                "params": {**saying.shown, **({"forget": True} if saying.forget else {})},
                "state": "queued",
                "created_at": now,
            }
            for place, saying in enumerate(sayings)
        ],
    )


def forget_sayings(session: Session, *, route: str, chat: str) -> None:
    """Drops what a conversation said and would have said; what is on its way goes once it is settled."""
    mark = _mark(session, route, chat)
    mine = (Outbox.route == route, Outbox.address == mark, Outbox.kind.in_(_PASSING))
    session.execute(delete(Outbox).where(*mine, Outbox.state != "sending"))
    for row in session.scalars(select(Outbox).where(*mine)):
        row.params = {**row.params, "forget": True}


def number_spoken_of(
    session: Session, *, route: str, chat: str, receipt: str, desk: bool = False
) -> str | None:
    """The complaint that a message we sent to this chat spoke of; None for any other message.

    `desk`: only where it spoke to an officer of the ticket; else only where it spoke to the citizen.
    """
    return session.scalar(
        select(SentMessage.number).where(
            SentMessage.route == route,
            SentMessage.address == (chat if desk else _mark(session, route, chat)),
            SentMessage.receipt == receipt,
            SentMessage.desk.is_(desk),
        )
    )


def numbers_heard_of(session: Session, *, route: str, chat: str, most: int = 20) -> list[str]:
    """The complaints handed in from this address or followed by it, newest first, stopped ones too."""
    return list(
        session.scalars(
            select(Subscription.number)
            .where(Subscription.route == route, Subscription.address == _mark(session, route, chat))
            .order_by(Subscription.id.desc())
            .limit(most)
        )
    )


def hears_of(session: Session, *, route: str, chat: str, number: str) -> bool:
    """Whether a complaint is this address's own or followed by it."""
    return (
        session.scalar(
            select(Subscription.id).where(
                Subscription.number == number,
                Subscription.route == route,
                Subscription.address == _mark(session, route, chat),
            )
        )
        is not None
    )


def _mark(session: Session, route: str, chat: str) -> str:
    return address_mark(session, route=route, address=chat)
