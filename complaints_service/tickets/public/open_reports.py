"""Reports that anybody may know of: by class, place and state, never by words, names or exact place.

Which those are says `openly.py`, within the query: nothing of any other report is read or counted.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, select, union_all
from sqlalchemy.orm import Session

from complaints_service.tickets.ledger.models import (
    OPEN_STATES,
    Complaint,
    Ticket,
    TicketEvent,
)
from complaints_service.tickets.ledger.states import TURNING
from complaints_service.tickets.public.openly import beginning, openly_told
from complaints_service.tickets.where import last_mending

_Point = tuple[float, float] | None
#: A grid of about a hundred metres, in degrees: a point says the block, not the house.
GRID_PLACES = 3


@dataclass(frozen=True, kw_only=True)
class OpenReport:
    """What anybody may know of a report. `point`: the middle of its square of the grid, if it has one."""

    id: int
    number: str
    state: str
    close_reason: str | None
    category: str
    kelurahan: str | None
    received_at: datetime
    changed_at: datetime
    point: _Point


@dataclass(frozen=True, kw_only=True)
class Sought:
    """Which open reports are asked for: these numbers, or those of a span by category and whether open.

    `limit` of them after `offset`, the newest first.
    """

    numbers: Collection[str] = ()
    categories: Collection[str] = ()
    since: datetime | None = None
    until: datetime | None = None
    is_open: bool | None = None
    limit: int
    offset: int = 0


def open_reports(session: Session, *, sought: Sought, on_map: Collection[str] = ()) -> list[OpenReport]:
    """The reports anybody may know of that were asked for, the newest first; one statement.

    `on_map`: the categories of public places, whose reports have a point; another's is where somebody lives.
    """
    return [
        OpenReport(
            id=row.id,
            number=row.number,
            state=row.state,
            close_reason=row.close_reason,
            category=row.category,
            kelurahan=row.kelurahan,
            received_at=row.received_at,
            changed_at=row.changed_at,
            point=_point(row.lat, row.lng, row.mended) if row.category in on_map else None,
        )
        for row in session.execute(_newest(_asked(sought), sought.limit).offset(sought.offset))
    ]


def _told() -> Sequence[ColumnElement[bool]]:
    """Of which reports a stranger is told: of one that was erased as little as of one that never was."""
    return (*openly_told(), Complaint.erased_at.is_(None))


def _asked(sought: Sought) -> Select[*tuple[Any, ...]]:
    """What was asked for, unordered.

    Of several services each gives its own newest, along an index: who orders a whole span reads it all.
    """
    told = (
        select(
            Ticket.id,
            Ticket.number,
            Ticket.state,
            Ticket.close_reason,
            Ticket.category,
            Ticket.kelurahan,
            Ticket.received_at,
            Ticket.changed_at,
            Complaint.lat,
            Complaint.lng,
            last_mending(Ticket.id).label("mended"),
        )
        .join(Complaint, Complaint.id == Ticket.id)
        .join(*beginning())
    )
    if len(sought.categories) < 2:
        return told.where(*_told(), *_narrowed(sought))
    newest = (
        _newest(_asked(replace(sought, categories=[code])), sought.offset + sought.limit).subquery()
        for code in sought.categories
    )
    ids = union_all(*(select(each.c.id) for each in newest))
    return told.where(Ticket.id.in_(ids))


def _newest(query: Select[*tuple[Any, ...]], most: int) -> Select[*tuple[Any, ...]]:
    return query.order_by(Ticket.received_at.desc(), Ticket.id.desc()).limit(most)


def known_to_all(session: Session, *, number: str) -> bool:
    """Whether anybody may know of a report now."""
    return bool(open_reports(session, sought=Sought(numbers=[number], limit=1)))


def on_grid(lat: float | None, lng: float | None) -> _Point:
    """The middle of the square a point lies in."""
    return None if lat is None or lng is None else (round(lat, GRID_PLACES), round(lng, GRID_PLACES))


def _narrowed(sought: Sought) -> Sequence[ColumnElement[bool]]:
    if sought.numbers:
        return (Ticket.number.in_(sought.numbers),)
    narrowed: list[ColumnElement[bool]] = []
    if sought.categories:
        narrowed.append(Ticket.category == next(iter(sought.categories)))
    if sought.since is not None:
        narrowed.append(Ticket.received_at >= sought.since)
    if sought.until is not None:
        narrowed.append(Ticket.received_at <= sought.until)
    if sought.is_open is not None:
        # Written out, as no bound value tells a database that a partial index holds the answer.
        is_open = Ticket.state.in_(bindparam(None, OPEN_STATES, expanding=True, literal_execute=True))
        narrowed.append(is_open if sought.is_open else ~is_open)
    return narrowed


def _point(lat: float | None, lng: float | None, mended: Mapping[str, Any] | None) -> _Point:
    """Where the office mended the place: there, and not where it was reported first."""
    if mended is None:
        return on_grid(lat, lng)
    return on_grid(mended["place"]["lat"], mended["place"]["lng"])


@dataclass(frozen=True, kw_only=True)
class OpenUpdate:
    """One time an open report began, ended or went on: what anybody may know of it. `id`: of its entry."""

    id: int
    number: str
    state: str
    at: datetime


def open_updates(
    session: Session, *, since: datetime, until: datetime, numbers: Collection[str] = (), limit: int
) -> list[OpenUpdate]:
    """What became of open reports in a span of time, the oldest first."""
    turned = TicketEvent.__table__.alias()
    query = (
        select(turned.c.id, Ticket.number, turned.c.kind, turned.c.recorded_at)
        .select_from(turned)
        .join(Ticket, Ticket.id == turned.c.ticket_id)
        .join(Complaint, Complaint.id == Ticket.id)
        .join(*beginning())
        .where(
            # Written out: no bound value tells a database that a partial index holds the answer.
            turned.c.kind.in_(bindparam(None, list(TURNING), expanding=True, literal_execute=True)),
            turned.c.recorded_at >= since,
            turned.c.recorded_at <= until,
            *_told(),
        )
        .order_by(turned.c.recorded_at, turned.c.id)
        .limit(limit)
    )
    if numbers:
        query = query.where(Ticket.number.in_(numbers))
    return [
        OpenUpdate(id=row.id, number=row.number, state=TURNING[row.kind], at=row.recorded_at)
        for row in session.execute(query)
    ]
