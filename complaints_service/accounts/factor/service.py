"""Setting up, using and taking away the second step of signing in; every change of it is on record."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from complaints_service.accounts.credentials import end_credentials, end_sessions
from complaints_service.accounts.factor.apps import confirm_app, take_app_code
from complaints_service.accounts.factor.codes import typed_code
from complaints_service.accounts.factor.models import CodeApp, Passkey, RecoveryCode, forget_second_step
from complaints_service.accounts.factor.queries import second_step_of
from complaints_service.accounts.factor.recovery import new_recovery_codes, take_recovery_code
from complaints_service.accounts.models import Account, SignInAttempt, SignInSession
from complaints_service.audit.service import record
from complaints_service.errors import Actor, DomainError, NotFound, words

APP, RECOVERY, PASSKEY = "app", "recovery_code", "passkey"


def take_code(
    session: Session, *, account_id: int, typed: str, attempt_id: int, now: datetime, actor: Actor
) -> str | None:
    """By what a typed code is right (`app` or `recovery_code`), which uses it up; None for a wrong one."""
    code, by = typed_code(typed), None
    if take_app_code(session, account_id=account_id, code=code, now=now):
        by = APP
    elif take_recovery_code(session, account_id=account_id, code=code, now=now):
        by = RECOVERY
        left = second_step_of(session, account_id=account_id).codes_left
        _record(session, now, actor, "second_step.recovery_code_used", account_id, left=left)
    if by is None:
        session.execute(
            update(Account)
            .where(Account.id == account_id)
            .values(failed_count=Account.failed_count + 1, last_failed_at=now)
        )
        _record(session, now, Actor("nobody", actor.origin), "second_step.refused", account_id)
        return None
    session.execute(update(SignInAttempt).where(SignInAttempt.id == attempt_id).values(wrong=False))
    return by


def set_app(
    session: Session, *, account_id: int, session_id: str, typed: str, now: datetime, actor: Actor
) -> list[str]:
    """Confirms the app that was begun; fresh recovery codes with the first factor, else none.

    Raises Invalid, DomainError `no_app`.
    """
    before = second_step_of(session, account_id=account_id)
    confirm_app(session, account_id=account_id, typed=typed, now=now)
    _record(session, now, actor, "second_step.app_set", account_id)
    return first_codes(session, account_id=account_id, session_id=session_id, stood=before.stands, now=now)


def first_codes(
    session: Session, *, account_id: int, session_id: str, stood: bool, now: datetime
) -> list[str]:
    """What follows the first factor of an account: recovery codes, and this browser may go everywhere.

    All others were signed in by the password alone, whoever sits there, and end.
    """
    if stood:
        return []
    end_sessions(session, account_id=account_id, now=now, except_session=session_id)
    session.execute(update(SignInSession).where(SignInSession.id == session_id).values(enrols=False))
    return new_recovery_codes(session, account_id=account_id, now=now)


def renew_codes(session: Session, *, account_id: int, now: datetime, actor: Actor) -> list[str]:
    """Fresh recovery codes in place of the earlier ones. Raises DomainError `no_second_step`."""
    if not second_step_of(session, account_id=account_id).stands:
        raise DomainError("no_second_step", words("Pasang dulu aplikasi kode atau kunci sandi."))
    codes = new_recovery_codes(session, account_id=account_id, now=now)
    _record(session, now, actor, "second_step.codes_made", account_id)
    return codes


def drop_app(session: Session, *, account_id: int, demanded: bool, now: datetime, actor: Actor) -> None:
    """Takes the app away. `demanded`: the account must keep a factor. Raises NotFound, `last_factor`."""
    if second_step_of(session, account_id=account_id).app_since is None:
        raise NotFound("factor")
    session.execute(delete(CodeApp).where(CodeApp.account_id == account_id))
    _dropped(session, account_id, demanded, now, actor, APP)


def drop_passkey(
    session: Session, *, account_id: int, passkey_id: int, demanded: bool, now: datetime, actor: Actor
) -> None:
    """Takes a passkey away. `demanded`: the account must keep a factor. Raises NotFound, `last_factor`."""
    gone = session.scalar(
        delete(Passkey)
        .where(Passkey.id == passkey_id, Passkey.account_id == account_id)
        .returning(Passkey.id)
    )
    if gone is None:
        raise NotFound("factor")
    _dropped(session, account_id, demanded, now, actor, PASSKEY)


def reset_second_step(session: Session, *, account_id: int, now: datetime, actor: Actor) -> None:
    """Takes all of it away for who lost it, and ends what opened the account; the password stays.

    Nobody does it for themselves: it takes a second person, or whoever stands at the machine.
    Raises DomainError `own_second_step`, `no_second_step`.
    """
    if actor.account_id == account_id:
        sentence = words(
            "Langkah kedua Anda sendiri diatur ulang oleh pengelola lain, atau dari mesin server."
        )
        raise DomainError("own_second_step", sentence)
    before = second_step_of(session, account_id=account_id)
    if not before.stands:
        raise DomainError("no_second_step", words("Akun ini tidak punya langkah kedua."))
    forget_second_step(session, account_id=account_id)
    ended = end_credentials(session, account_id=account_id, now=now)
    told = {"app": before.app_since is not None, "passkeys": len(before.passkeys), "ended": ended}
    _record(session, now, actor, "second_step.reset", account_id, **told)


def _dropped(
    session: Session, account_id: int, demanded: bool, now: datetime, actor: Actor, what: str
) -> None:
    stands = second_step_of(session, account_id=account_id).stands
    if demanded and not stands:
        sentence = words("Peran Anda perlu langkah kedua. Pasang yang baru dulu, baru lepas yang ini.")
        raise DomainError("last_factor", sentence)
    if not stands:
        session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))
    _record(session, now, actor, "second_step.dropped", account_id, what=what)


def _record(
    session: Session, now: datetime, actor: Actor, kind: str, account_id: int, **data: object
) -> None:
    record(session, now=now, actor=actor, kind=kind, subject=f"account:{account_id}", data=data)
