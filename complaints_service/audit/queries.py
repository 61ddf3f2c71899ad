"""Reading the audit record: about one subject, or all of it by kind, person and time, page by page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, func, select, tuple_
from sqlalchemy.orm import Session

from complaints_service.audit.models import AuditEvent


@dataclass(frozen=True, kw_only=True)
class AuditAsked:
    """What somebody looks for in the record; None: all. `before`: the instant and id of the last row seen."""

    kind: str | None = None
    actor: str | None = None
    subject: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    before: tuple[datetime, int] | None = None


def events_about(session: Session, *, subject: str, limit: int = 100) -> Sequence[AuditEvent]:
    """What was recorded about one subject, newest first."""
    return session.scalars(
        select(AuditEvent).where(AuditEvent.subject == subject).order_by(AuditEvent.id.desc()).limit(limit)
    ).all()


def events_asked(session: Session, *, asked: AuditAsked, limit: int) -> Sequence[AuditEvent]:
    """The newest rows that fit, at most `limit`; each condition by itself reads along an index."""
    return session.scalars(
        select(AuditEvent)
        .where(*_conditions(asked))
        .order_by(AuditEvent.at.desc(), AuditEvent.id.desc())
        .limit(limit)
    ).all()


def every_event(session: Session, *, asked: AuditAsked, at_once: int = 1000) -> Iterator[AuditEvent]:
    """All rows that fit, newest first, read a page at a time."""
    while rows := events_asked(session, asked=asked, limit=at_once):
        yield from rows
        asked = replace(asked, before=(rows[-1].at, rows[-1].id))


def kinds_recorded(session: Session) -> list[str]:
    """Every kind there is, from the index alone: one step a kind, however many rows each has."""
    first = select(func.min(AuditEvent.kind).label("kind")).cte("kinds", recursive=True)
    after = select(func.min(AuditEvent.kind)).where(AuditEvent.kind > first.c.kind).scalar_subquery()
    every = first.union_all(select(after).where(first.c.kind.is_not(None)))
    return list(session.scalars(select(every.c.kind).where(every.c.kind.is_not(None))))


def _conditions(asked: AuditAsked) -> Iterator[ColumnElement[bool]]:
    for column, value in (
        (AuditEvent.kind, asked.kind),
        (AuditEvent.actor, asked.actor),
        (AuditEvent.subject, asked.subject),
    ):
        if value is not None:
            yield column == value
    if asked.since is not None:
        yield AuditEvent.at >= asked.since
    if asked.until is not None:
        yield AuditEvent.at < asked.until
    if asked.before is not None:
        at, row_id = asked.before
        yield AuditEvent.at <= at
        yield tuple_(AuditEvent.at, AuditEvent.id) < tuple_(at, row_id)
