"""Reading the audit record: about one subject, or all of it by kind, person and time, page by page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, func, select, tuple_, union_all
from sqlalchemy.orm import InstrumentedAttribute, Session, contains_eager

from complaints_service.audit.models import AuditEvent, AuditSource, AuditWord
from complaints_service.audit.purposes import has_one_of, spellings_of
from complaints_service.errors import Invalid, Words


@dataclass(frozen=True, kw_only=True)
class AuditAsked:
    """What somebody looks for in the record; None: all. `before`: the instant and id of the last row seen.

    `purpose`: words, or their beginnings, all of which somebody said of for what they did it.
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
    Raises Invalid naming `purpose` for a beginning of too many words.
    """
    if asked.purpose is not None:
        return _events_said(session, asked.purpose, asked=asked, limit=limit)
    # Who asks for a source reads along its rows, which have the instants of their acts, who and what.
    by_source = asked.address is not None or asked.session is not None
    at, row_id = (AuditSource.at, AuditSource.event_id) if by_source else (AuditEvent.at, AuditEvent.id)
    along: type[AuditEvent | AuditSource] = AuditSource if by_source else AuditEvent
    return session.scalars(
        select(AuditEvent)
        .join(AuditEvent.came, isouter=not by_source)
        .options(contains_eager(AuditEvent.came))
        .where(*_conditions(asked, along, at, row_id))
        .order_by(at.desc(), row_id.desc())
        .limit(limit)
    ).all()


def events_or_why(
    session: Session, *, asked: AuditAsked, limit: int
) -> tuple[Sequence[AuditEvent], Mapping[str, Sequence[Words | str]]]:
    """The same for a page that goes on: no rows, and what is wrong by its field, where it was refused."""
    try:
        return events_asked(session, asked=asked, limit=limit), {}
    except Invalid as refused:
        return [], refused.fields or {}


def _events_said(session: Session, typed: str, *, asked: AuditAsked, limit: int) -> Sequence[AuditEvent]:
    """The newest of those who said these words: along the rows of the rarest, each spelling by itself."""
    found = spellings_of(session, typed)
    if not found or not all(found):
        return []
    at, row_id = AuditWord.at, AuditWord.event_id
    fits = [*_conditions(asked, AuditEvent, at, row_id), *map(has_one_of, found[1:])]
    along = select(at, row_id).join(AuditEvent, AuditEvent.id == row_id)
    if asked.address is not None or asked.session is not None:
        along = along.join(AuditSource, AuditSource.event_id == row_id)
    newest = [
        along.where(AuditWord.word == word, *fits).order_by(at.desc(), row_id.desc()).limit(limit).subquery()
        for word in found[0]
    ]
    rows = union_all(*(select(one.c.at, one.c.event_id) for one in newest)).subquery()
    ids = select(rows.c.event_id).distinct().add_columns(rows.c.at)
    ids = ids.order_by(rows.c.at.desc(), rows.c.event_id.desc()).limit(limit)
    return session.scalars(
        select(AuditEvent)
        .join(AuditEvent.came, isouter=True)
        .options(contains_eager(AuditEvent.came))
        .where(AuditEvent.id.in_([row.event_id for row in session.execute(ids)]))
        .order_by(AuditEvent.at.desc(), AuditEvent.id.desc())
    ).all()


def every_event(session: Session, *, asked: AuditAsked, at_once: int = 1000) -> Iterator[AuditEvent]:
    """All rows that fit, newest first, read a page at a time."""
    while rows := events_asked(session, asked=asked, limit=at_once):
        yield from rows
        asked = replace(asked, before=(rows[-1].at, rows[-1].id))


def kinds_recorded(session: Session) -> list[str]:
    """Every kind there is."""
    return _different(session, AuditEvent.kind)


def actors_recorded(session: Session) -> list[str]:
    """Everybody who did something, by reference."""
    return _different(session, AuditEvent.actor)


def _different(session: Session, column: InstrumentedAttribute[str]) -> list[str]:
    """What there is of a column, from its index alone: one step each, however many rows it has."""
    first = select(func.min(column).label("one")).cte("every", recursive=True)
    after = select(func.min(column)).where(column > first.c.one).scalar_subquery()
    every = first.union_all(select(after).where(first.c.one.is_not(None)))
    return list(session.scalars(select(every.c.one).where(every.c.one.is_not(None))))


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
    if asked.since is not None:
        yield row_at >= asked.since
    if asked.until is not None:
        yield row_at < asked.until
    if asked.before is not None:
        at, last = asked.before
        yield row_at <= at
        yield tuple_(row_at, row_id) < tuple_(at, last)
