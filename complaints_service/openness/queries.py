"""Reads what was published."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.openness.models import PublishedMonth


def published(session: Session, *, last: int | None = None) -> Sequence[PublishedMonth]:
    """The published months, the newest first; only the `last` ones where so many are enough."""
    query = select(PublishedMonth).order_by(PublishedMonth.month.desc())
    return session.scalars(query if last is None else query.limit(last)).all()


def published_month(session: Session, month: str) -> PublishedMonth | None:
    """One month, once it is published."""
    return session.get(PublishedMonth, month)
