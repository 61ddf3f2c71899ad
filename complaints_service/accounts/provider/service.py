"""Whose account a person of the provider opens: linked by its owner or an administrator, never by e-mail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from complaints_service.accounts.factor.queries import has_second_step
from complaints_service.accounts.models import Account
from complaints_service.accounts.provider.answers import SUBJECT_LETTERS
from complaints_service.accounts.provider.models import ProviderLink
from complaints_service.audit.service import record
from complaints_service.errors import Actor, DomainError, NotFound, invalid, words


@dataclass(frozen=True, kw_only=True)
class LinkedAccount:
    """The open account of a person of the provider; `second_step`: whether it has one of its own."""

    account_id: int
    officer_id: int | None
    changed_at: datetime | None
    wrong_before: int
    second_step: bool


def account_linked(session: Session, *, issuer: str, subject: str, now: datetime) -> LinkedAccount | None:
    """The account that this person opens, and notes that it was asked for; None for none, or a shut one."""
    found = session.execute(
        select(
            Account.id,
            Account.officer_id,
            Account.password_changed_at,
            Account.failed_count,
            has_second_step(),
            ProviderLink.id,
        )
        .join(ProviderLink, ProviderLink.account_id == Account.id)
        .where(ProviderLink.issuer == issuer, ProviderLink.subject == subject, Account.active)
    ).first()
    if found is None:
        return None
    account_id, officer_id, changed_at, wrong_before, second_step, link_id = found
    session.execute(update(ProviderLink).where(ProviderLink.id == link_id).values(last_used_at=now))
    return LinkedAccount(
        account_id=account_id,
        officer_id=officer_id,
        changed_at=changed_at,
        wrong_before=wrong_before,
        second_step=bool(second_step),
    )


def link_of(session: Session, *, account_id: int, issuer: str) -> ProviderLink | None:
    """An account's link to this provider."""
    return session.scalar(
        select(ProviderLink).where(ProviderLink.account_id == account_id, ProviderLink.issuer == issuer)
    )


def link_account(
    session: Session, *, account_id: int, issuer: str, subject: str, now: datetime, actor: Actor
) -> None:
    """Lets a person of the provider open an account, in place of whom it was linked to before.

    Raises Invalid, DomainError `subject_taken`.
    """
    plain = subject.strip()
    if not 0 < len(plain) <= SUBJECT_LETTERS or not plain.isascii() or not plain.isprintable():
        raise invalid("subject", words("Isi tanda orang itu di penyedia, persis seperti di sana."))
    whose = session.scalar(
        select(ProviderLink.account_id).where(ProviderLink.issuer == issuer, ProviderLink.subject == plain)
    )
    if whose == account_id:
        return
    if whose is not None:
        sentence = words("Orang itu sudah terhubung dengan akun lain. Lepaskan dulu di sana.")
        raise DomainError("subject_taken", sentence)
    session.execute(
        delete(ProviderLink).where(ProviderLink.account_id == account_id, ProviderLink.issuer == issuer)
    )
    session.add(ProviderLink(account_id=account_id, issuer=issuer, subject=plain, linked_at=now))
    session.flush()
    _record(session, now, actor, "provider.linked", account_id, issuer)


def unlink_account(session: Session, *, account_id: int, issuer: str, now: datetime, actor: Actor) -> None:
    """Lets nobody of the provider open an account any more. Raises NotFound."""
    gone = session.scalar(
        delete(ProviderLink)
        .where(ProviderLink.account_id == account_id, ProviderLink.issuer == issuer)
        .returning(ProviderLink.id)
    )
    if gone is None:
        raise NotFound("provider link")
    _record(session, now, actor, "provider.unlinked", account_id, issuer)


def forget_links(session: Session, *, account_id: int) -> None:
    """Takes away every link of an account that is shut."""
    session.execute(delete(ProviderLink).where(ProviderLink.account_id == account_id))


def _record(session: Session, now: datetime, actor: Actor, kind: str, account_id: int, issuer: str) -> None:
    subject = f"account:{account_id}"
    record(session, now=now, actor=actor, kind=kind, subject=subject, data={"issuer": issuer})
