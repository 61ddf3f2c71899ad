"""How many wrong tries to sign in have room, and from where: no place's tries hold another place up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session

from complaints_service.accounts.models import SignInAttempt, SignInSession
from complaints_service.errors import TooOften, words

#: So long tries are kept, and sessions that are over.
KEPT = timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class SignInLimits:
    """How many wrong tries a window of time has room for, from each place.

    A place is a browser its owner signed in with before, or else an address. A login is held up for the place
    that got it wrong and for no other: whoever tries from elsewhere, from however many addresses, can keep
    nobody out. Where `piled_up` wrong tries for a login came together within `piled_window`, from wherever,
    each address has room for `login_when_piled_up`: many addresses guess slowly, and each still has some.
    `ip` is against one address trying many logins; a known browser is outside of it.
    """

    window: timedelta = timedelta(minutes=5)
    login_from_place: int = 10
    ip: int = 100
    piled_up: int = 10
    piled_window: timedelta = timedelta(hours=1)
    login_when_piled_up: int = 3


@dataclass(frozen=True)
class KnownBrowser:
    """A browser in which these accounts were proved before; `name` is drawn at random and opens nothing."""

    name: str
    accounts: tuple[int, ...]


class TooManyAttempts(TooOften):
    """Wrong too often lately; `retry_after` is in seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(
            "too_many_attempts",
            words("Terlalu banyak percobaan masuk yang salah. Cobalah lagi beberapa menit lagi."),
            retry_after=retry_after,
        )
        self.retry_after = retry_after


def one_at_a_time(session: Session, *keys: str) -> None:
    """Lets tries for the same login or address count one after another; SQLite has one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        for key in sorted(keys):
            number = int.from_bytes(bytes.fromhex(key)[:8], signed=True)
            session.execute(select(func.pg_advisory_xact_lock(number)))


def wrong_lately(session: Session, login_key: str, now: datetime, limits: SignInLimits) -> int:
    """How many wrong tries for a login came together, from wherever; no further than it matters."""
    since = now - limits.piled_window
    lately = select(SignInAttempt.id).where(
        SignInAttempt.login_key == login_key, SignInAttempt.wrong, SignInAttempt.at > since
    )
    return session.scalar(select(func.count()).select_from(lately.limit(limits.piled_up).subquery())) or 0


def refuse_if_throttled(
    session: Session,
    *,
    login_key: str,
    place_key: str,
    known: bool,
    lately: int,
    now: datetime,
    limits: SignInLimits,
) -> None:
    """Raises TooManyAttempts where this place has used up its room.

    `known`: it is a browser known before; `lately`: wrong tries for the login from wherever (`wrong_lately`).
    """
    since = now - limits.window
    same_login = SignInAttempt.login_key == login_key
    same_place = SignInAttempt.ip_key == place_key
    room = limits.login_from_place
    if not known and lately >= limits.piled_up:
        room = limits.login_when_piled_up
    bounds: list[tuple[ColumnElement[bool], int]] = [(same_login & same_place, room)]
    if not known:
        bounds.append((same_place, limits.ip))
    for condition, most in bounds:
        # With `most` wrong tries inside the window, the oldest of those has to leave it first.
        oldest = session.scalar(
            select(SignInAttempt.at)
            .where(condition, SignInAttempt.wrong, SignInAttempt.at > since)
            .order_by(SignInAttempt.at.desc(), SignInAttempt.id.desc())
            .offset(most - 1)
            .limit(1)
        )
        if oldest is not None:
            raise TooManyAttempts(max(1, int((oldest - since).total_seconds())))


def forget_sessions(session: Session, *, before: datetime) -> None:
    """Deletes the sessions that were over before an instant: nobody signs in with them any more."""
    session.execute(delete(SignInSession).where(SignInSession.expires_at < before))


def forget_attempts(session: Session, *, before: datetime) -> None:
    """Deletes the tries made before an instant: they are kept for the limits only."""
    session.execute(delete(SignInAttempt).where(SignInAttempt.at < before))
