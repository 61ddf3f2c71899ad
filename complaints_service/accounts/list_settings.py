"""How somebody wants the lists of the desk: dense or comfortable, and with which columns."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from complaints_service.accounts.models import Account


@dataclass(frozen=True)
class ListSettings:
    """What an account chose; `columns` None: it chose none, and gets the usual ones."""

    dense: bool = False
    columns: tuple[str, ...] | None = None


def list_settings(session: Session, *, account_id: int) -> ListSettings:
    """What this account chose for its lists."""
    found = session.execute(select(Account.dense, Account.columns).where(Account.id == account_id)).one()
    return ListSettings(found.dense, None if found.columns is None else tuple(found.columns.split()))


def set_list(session: Session, *, account_id: int, dense: bool, columns: Collection[str]) -> None:
    """Keeps what an account chose for its lists."""
    kept = " ".join(columns)
    session.execute(update(Account).where(Account.id == account_id).values(dense=dense, columns=kept))
