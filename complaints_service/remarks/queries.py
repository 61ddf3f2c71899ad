"""Reads remarks: one's own, and all for whoever answers them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.accounts.models import Account
from complaints_service.people.models import Officer
from complaints_service.remarks.models import PageRemark

#: What is settled is listed this far back.
_SETTLED = 50


@dataclass(frozen=True, kw_only=True)
class RemarkView:
    """A remark as it is read; `by` the name of whoever wrote it."""

    id: int
    by: str
    page: str
    words: str
    written_at: datetime
    state: str
    answer: str | None
    settled_at: datetime | None
    unread: bool


def own_remarks(session: Session, *, account_id: int) -> Sequence[RemarkView]:
    """What somebody said, the newest first."""
    return _read(session, PageRemark.account_id == account_id)


def all_remarks(session: Session) -> Sequence[RemarkView]:
    """What waits, the oldest first, and behind it what was settled last."""
    waiting = _read(session, PageRemark.state == "open", newest=False)
    return [*waiting, *_read(session, PageRemark.state != "open")]


def _read(session: Session, only: object, *, newest: bool = True) -> list[RemarkView]:
    order = PageRemark.id.desc() if newest else PageRemark.id
    query = (
        select(PageRemark, Account.login, Officer.name)
        .join(Account, Account.id == PageRemark.account_id)
        .outerjoin(Officer, Officer.id == Account.officer_id)
        .where(only)  # type: ignore[arg-type]
        .order_by(order)
    )
    return [
        RemarkView(
            id=row.id,
            by=name or login,
            page=row.page,
            words=row.words,
            written_at=row.written_at,
            state=row.state,
            answer=row.answer,
            settled_at=row.settled_at,
            unread=row.state == "answered" and row.seen_at is None,
        )
        for row, login, name in session.execute(query.limit(_SETTLED) if newest else query)
    ]
