"""Signing in with a password, and the sessions that follow.

A password takes tens of milliseconds to verify, which must not hold up other writers. So an edge does it in
three steps: `begin_sign_in` in one transaction (counts the try, before anything is known about it),
`passwords.check_password` outside, `finish_sign_in` in a second transaction. `sign_in` does all three.
If the count cannot be written, nobody gets in. Where the account has a second step (`factor/`), a right
password opens nothing yet: `admit` is called once that is taken too.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import case, select, update
from sqlalchemy.orm import Session

from complaints_service.accounts.credentials import end_longest_unused
from complaints_service.accounts.devices import device_of
from complaints_service.accounts.factor.queries import has_second_step
from complaints_service.accounts.logins import normal_login
from complaints_service.accounts.models import Account, SignInAttempt, SignInSession
from complaints_service.accounts.passwords import check_password
from complaints_service.accounts.secrets import digest, ip_bucket, new_token
from complaints_service.accounts.service import renew_hash
from complaints_service.accounts.throttle import (
    KnownBrowser,
    SignInLimits,
    one_at_a_time,
    refuse_if_throttled,
    wrong_lately,
)
from complaints_service.audit.service import record
from complaints_service.errors import Actor


@dataclass(frozen=True)
class SessionLimits:
    """How long a session lives: since it was last used, and at all."""

    idle: timedelta = timedelta(hours=2)
    absolute: timedelta = timedelta(hours=12)


@dataclass(frozen=True, kw_only=True)
class SignInRequest:
    """What someone typed, and from where; `origin` is the edge (`web`, `api`), `browser` one known before."""

    login: str
    password: str = field(repr=False)
    ip: str
    user_agent: str = ""
    origin: str = "web"
    browser: KnownBrowser | None = None


@dataclass(frozen=True, kw_only=True)
class SignInTry:
    """A counted try, with what is needed to verify the password outside the transaction.

    `wrong_before`: wrong tries since the last right one. `piles_up`: with this one, if it is wrong, there are
    so many that the account's owner should hear of it.
    """

    attempt_id: int
    account_id: int | None = None
    password_hash: str | None = field(repr=False, default=None)
    wrong_before: int = 0
    piles_up: bool = False


@dataclass(frozen=True, kw_only=True)
class RightPassword:
    """A password that was right, put in force at `changed_at`; without a token the second step is due."""

    account_id: int
    changed_at: datetime | None
    token: str | None = field(repr=False, default=None)


def begin_sign_in(
    session: Session, *, request: SignInRequest, now: datetime, limits: SignInLimits | None = None
) -> SignInTry:
    """Counts a try; the transaction must be committed before the password is looked at.

    Raises TooManyAttempts, known login or not, right password or not.
    """
    limits, login = limits or SignInLimits(), normal_login(request.login)
    account = session.execute(
        select(Account.id, Account.password_hash, Account.failed_count).where(Account.login == login)
    ).first()
    browser = request.browser
    known = browser if browser and account and account.id in browser.accounts else None
    login_key = digest(f"login:{login}")
    place_key = digest(f"browser:{known.name}" if known else f"ip:{ip_bucket(request.ip)}")
    one_at_a_time(session, login_key, place_key)
    lately = wrong_lately(session, login_key, now, limits)
    refuse_if_throttled(
        session,
        login_key=login_key,
        place_key=place_key,
        known=known is not None,
        lately=lately,
        now=now,
        limits=limits,
    )
    attempt = SignInAttempt(login_key=login_key, ip_key=place_key, at=now, wrong=True)
    session.add(attempt)
    session.flush()
    if account is None:
        return SignInTry(attempt_id=attempt.id)
    return SignInTry(
        attempt_id=attempt.id,
        account_id=account.id,
        password_hash=account.password_hash,
        wrong_before=account.failed_count,
        piles_up=lately + 1 >= limits.piled_up,
    )


def finish_sign_in(
    session: Session,
    *,
    request: SignInRequest,
    attempt: SignInTry,
    correct: bool,
    now: datetime,
    limits: SessionLimits | None = None,
    enrols: bool = False,
    renewed: str | None = None,
) -> RightPassword | None:
    """What a right password leads to; None, whatever the reason, for a wrong one.

    The account is looked at again: it may have been shut, or its password changed, in between. `enrols`: it
    must set up a second step before anything else, if it has none. `renewed`: the hash kept from now on.
    """
    account = session.execute(
        select(Account.id, Account.officer_id, Account.password_changed_at, has_second_step()).where(
            Account.id == attempt.account_id,
            Account.active,
            Account.password_hash == attempt.password_hash,
        )
    ).first()
    if account is None or not correct:
        note_wrong(session, request=request, attempt=attempt, now=now)
        return None
    note_right(session, attempt=attempt)
    account_id, officer_id, changed_at, second_step = account
    if renewed is not None:
        renew_hash(session, account_id=account_id, password_hash=renewed)
    if second_step:
        return RightPassword(account_id=account_id, changed_at=changed_at)
    actor = account_actor(account_id, officer_id, request.origin)
    token = admit(
        session,
        account_id=account_id,
        by="password",
        user_agent=request.user_agent,
        now=now,
        actor=actor,
        limits=limits,
        enrols=enrols,
    )
    return RightPassword(account_id=account_id, changed_at=changed_at, token=token)


def admit(
    session: Session,
    *,
    account_id: int,
    by: str,
    user_agent: str,
    now: datetime,
    actor: Actor,
    limits: SessionLimits | None = None,
    enrols: bool = False,
) -> str:
    """The token of a new session for who has proved all that is asked; `by` what came last is recorded."""
    first = case((Account.last_signed_in_at.is_(None), 0), else_=Account.tour_step)  # a tour begins with it
    session.execute(
        update(Account)
        .where(Account.id == account_id)
        .values(failed_count=0, last_signed_in_at=now, tour_step=first)
    )
    subject = f"account:{account_id}"
    record(session, now=now, actor=actor, kind="sign_in.accepted", subject=subject, data={"by": by})
    return start_session(
        session, account_id=account_id, user_agent=user_agent, now=now, limits=limits, enrols=enrols
    )


def account_of_half(session: Session, *, account_id: int, changed_at: datetime | None) -> Account | None:
    """The account whose password was right a moment ago; None where it was shut or given another since."""
    same = Account.password_changed_at.is_not_distinct_from(changed_at)
    return session.scalar(select(Account).where(Account.id == account_id, Account.active, same))


def note_refused(session: Session, *, origin: str, now: datetime) -> None:
    """Records a try to sign in of which nobody knows whose account it was for."""
    record(session, now=now, actor=Actor("nobody", origin), kind="sign_in.refused", subject="account:unknown")


def note_wrong(session: Session, *, request: SignInRequest, attempt: SignInTry, now: datetime) -> None:
    """A counted try was wrong: the account's owner is told how many there were, and it is on record."""
    session.execute(
        update(Account)
        .where(Account.id == attempt.account_id)
        .values(failed_count=Account.failed_count + 1, last_failed_at=now)
    )
    # The login typed is not recorded: it may be a password in the wrong field.
    record(
        session,
        now=now,
        actor=Actor("nobody", request.origin),
        kind="sign_in.refused",
        subject=f"account:{attempt.account_id or 'unknown'}",
    )


def note_right(session: Session, *, attempt: SignInTry) -> None:
    """A counted try was right and takes up no room."""
    session.execute(update(SignInAttempt).where(SignInAttempt.id == attempt.attempt_id).values(wrong=False))


def sign_in(
    session: Session,
    *,
    request: SignInRequest,
    now: datetime,
    limits: SessionLimits | None = None,
    throttle: SignInLimits | None = None,
) -> str | None:
    """All three steps in the caller's transaction, for scripts and tests; do commit.

    None when refused, and where a second step is due.
    """
    attempt = begin_sign_in(session, request=request, now=now, limits=throttle)
    correct = check_password(attempt.password_hash, request.password)
    right = finish_sign_in(session, request=request, attempt=attempt, correct=correct, now=now, limits=limits)
    return None if right is None else right.token


def start_session(
    session: Session,
    *,
    account_id: int,
    user_agent: str,
    now: datetime,
    limits: SessionLimits | None = None,
    enrols: bool = False,
) -> str:
    """A new session for whoever has just proved to be this account; returns the token for the cookie."""
    end_longest_unused(session, account_id=account_id, now=now)
    token, token_digest = new_token()
    session.add(
        SignInSession(
            id=token_digest,
            account_id=account_id,
            created_at=now,
            last_seen_at=now,
            expires_at=now + (limits or SessionLimits()).absolute,
            device=device_of(user_agent),
            proved_at=now,
            enrols=enrols,
        )
    )
    session.flush()
    return token


def prove_again(session: Session, *, session_id: str, now: datetime) -> None:
    """Notes that whoever sits at a signed-in browser has just proved to be its owner."""
    session.execute(update(SignInSession).where(SignInSession.id == session_id).values(proved_at=now))


def touch_session(session: Session, *, session_id: str, now: datetime) -> None:
    """Notes that a session is in use; enough once every few minutes (`SignedIn.touch_due`)."""
    session.execute(
        update(SignInSession)
        .where(SignInSession.id == session_id, SignInSession.ended_at.is_(None))
        .values(last_seen_at=now)
    )


def end_session(session: Session, *, session_id: str, now: datetime) -> None:
    """Signs one browser out."""
    session.execute(
        update(SignInSession)
        .where(SignInSession.id == session_id, SignInSession.ended_at.is_(None))
        .values(ended_at=now)
    )


def account_actor(account_id: int, officer_id: int | None, origin: str) -> Actor:
    """Who acts when this account does: the officer, or the account itself where it has none."""
    if officer_id is None:
        return Actor(f"account:{account_id}", origin, None, account_id)
    return Actor.officer(officer_id, origin, account_id)
