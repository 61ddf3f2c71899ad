"""What an account has as its second step."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from complaints_service.accounts.factor.models import CodeApp, Passkey, RecoveryCode
from complaints_service.accounts.models import Account


@dataclass(frozen=True, kw_only=True)
class PasskeyCard:
    """A passkey as its owner knows it; `last_used_at`: None where it never was."""

    id: int
    name: str
    credential: str
    created_at: datetime
    last_used_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class SecondStep:
    """What an account has: since when an app, which passkeys, how many unused recovery codes."""

    app_since: datetime | None
    passkeys: tuple[PasskeyCard, ...]
    codes_left: int

    @property
    def stands(self) -> bool:
        """Whether a password alone does not sign in."""
        return self.app_since is not None or bool(self.passkeys)


def second_step_of(session: Session, *, account_id: int) -> SecondStep:
    """What an account has as its second step."""
    since = session.scalar(
        select(CodeApp.confirmed_at).where(
            CodeApp.account_id == account_id, CodeApp.confirmed_at.is_not(None)
        )
    )
    left = session.scalar(
        select(func.count())
        .select_from(RecoveryCode)
        .where(RecoveryCode.account_id == account_id, RecoveryCode.used_at.is_(None))
    )
    rows = session.scalars(
        select(Passkey).where(Passkey.account_id == account_id).order_by(Passkey.created_at, Passkey.id)
    )
    cards = tuple(
        PasskeyCard(
            id=row.id,
            name=row.name,
            credential=row.credential,
            created_at=row.created_at,
            last_used_at=row.last_used_at,
        )
        for row in rows
    )
    return SecondStep(app_since=since, passkeys=cards, codes_left=left or 0)


def has_second_step() -> ColumnElement[bool]:
    """Whether an account of the statement has a second step."""
    return or_(
        select(CodeApp.id)
        .where(CodeApp.account_id == Account.id, CodeApp.confirmed_at.is_not(None))
        .exists(),
        select(Passkey.id).where(Passkey.account_id == Account.id).exists(),
    )
