"""The browsers an account is signed in with: what they are, which live, ending one or all others."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.accounts.credentials import end_sessions
from complaints_service.accounts.models import SignInSession
from complaints_service.accounts.sign_in import SessionLimits, end_session
from complaints_service.audit.service import record
from complaints_service.errors import Actor, NotFound

#: So much of a session's digest names it; the cookie, which opens it, is not made from it.
MARK_LETTERS = 16


@dataclass(frozen=True, kw_only=True)
class BrowserCard:
    """A live session as its owner sees it. `device`: what it came from, empty where that is not known."""

    mark: str
    device: str
    signed_in_at: datetime
    last_seen_at: datetime
    mine: bool


def browsers_of(
    session: Session, *, account_id: int, mine: str, now: datetime, limits: SessionLimits | None = None
) -> list[BrowserCard]:
    """The browsers an account is signed in with now; this one (`mine`) first, then the last used."""
    limits = limits or SessionLimits()
    rows = session.scalars(
        select(SignInSession)
        .where(
            SignInSession.account_id == account_id,
            SignInSession.ended_at.is_(None),
            SignInSession.expires_at > now,
            SignInSession.last_seen_at > now - limits.idle,
        )
        .order_by(SignInSession.last_seen_at.desc(), SignInSession.created_at.desc())
    )
    cards = [
        BrowserCard(
            mark=row.id[:MARK_LETTERS],
            device=row.device,
            signed_in_at=row.created_at,
            last_seen_at=row.last_seen_at,
            mine=row.id == mine,
        )
        for row in rows
    ]
    return sorted(cards, key=lambda card: not card.mine)


def end_browser(session: Session, *, account_id: int, mark: str, now: datetime, actor: Actor) -> None:
    """Signs one of an account's browsers out. Raises NotFound for whatever is not one of them."""
    if not re.fullmatch(rf"[0-9a-f]{{{MARK_LETTERS}}}", mark):
        raise NotFound("session")
    found = session.scalar(
        select(SignInSession.id).where(
            SignInSession.account_id == account_id,
            SignInSession.ended_at.is_(None),
            SignInSession.id.startswith(mark),
        )
    )
    if found is None:
        raise NotFound("session")
    end_session(session, session_id=found, now=now)
    _record(session, account_id, now, actor, 1)


def end_other_browsers(session: Session, *, account_id: int, mine: str, now: datetime, actor: Actor) -> int:
    """Signs an account out everywhere but here; how many ended."""
    ended = end_sessions(session, account_id=account_id, now=now, except_session=mine)
    _record(session, account_id, now, actor, ended)
    return ended


def end_all_browsers(session: Session, *, account_id: int, now: datetime, actor: Actor) -> int:
    """Signs an account out everywhere, by somebody else's hand: an administrator's; how many ended."""
    ended = end_sessions(session, account_id=account_id, now=now)
    _record(session, account_id, now, actor, ended)
    return ended


def _record(session: Session, account_id: int, now: datetime, actor: Actor, ended: int) -> None:
    subject = f"account:{account_id}"
    record(session, now=now, actor=actor, kind="session.ended", subject=subject, data={"ended": ended})
