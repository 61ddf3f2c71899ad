"""Acts on a ticket, once per key, for pages and API alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.edge.resources import service
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.transaction import writing
from complaints_service.errors import invalid, words
from complaints_service.idempotency import Key, first_answer, remember
from complaints_service.tickets.acts import Request
from complaints_service.tickets.ledger.numbers import read_number
from complaints_service.tickets.service import Performed, perform


def request_from(act: str, loaded: Mapping[str, Any]) -> Request:
    """A loaded `ActSchema` as the request of an act. Raises Invalid naming an instant that cannot be read.

    An instant without an offset is the office's local time.
    """
    return Request(
        act,
        text=loaded.get("text"),
        reason=loaded.get("reason"),
        version=loaded.get("version"),
        to=loaded.get("to") or loaded.get("holder"),
        message_act=loaded.get("act", "answer"),
        completeness=loaded.get("completeness", False),
        category=loaded.get("category"),
        kind=loaded.get("kind"),
        message=loaded.get("message"),
        clock=loaded.get("clock"),
        priority=loaded.get("priority"),
        agency=loaded.get("agency"),
        into=loaded.get("into"),
        start=_instant("from", loaded.get("start")),
        end=_instant("until", loaded.get("until")),
        contest=loaded.get("contest"),
        upheld=loaded.get("upheld"),
        asked=loaded.get("asked"),
    )


def _instant(name: str, typed: str | None) -> datetime | None:
    if not typed:
        return None
    try:
        found = datetime.fromisoformat(typed).replace(microsecond=0)
        if found.tzinfo is None:
            found = found.replace(tzinfo=ZoneInfo(service().rulebook.office.zone))
        return found.astimezone(UTC)
    except (ValueError, OverflowError):
        raise invalid(name, words("Isi dengan tanggal dan jam.")) from None


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
                tracking_key=service().settings.tracking_key,
            ),
        )

    return writing(change)


def once(
    session: Session, *, key: Key | None, now: datetime, act: Callable[[], Performed]
) -> tuple[dict[str, Any], bool]:
    """Does `act` unless its key came before: then the first answer, and False.

    Key and effect are one transaction, so a retry finds both or neither.
    """
    if key is not None and (before := first_answer(session, key=key)) is not None:
        return before, False
    done = act()
    ticket = done.ticket
    answer: dict[str, Any] = {"number": ticket.number, "status": ticket.state, "version": ticket.version}
    if done.comes_from is not None:
        answer["comes_from"] = done.comes_from
    if key is not None:
        remember(session, key=key, answer=answer, now=now)
    return answer, True
