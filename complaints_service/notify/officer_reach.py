"""What becomes of an officer's letters that their chat does not take: by e-mail, or left to the desk."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.orm import Session

from complaints_service.accounts.models import OfficerChat
from complaints_service.notify.known_routes import EMAIL, is_chat
from complaints_service.notify.messages import CHAT_KINDS, NOTICES
from complaints_service.notify.models import Outbox
from complaints_service.people.queries import emails_of

RUNG, MAILED_RUNG = "officer_escalation", "escalated"
_REASON = 200


def _chat(route: str, chat: str) -> tuple[ColumnElement[bool], ...]:
    return (OfficerChat.route == route, OfficerChat.chat == chat)


def mark_chat_dead(session: Session, *, route: str, chat: str, reason: str, now: datetime) -> None:
    """An officer's chat takes nothing: said once, and what waits for it goes another way."""
    if not is_chat(route):
        return
    session.execute(
        update(OfficerChat)
        .where(*_chat(route, chat), OfficerChat.ended_at.is_(None), OfficerChat.dead_at.is_(None))
        .values(dead_at=now)
    )
    settle_waiting(session, route=route, chat=chat, reason=reason, now=now)


def revive_chat(session: Session, *, route: str, chat: str) -> None:
    """Its owner wrote by it, so it lives."""
    if is_chat(route):
        session.execute(
            update(OfficerChat)
            .where(*_chat(route, chat), OfficerChat.dead_at.is_not(None))
            .values(dead_at=None)
        )


def move_chat(session: Session, *, route: str, old: str, new: str) -> None:
    """The chat has a new name; where that one is linked already, that link stays as it is."""
    if not is_chat(route):
        return
    live = (OfficerChat.linked_at.is_not(None), OfficerChat.ended_at.is_(None))
    if session.scalar(select(OfficerChat.id).where(*_chat(route, new), *live)) is None:
        session.execute(update(OfficerChat).where(*_chat(route, old), *live).values(chat=new))


def settle_waiting(
    session: Session, *, route: str, chat: str, reason: str, now: datetime, rungs_only: bool = False
) -> None:
    """What waits for an officer's chat goes by e-mail, or is left to the desk; nothing is given up.

    `rungs_only`: only a rung of the ladder is worth an e-mail, as it would have been without a chat.
    """
    for letter in _waiting(session, Outbox.route == route, Outbox.address == chat):
        if (rungs_only and letter.kind != RUNG) or not by_mail(session, letter=letter, reason=reason):
            letter.state, letter.settled_at, letter.reason = "suppressed", now, reason[:_REASON]
    session.flush()


def call_back(session: Session, *, number: str, officers: Collection[int], now: datetime) -> None:
    """What waits for these officers about a ticket that is closed to them now goes to nobody."""
    chats = select(OfficerChat.chat).where(
        OfficerChat.officer_id.in_(officers), OfficerChat.route == Outbox.route, OfficerChat.chat.is_not(None)
    )
    mails = list(emails_of(session, ids=officers).values())
    theirs = or_(
        and_(Outbox.kind.in_(CHAT_KINDS), or_(Outbox.address.in_(chats), Outbox.address.in_(mails))),
        and_(Outbox.kind == MAILED_RUNG, Outbox.address.in_(mails)),
    )
    session.execute(
        update(Outbox)
        .where(Outbox.number == number, Outbox.state.in_(("queued", "uncertain")), theirs)
        .values(state="suppressed", settled_at=now, reason="the ticket is closed to them")
        .execution_options(synchronize_session=False)
    )


def turn_away(session: Session, *, claim: str) -> bool:
    """Whether an officer's letter, whose chat was unlinked after it was written, goes by e-mail instead.

    Only a rung of the ladder is worth one; of whoever has left the office there is no address to find.
    """
    letters = session.scalars(
        select(Outbox)
        .where(Outbox.claim == claim)
        .order_by(Outbox.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    went = [
        letter.kind == RUNG and by_mail(session, letter=letter, reason="the chat was unlinked")
        for letter in letters
    ]
    return all(went) and bool(went)


def leave_route(session: Session, *, route: str) -> None:
    """No sender serves chats any more: rungs go by e-mail where there is one, other news stays."""
    if is_chat(route):
        for letter in _waiting(session, Outbox.route == route, Outbox.kind == RUNG):
            by_mail(session, letter=letter, reason="no sender for chats")
        session.flush()


def _waiting(session: Session, *which: ColumnElement[bool]) -> Sequence[Outbox]:
    """Officers' letters to chats that are in nobody's hands, oldest first."""
    return session.scalars(
        select(Outbox)
        .where(*which, Outbox.kind.in_(CHAT_KINDS), Outbox.state.in_(("queued", "uncertain")))
        .order_by(Outbox.id)
        .with_for_update()
    ).all()


def by_mail(session: Session, *, letter: Outbox, reason: str) -> bool:
    """Hands an officer's letter over to e-mail; False for any other letter, or where there is no address."""
    if not is_chat(letter.route) or not NOTICES[letter.kind].chat:
        return False
    address = _mail_address(session, letter)
    if address is None:
        return False
    letter.route, letter.address, letter.state = EMAIL.code, address, "queued"
    letter.tries = letter.parts = 0
    letter.claim = letter.lease_until = letter.not_before = None
    letter.reason = f"by e-mail, not by chat: {reason}"[:_REASON]
    return True


def _mail_address(session: Session, letter: Outbox) -> str | None:
    """The e-mail of whoever the chat was linked to when the letter was written."""
    officer = session.scalar(
        select(OfficerChat.officer_id)
        .where(
            *_chat(letter.route, letter.address),
            OfficerChat.linked_at <= letter.created_at,
            OfficerChat.ended_at.is_(None) | (OfficerChat.ended_at >= letter.created_at),
        )
        .order_by(OfficerChat.id.desc())
        .limit(1)
    )
    return None if officer is None else emails_of(session, ids=[officer]).get(officer)
