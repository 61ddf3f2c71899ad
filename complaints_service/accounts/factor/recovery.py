"""Recovery codes: printed once, each good once, all replaced together."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from complaints_service.accounts.factor.codes import RECOVERY_CODES, fresh_recovery_code, recovery_id
from complaints_service.accounts.factor.models import RecoveryCode


def new_recovery_codes(session: Session, *, account_id: int, now: datetime) -> list[str]:
    """Fresh codes, shown this once; those made earlier stop working."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))
    codes = [fresh_recovery_code() for _ in range(RECOVERY_CODES)]
    session.add_all(
        RecoveryCode(id=recovery_id(account_id, code), account_id=account_id, created_at=now)
        for code in codes
    )
    session.flush()
    return codes


def take_recovery_code(session: Session, *, account_id: int, code: str, now: datetime) -> bool:
    """Uses a code up; False where it is not the account's, or used. One conditional update decides."""
    taken = session.scalar(
        update(RecoveryCode)
        .where(RecoveryCode.id == recovery_id(account_id, code), RecoveryCode.used_at.is_(None))
        .values(used_at=now)
        .returning(RecoveryCode.id)
    )
    return taken is not None
