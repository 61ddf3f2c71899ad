"""Reading the audit record: about one subject, or all of it by kind, person and time, page by page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, func, select, text, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session, contains_eager

from complaints_service.audit.models import SAYS_PURPOSE, AuditEvent, AuditSource


@dataclass(frozen=True, kw_only=True)
class AuditAsked:
    """What somebody looks for in the record; None: all. `before`: the instant and id of the last row seen.

    `purpose`: what stands in the words of those who said for what they did it.
    """

    kind: str | None = None
    actor: str | None = None
    subject: str | None = None
    address: str | None = None
    session: str | None = None
    purpose: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    before: tuple[datetime, int] | None = None


def events_about(session: Session, *, subject: str, limit: int = 100) -> Sequence[AuditEvent]:
    """What was recorded about one subject, newest first."""
    return session.scalars(
        select(AuditEvent).where(AuditEvent.subject == subject).order_by(AuditEvent.id.desc()).limit(limit)
    ).all()


def events_asked(session: Session, *, asked: AuditAsked, limit: int) -> Sequence[AuditEvent]:
    """The newest rows that fit, at most `limit`, with where each came from.

    Each condition by itself reads along an index, and so do who, what and from which network two by two.
    """
    # Who asks for a source reads along its rows, which have the instants of their acts, who and what.
    by_source = asked.address is not None or asked.session is not None
    at, row_id = (AuditSource.at, AuditSource.event_id) if by_source else (AuditEvent.at, AuditEvent.id)
    along: type[AuditEvent | AuditSource] = AuditSource if by_source else AuditEvent
    found = select(AuditEvent).join(AuditEvent.came, isouter=not by_source)
    if asked.purpose is not None:
        # Word for word as the index has it.
        found = found.where(text(SAYS_PURPOSE[session.get_bind().dialect.name]))
    return session.scalars(
        found.options(contains_eager(AuditEvent.came))
        .where(*_conditions(asked, along, at, row_id))
        .order_by(at.desc(), row_id.desc())
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


def _conditions(
    asked: AuditAsked,
    along: type[AuditEvent | AuditSource],
    row_at: InstrumentedAttribute[datetime],
    row_id: InstrumentedAttribute[int],
) -> Iterator[ColumnElement[bool]]:
    for column, value in (
        (along.kind, asked.kind),
        (along.actor, asked.actor),
        (AuditEvent.subject, asked.subject),
        (AuditSource.address, asked.address),
        (AuditSource.session, asked.session),
    ):
        if value is not None:
            yield column == value
    if asked.purpose is not None:
        yield AuditEvent.data["purpose"].as_string().icontains(asked.purpose, autoescape=True)
    if asked.since is not None:
        yield row_at >= asked.since
    if asked.until is not None:
        yield row_at < asked.until
    if asked.before is not None:
        at, last = asked.before
        yield row_at <= at
        yield tuple_(row_at, row_id) < tuple_(at, last)
