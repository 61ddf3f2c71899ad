"""Whether somebody's single keys do something on the desk: on until they switch them off."""

from __future__ import annotations

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from complaints_service.accounts.models import Account


def has_shortcuts(account_id: int) -> Select[bool]:
    """Asks whether the keys are on for an account."""
    return select(Account.shortcuts).where(Account.id == account_id)


def set_shortcuts(session: Session, *, account_id: int, on: bool) -> None:
    """Switches the keys on or off."""
    session.execute(update(Account).where(Account.id == account_id).values(shortcuts=on))
