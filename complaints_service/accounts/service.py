"""Accounts: making them, their passwords, their roles, shutting them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from complaints_service.accounts.access import GRANTED_ROLES
from complaints_service.accounts.credentials import end_credentials
from complaints_service.accounts.factor.models import forget_second_step
from complaints_service.accounts.logins import require_login
from complaints_service.accounts.models import Account, RoleGrant
from complaints_service.accounts.provider.service import forget_links
from complaints_service.audit.service import record
from complaints_service.errors import Actor, DomainError, Invalid, words

ADMINISTRATOR = "administrator"


@dataclass(frozen=True)
class NewAccount:
    """What an account starts with; without a password hash only a one-time link opens it."""

    login: str
    officer_id: int | None = None
    password_hash: str | None = None
    language: str = "id"


def create_account(session: Session, *, new: NewAccount, now: datetime, actor: Actor) -> Account:
    """Makes an account. Raises Invalid, DomainError `login_taken` or `officer_has_account`."""
    login = require_login(new.login)
    if session.scalar(select(Account.id).where(Account.login == login)) is not None:
        raise _taken(login)
    if new.officer_id is not None and session.scalar(
        select(Account.id).where(Account.officer_id == new.officer_id)
    ):
        raise DomainError("officer_has_account", words("Petugas ini sudah punya akun."))
    account = Account(
        login=login,
        officer_id=new.officer_id,
        password_hash=new.password_hash,
        language=new.language,
        created_at=now,
        password_changed_at=now if new.password_hash else None,
    )
    session.add(account)
    session.flush()
    _record(session, now, actor, "account.created", account.id, login=login, officer=new.officer_id)
    return account


def rename_login(session: Session, *, account_id: int, login: str, now: datetime, actor: Actor) -> None:
    """Gives an account another login. Raises Invalid or DomainError `login_taken`."""
    plain = require_login(login)
    if session.scalar(select(Account.id).where(Account.login == plain, Account.id != account_id)):
        raise _taken(plain)
    session.execute(update(Account).where(Account.id == account_id).values(login=plain))
    _record(session, now, actor, "account.renamed", account_id, login=plain)


def renew_hash(session: Session, *, account_id: int, password_hash: str) -> None:
    """Keeps the same password under a hash of today's cost; nothing that opens the account ends."""
    session.execute(update(Account).where(Account.id == account_id).values(password_hash=password_hash))


def set_password(
    session: Session,
    *,
    account_id: int,
    password_hash: str,
    now: datetime,
    actor: Actor,
    except_session: str | None = None,
) -> None:
    """Puts a new password in force and ends all else that opened the account (`end_credentials`).

    The hash comes from `passwords.make_password_hash`, made before the transaction began.
    """
    session.execute(
        update(Account)
        .where(Account.id == account_id)
        .values(password_hash=password_hash, password_changed_at=now, failed_count=0)
    )
    ended = end_credentials(session, account_id=account_id, now=now, except_session=except_session)
    _record(session, now, actor, "account.password_changed", account_id, ended=ended)


def set_active(session: Session, *, account_id: int, active: bool, now: datetime, actor: Actor) -> None:
    """Opens an account, or shuts it together with all that opened it.

    One that is opened again needs a new password, second step and link to the provider: what opened it once
    does not any more.
    """
    ended: dict[str, int] = {}
    if not active:
        ended = end_credentials(session, account_id=account_id, now=now)
        session.execute(update(Account).where(Account.id == account_id).values(password_hash=None))
        forget_second_step(session, account_id=account_id)
        forget_links(session, account_id=account_id)
    session.execute(update(Account).where(Account.id == account_id).values(active=active))
    _record(session, now, actor, "account.opened" if active else "account.shut", account_id, ended=ended)


def set_roles(
    session: Session,
    *,
    account_id: int,
    roles: Collection[tuple[str, int | None]],
    now: datetime,
    actor: Actor,
    except_session: str | None = None,
) -> bool:
    """Makes these the granted roles, each with the id of its unit (None: the whole office).

    Returns whether anything changed; if so, all that opened the account ends (`end_credentials`), so that
    nobody goes on with what was handed out for other rights. What is taken away ends now and stays readable.
    Raises Invalid `unknown_role`.
    """
    wanted = set(roles)
    unknown = sorted({role for role, _ in wanted if role not in GRANTED_ROLES})
    if unknown:
        detail = words("Peran tidak dikenal: %(roles)s.", roles=", ".join(unknown))
        raise Invalid({"roles": [detail]}, code="unknown_role")
    held = {
        (row.role, row.unit_id): row.id
        for row in session.execute(
            select(RoleGrant.id, RoleGrant.role, RoleGrant.unit_id).where(
                RoleGrant.account_id == account_id, RoleGrant.ended_at.is_(None)
            )
        )
    }
    gone = [held[key] for key in held.keys() - wanted]
    fresh = sorted(wanted - held.keys(), key=str)
    if not gone and not fresh:
        return False
    if gone:
        session.execute(update(RoleGrant).where(RoleGrant.id.in_(gone)).values(ended_at=now))
    if fresh:
        session.execute(
            insert(RoleGrant),
            [
                {"account_id": account_id, "role": role, "unit_id": unit_id, "granted_at": now}
                for role, unit_id in fresh
            ],
        )
    ended = end_credentials(session, account_id=account_id, now=now, except_session=except_session)
    listed = [list(key) for key in sorted(wanted, key=str)]
    _record(session, now, actor, "account.roles_changed", account_id, roles=listed, ended=ended)
    return True


def grant_role(
    session: Session, *, account_id: int, role: str, unit_id: int | None, now: datetime, actor: Actor
) -> bool:
    """Adds one role to those held; returns whether it is new. Raises DomainError `unknown_role`."""
    held = session.execute(
        select(RoleGrant.role, RoleGrant.unit_id).where(
            RoleGrant.account_id == account_id, RoleGrant.ended_at.is_(None)
        )
    ).all()
    roles = {(row.role, row.unit_id) for row in held} | {(role, unit_id)}
    return set_roles(session, account_id=account_id, roles=roles, now=now, actor=actor)


def require_another_administrator(session: Session, *, account_id: int) -> None:
    """Raises `last_administrator` where nobody but this account manages accounts: somebody has to stay."""
    able = set(
        session.scalars(
            select(RoleGrant.account_id)
            .join(Account, Account.id == RoleGrant.account_id)
            .where(
                RoleGrant.role == ADMINISTRATOR,
                RoleGrant.unit_id.is_(None),
                RoleGrant.ended_at.is_(None),
                RoleGrant.until_on.is_(None),
                Account.active,
            )
        )
    )
    if able == {account_id}:
        raise DomainError(
            "last_administrator",
            words("Ini pengelola terakhir. Beri dulu orang lain peran administrator untuk seluruh kantor."),
        )


def _taken(login: str) -> DomainError:
    return DomainError("login_taken", words("Nama masuk %(login)s sudah dipakai.", login=login))


def _record(
    session: Session, now: datetime, actor: Actor, kind: str, account_id: int, **data: object
) -> None:
    record(session, now=now, actor=actor, kind=kind, subject=f"account:{account_id}", data=data)
