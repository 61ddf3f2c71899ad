"""Acts on a ticket, once per key, for pages and API alike."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.edge.service import service
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.transaction import writing
from complaints_service.tickets.acts import Request
from complaints_service.tickets.idempotency import Key, first_answer, remember
from complaints_service.tickets.numbers import read_number
from complaints_service.tickets.service import Performed, perform


def officer_act(
    signed_in: SignedIn, number: str, asked: Request, *, key: Key | None = None
) -> tuple[dict[str, Any], bool]:
    """Performs an officer's act; returns the ticket's new state and whether it was done now."""
    now = clock.now()

    def change(session: Session) -> tuple[dict[str, Any], bool]:
        return once(
            session,
            key=key,
            now=now,
            act=lambda: perform(
                session,
                number=read_number(number) or number,
                request=asked,
                actor=signed_in.actor,
                rights=signed_in.rights,
                now=now,
                rulebook=service().rulebook,
            ),
        )

    return writing(change)


def once(
    session: Session, *, key: Key | None, now: datetime, act: Callable[[], Performed]
) -> tuple[dict[str, Any], bool]:
    """Does `act` unless its key came before: then the first answer, and False.

    Key and effect are one transaction, so a retry finds both or neither.
    """
    if key is not None and (answer := first_answer(session, key=key)) is not None:
        return answer, False
    ticket = act().ticket
    answer = {"number": ticket.number, "status": ticket.state, "version": ticket.version}
    if key is not None:
        remember(session, key=key, answer=answer, now=now)
    return answer, True
