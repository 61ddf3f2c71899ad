"""What the lists of the desk hold and in which order, said in SQL."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select
from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights
from complaints_service.db import from_row
from complaints_service.tickets.ledger.models import WORKING_STATES, Complaint, Ticket
from complaints_service.tickets.ledger.turns import CITIZEN, OFFICE
from complaints_service.tickets.search.matching import matching, read_typed
from complaints_service.tickets.search.tags import tags_of
from complaints_service.tickets.visible import grounds_of, visible_to

VIEWS = ("mine", "queue", "waiting", "done")
DONE = "done"
#: What whoever leads looks at: the open tickets of everybody below.
LED = "led"

#: Beyond so many tickets, the counts beside lists say only that there are more.
MOST_COUNTED = 1000

#: When it was over; of one that was referred, when it went.
_ended = func.coalesce(Ticket.closed_at, Ticket.changed_at)


@dataclass(frozen=True, kw_only=True)
class Filter:
    """What a desk list is narrowed to; `after` is the cursor of the page before."""

    view: str = "mine"
    state: str | None = None
    unit: str | None = None
    holder: int | None = None
    category: str | None = None
    kelurahan: str | None = None
    privacy: str | None = None
    channel: str | None = None
    received_before: datetime | None = None
    due_from: datetime | None = None
    due_before: datetime | None = None
    q: str | None = None
    after: tuple[datetime | None, int] | None = None


def listed(rights: Rights, narrowed: Filter) -> Select[Ticket]:
    """The tickets of a list, without an order."""
    chosen = select(Ticket).join(Ticket.complaint).where(_in_view(rights, narrowed.view), visible_to(rights))
    for column, value in (
        (Ticket.state, narrowed.state),
        (Ticket.unit, narrowed.unit),
        (Ticket.category, narrowed.category),
        (Ticket.holder_officer_id, narrowed.holder),
        (Ticket.kelurahan, narrowed.kelurahan),
        (Complaint.privacy, narrowed.privacy),
        (Complaint.channel, narrowed.channel),
    ):
        if value is not None:
            chosen = chosen.where(column == value)
    if narrowed.received_before is not None:
        chosen = chosen.where(Ticket.received_at < narrowed.received_before)
    if narrowed.due_from is not None:
        chosen = chosen.where(Ticket.due_at >= narrowed.due_from)
    if narrowed.due_before is not None:
        chosen = chosen.where(Ticket.due_at < narrowed.due_before)
    if narrowed.q:
        chosen = chosen.where(matching(read_typed(narrowed.q), tags_of(grounds_of(rights))))
    if narrowed.after is not None:
        at, ticket_id = narrowed.after
        chosen = chosen.where(_older(at, ticket_id) if narrowed.view == DONE else _after(at, ticket_id))
    return chosen


def in_order(view: str) -> tuple[ColumnElement[Any], ...]:
    """The order of a view: earliest due first, none last; of what is done the newest first."""
    if view == DONE:
        return _ended.desc(), Ticket.id.desc()
    return Ticket.due_at.asc().nulls_last(), Ticket.id.asc()


def place_of(ticket: Ticket | ListedHead, view: str) -> tuple[datetime | None, int]:
    """Where a ticket stands in the order of a view: the cursor of the page after it."""
    return (ticket.closed_at or ticket.changed_at if view == DONE else ticket.due_at), ticket.id


def _in_view(rights: Rights, view: str) -> ColumnElement[bool]:
    mine = Ticket.holder_officer_id == rights.officer_id if rights.officer_id else false()
    ours, waits = Ticket.turn == OFFICE, Ticket.turn == CITIZEN
    if view == "mine":
        return and_(mine, ours)
    if view == "waiting":
        return and_(mine, waits)
    queued = and_(Ticket.holder_officer_id.is_(None), or_(ours, Ticket.state == "waiting"))
    if view == "queue":
        return queued
    if view == "untaken":  # has been routed, and nobody took it
        return and_(queued, Ticket.state != "new")
    if view == LED:
        return and_(
            Ticket.holder_officer_id.in_(rights.subordinate_officers), Ticket.state.in_(WORKING_STATES)
        )
    if view == "done":
        return and_(mine, ~ours, ~waits)
    if view == "running":  # the clocks run for the office; one that waits for the citizen is not pressing
        return ours
    return Ticket.state.is_not(None)


def _after(due_at: datetime | None, ticket_id: int) -> ColumnElement[bool]:
    if due_at is None:
        return and_(Ticket.due_at.is_(None), Ticket.id > ticket_id)
    return or_(
        Ticket.due_at > due_at, and_(Ticket.due_at == due_at, Ticket.id > ticket_id), Ticket.due_at.is_(None)
    )


def _older(at: datetime | None, ticket_id: int) -> ColumnElement[bool]:
    if at is None:  # a place in another list
        return false()
    return or_(_ended < at, and_(_ended == at, Ticket.id < ticket_id))


def counts(
    session: Session, *, rights: Rights, lists: Sequence[Filter], most: int | None = None
) -> list[int]:
    """How many tickets each of these lists holds on all its pages, in one statement; see `counting`."""
    if not lists:
        return []
    asked = (counting(rights, each, most=most).scalar_subquery() for each in lists)
    return list(session.execute(select(*asked)).one())


def counting(rights: Rights, narrowed: Filter, *, most: int | None = None) -> Select[int]:
    """Asks how many tickets a list holds; of more than `most`, if that is told, the answer is one above it.

    Each ticket is looked at for whether this person may view it, and a page tells several counts.
    """
    found = listed(rights, narrowed)
    if most is None:
        return found.with_only_columns(func.count())
    return select(func.count()).select_from(found.with_only_columns(Ticket.id).limit(most + 1).subquery())


def count_with(session: Session, *, officers: Collection[int]) -> int:
    """How many tickets on which the office has to do something lie with these officers."""
    held = select(func.count()).where(Ticket.holder_officer_id.in_(officers), Ticket.turn == OFFICE)
    return session.scalar(held) or 0


@dataclass(frozen=True, kw_only=True)
class ListedHead:
    """What a program is told of a ticket in a list, and where it stands there; its columns alone."""

    id: int
    number: str
    title: str
    state: str
    kind: str
    category: str
    kelurahan: str | None
    unit: str
    holder_officer_id: int | None
    received_at: datetime
    due_at: datetime | None
    due_clock: str | None
    voices: int
    version: int
    changed_at: datetime
    closed_at: datetime | None


_HEAD = tuple(getattr(Complaint if one.name == "title" else Ticket, one.name) for one in fields(ListedHead))


def heads_listed(
    session: Session, *, rights: Rights, narrowed: Filter, limit: int
) -> tuple[Sequence[ListedHead], bool]:
    """The heads of a page of a list, in the order of its view, and whether another page follows."""
    asked = listed(rights, narrowed).with_only_columns(*_HEAD).order_by(*in_order(narrowed.view))
    rows = session.execute(asked.limit(limit + 1)).all()
    return [from_row(ListedHead, row) for row in rows[:limit]], len(rows) > limit
