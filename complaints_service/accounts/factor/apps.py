"""An app that shows codes: its secret is made and sealed, confirmed by a first code, and asked for codes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from complaints_service.accounts.factor.codes import fresh_secret, is_app_code, right_step, typed_code
from complaints_service.accounts.factor.models import CodeApp
from complaints_service.errors import DomainError, invalid, words
from complaints_service.vault.keyring import NotOpened
from complaints_service.vault.opening import open_own
from complaints_service.vault.sealing import seal_own


def begin_app(session: Session, *, account_id: int, now: datetime) -> str:
    """The secret of a new app, which counts once it is confirmed; one begun earlier is forgotten."""
    session.execute(delete(CodeApp).where(CodeApp.account_id == account_id, CodeApp.confirmed_at.is_(None)))
    secret = fresh_secret()
    sealed = seal_own(session, belongs=_belongs(account_id), text=secret)
    session.add(CodeApp(account_id=account_id, sealed=sealed, created_at=now))
    session.flush()
    return secret


def begun_app(session: Session, *, account_id: int) -> str | None:
    """The secret of an app that waits for its first code; None where none does."""
    row = _app(session, account_id, confirmed=False)
    return None if row is None else _secret(session, row)


def confirm_app(session: Session, *, account_id: int, typed: str, now: datetime) -> None:
    """Lets the app that was begun count, in place of an earlier one. Raises Invalid, DomainError `no_app`."""
    row = _app(session, account_id, confirmed=False)
    secret = None if row is None else _secret(session, row)
    if row is None or secret is None:
        raise DomainError("no_app", words("Mulai lagi dari awal: kotak untuk dipindai sudah diganti."))
    step = right_step(secret, typed_code(typed), now=now, after=0)
    if step is None:
        raise invalid(
            "code", words("Kode itu tidak cocok. Periksa jam ponsel Anda, lalu ketik kode yang sekarang.")
        )
    session.execute(
        delete(CodeApp).where(CodeApp.account_id == account_id, CodeApp.confirmed_at.is_not(None))
    )
    row.confirmed_at, row.last_step = now, step
    session.flush()


def take_app_code(session: Session, *, account_id: int, code: str, now: datetime) -> bool:
    """Whether it is the app's code now and was not taken before; one conditional update decides."""
    row = _app(session, account_id, confirmed=True)
    secret = None if row is None or not is_app_code(code) else _secret(session, row)
    if row is None or secret is None:
        return False
    step = right_step(secret, code, now=now, after=row.last_step)
    if step is None:
        return False
    taken = session.scalar(
        update(CodeApp)
        .where(CodeApp.id == row.id, CodeApp.last_step < step)
        .values(last_step=step)
        .returning(CodeApp.id)
    )
    return taken is not None


def seal_apps_anew(session: Session) -> int:
    """Seals every app's secret under the newest identity key; how many."""
    rows = session.scalars(select(CodeApp)).all()
    for row in rows:
        belongs = _belongs(row.account_id)
        secret = open_own(session, belongs=belongs, sealed=row.sealed)
        row.sealed = seal_own(session, belongs=belongs, text=secret)
    session.flush()
    return len(rows)


def _app(session: Session, account_id: int, *, confirmed: bool) -> CodeApp | None:
    state = CodeApp.confirmed_at.is_not(None) if confirmed else CodeApp.confirmed_at.is_(None)
    return session.scalar(select(CodeApp).where(CodeApp.account_id == account_id, state))


def _secret(session: Session, row: CodeApp) -> str | None:
    """The secret; None where the key it was sealed under is gone: then no code is right."""
    try:
        return open_own(session, belongs=_belongs(row.account_id), sealed=row.sealed)
    except NotOpened:
        return None


def _belongs(account_id: int) -> str:
    return f"code_app|{account_id}"
