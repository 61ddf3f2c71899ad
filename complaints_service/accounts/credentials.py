"""All that opens an account without its password, ended at once by the one function that knows all of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session

from complaints_service.accounts.models import ApiToken, OfficerChat, OneTimeToken, SignInSession

#: Nobody needs more browsers at once; whoever signs in with one more ends the one longest unused.
MOST_BROWSERS = 10


def end_credentials(
    session: Session, *, account_id: int, now: datetime, except_session: str | None = None
) -> dict[str, int]:
    """Ends every session, unused link, key of a program and linked chat of an account; how many of each.

    Leaving the office, another password, other roles and shutting an account all come here: what somebody
    else may hold stops with them. The second step (`factor/`) is none of these: it stays until it is taken
    away or the account is shut. `except_session`: the browser in which its own owner does it stays. Letters
    on their way to such a chat are turned away as they are sent (`notify.officer_reach.turn_away`).
    """
    ended = {
        "links": update(OneTimeToken)
        .where(OneTimeToken.account_id == account_id, OneTimeToken.used_at.is_(None))
        .values(used_at=now)
        .returning(OneTimeToken.account_id),
        "keys": update(ApiToken)
        .where(ApiToken.account_id == account_id, ApiToken.revoked_at.is_(None))
        .values(revoked_at=now)
        .returning(ApiToken.account_id),
        "chats": update(OfficerChat)
        .where(
            OfficerChat.account_id == account_id,
            OfficerChat.linked_at.is_not(None),
            OfficerChat.ended_at.is_(None),
        )
        .values(ended_at=now)
        .returning(OfficerChat.account_id),
    }
    counted = {name: len(session.scalars(statement).all()) for name, statement in ended.items()}
    counted["sessions"] = end_sessions(session, account_id=account_id, now=now, except_session=except_session)
    session.execute(
        delete(OfficerChat).where(OfficerChat.account_id == account_id, OfficerChat.linked_at.is_(None))
    )
    return counted


def _live_sessions(account_id: int, except_session: str | None = None) -> list[ColumnElement[bool]]:
    """The sessions of an account that nobody ended, but for one."""
    wanted = [SignInSession.account_id == account_id, SignInSession.ended_at.is_(None)]
    return wanted if except_session is None else [*wanted, SignInSession.id != except_session]


def end_sessions(
    session: Session, *, account_id: int, now: datetime, except_session: str | None = None
) -> int:
    """Signs an account out everywhere, but for one browser; how many ended."""
    ended = (
        update(SignInSession)
        .where(*_live_sessions(account_id, except_session))
        .values(ended_at=now)
        .returning(SignInSession.account_id)
    )
    return len(session.scalars(ended).all())


def end_longest_unused(session: Session, *, account_id: int, now: datetime) -> None:
    """Makes room for one more browser where an account is signed in with as many as it may be."""
    live = [*_live_sessions(account_id), SignInSession.expires_at > now]
    last_used = (SignInSession.last_seen_at.desc(), SignInSession.created_at.desc(), SignInSession.id)
    too_many = session.scalars(
        select(SignInSession.id).where(*live).order_by(*last_used).offset(MOST_BROWSERS - 1)
    ).all()
    if too_many:
        session.execute(update(SignInSession).where(SignInSession.id.in_(too_many)).values(ended_at=now))


def has_live_chat(session: Session, *, route: str, chat: str) -> bool:
    """Whether a chat is linked to somebody."""
    live = (OfficerChat.linked_at.is_not(None), OfficerChat.ended_at.is_(None))
    found = select(OfficerChat.id).where(OfficerChat.route == route, OfficerChat.chat == chat, *live)
    return session.scalar(found.limit(1)) is not None
