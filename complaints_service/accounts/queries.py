"""Reading accounts: who is behind a cookie or a link, and what was granted."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, bindparam, or_, select, true
from sqlalchemy.orm import Session

from complaints_service.accounts.logins import normal_login
from complaints_service.accounts.models import Account, OneTimeToken, RoleGrant, SignInSession
from complaints_service.accounts.secrets import digest
from complaints_service.accounts.sign_in import SessionLimits

_TOUCH_AFTER = timedelta(minutes=5)


@dataclass(frozen=True, kw_only=True)
class LiveSession:
    """The live session behind a cookie; `proved_at` and `enrols` as it has them."""

    session_id: str
    account_id: int
    officer_id: int | None
    login: str
    language: str
    last_seen_at: datetime
    expires_at: datetime
    proved_at: datetime | None
    enrols: bool

    def touch_due(self, now: datetime) -> bool:
        """Whether it is time to write down again that the session is in use."""
        return now - self.last_seen_at >= _TOUCH_AFTER


#: Asked by every request of somebody who has signed in, so it is built once.
_LIVE = (
    select(
        SignInSession.id,
        SignInSession.last_seen_at,
        SignInSession.expires_at,
        SignInSession.proved_at,
        SignInSession.enrols,
        Account.id.label("account_id"),
        Account.officer_id,
        Account.login,
        Account.language,
    )
    .join(Account, Account.id == SignInSession.account_id)
    .where(
        SignInSession.id == bindparam("of_token"),
        SignInSession.ended_at.is_(None),
        SignInSession.expires_at > bindparam("now"),
        SignInSession.last_seen_at > bindparam("idle_since"),
        Account.active,
    )
)


def resolve_session(
    session: Session, *, token: str, now: datetime, limits: SessionLimits | None = None
) -> LiveSession | None:
    """The session a cookie's token stands for, if it lives and its account is open; else None."""
    row = session.execute(
        _LIVE,
        {"of_token": digest(token), "now": now, "idle_since": now - (limits or SessionLimits()).idle},
    ).first()
    if row is None:
        return None
    return LiveSession(
        session_id=row.id,
        account_id=row.account_id,
        officer_id=row.officer_id,
        login=row.login,
        language=row.language,
        last_seen_at=row.last_seen_at,
        expires_at=row.expires_at,
        proved_at=row.proved_at,
        enrols=row.enrols,
    )


def find_one_time_link(session: Session, *, token: str, purpose: str, now: datetime) -> Account | None:
    """The account a link is for, without using the link up; None where it would not work."""
    return session.scalar(
        select(Account)
        .join(OneTimeToken, OneTimeToken.account_id == Account.id)
        .where(
            OneTimeToken.id == digest(token),
            OneTimeToken.purpose == purpose,
            OneTimeToken.used_at.is_(None),
            OneTimeToken.expires_at > now,
            Account.active,
        )
    )


def account_by_login(session: Session, *, login: str) -> Account | None:
    """The account with this login, however its letters were typed."""
    return session.scalar(select(Account).where(Account.login == normal_login(login)))


def logins_of(session: Session, *, ids: Collection[int]) -> dict[int, str]:
    """Logins by account id."""
    rows = session.execute(select(Account.id, Account.login).where(Account.id.in_(ids)))
    return {row.id: row.login for row in rows}


def account_of_officer(session: Session, *, officer_id: int) -> Account | None:
    """The account of a member of the office."""
    return session.scalar(select(Account).where(Account.officer_id == officer_id))


def granted_roles(session: Session, *, account_id: int) -> Sequence[tuple[str, int | None]]:
    """The roles granted to an account now, each with the id of its unit (None: the whole office)."""
    rows = session.execute(
        select(RoleGrant.role, RoleGrant.unit_id)
        .where(RoleGrant.account_id == account_id, grants_in_force(None))
        .order_by(RoleGrant.id)
    )
    return [(row.role, row.unit_id) for row in rows]


def grants_in_force(on: date | None) -> ColumnElement[bool]:
    """Grants that have not ended; without those whose last day is past on a local day, where one is named."""
    reaches = true() if on is None else or_(RoleGrant.until_on.is_(None), RoleGrant.until_on > on)
    return and_(RoleGrant.ended_at.is_(None), reaches)


def anyone_administers(session: Session) -> bool:
    """Whether there is an open account that may manage accounts; a fresh installation has none."""
    return (
        session.scalar(
            select(Account.id)
            .join(RoleGrant, RoleGrant.account_id == Account.id)
            .where(RoleGrant.role == "administrator", RoleGrant.ended_at.is_(None), Account.active)
            .limit(1)
        )
        is not None
    )
