"""The office in two looks: its units with their posts, and everybody who works or worked in it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.db import remembers
from complaints_service.office_stamp import until_changed
from complaints_service.people.lines import Lines, Post, UnitNode
from complaints_service.people.models import Officer, Position, StructureRecord, Unit


class StaffMember(NamedTuple):
    """A member of the office with the post held."""

    id: int
    name: str
    initials: str
    employment: str
    unit: str
    unit_name: str
    position: str
    title: str
    is_head: bool
    active: bool
    post_id: int


class UnitRow(NamedTuple):
    """A unit on one local day."""

    id: int
    code: str
    parent_id: int | None
    name: str
    active: bool


class PostRow(NamedTuple):
    """A post on one local day."""

    id: int
    unit_id: int
    superior_position_id: int | None
    is_head: bool
    code: str
    handles_tickets: bool
    title: str
    active: bool


@dataclass(frozen=True)
class Structure:
    """The units by code, the posts by id, and the lines between all posts, on one local day."""

    units: Sequence[UnitRow]
    posts: Mapping[int, PostRow]
    lines: Lines


def structure(session: Session, *, on: date | None = None) -> Structure:
    """The whole office's units and posts on a local day (None: as the rows have them).

    Every page asks: it is read again only after something of the office changed, and the records only for a
    day on which something stood otherwise.
    """
    begun, ends = _known_between(session)
    return _structure(session, on if on is not None and not begun <= on < ends else None)


@until_changed
def _rows(session: Session) -> Sequence[Any]:
    return session.execute(
        select(
            Unit.id, Unit.code, Unit.parent_id, Unit.name, Unit.active, Unit.since_on, Unit.until_on,
            Position.id.label("post_id"), Position.superior_position_id, Position.is_head,
            Position.code.label("post"), Position.handles_tickets, Position.title,
            Position.active.label("post_active"), Position.since_on.label("post_since_on"),
            Position.until_on.label("post_until_on"),
        )
        .outerjoin(Position, Position.unit_id == Unit.id)
        .order_by(Unit.code)
    ).all()  # fmt: skip


@until_changed
def _known_between(session: Session) -> tuple[date, date]:
    """From which day on, and until which, the rows say how it is."""
    rows = _rows(session)
    begun = (day for row in rows for day in (row.since_on, row.post_since_on) if day is not None)
    ends = (day for row in rows for day in (row.until_on, row.post_until_on) if day is not None)
    return max(begun, default=date.min), min(ends, default=date.max)


@until_changed
def _structure(session: Session, on: date | None) -> Structure:
    told = {} if on is None else records_on(session, on=on)
    units: dict[int, UnitRow] = {}
    posts: dict[int, PostRow] = {}
    for row in _rows(session):
        unit = UnitRow(row.id, row.code, row.parent_id, row.name, row.active)
        record = told.get(f"unit:{row.code}")
        if record is not None:
            unit = unit._replace(parent_id=record.above_id, name=record.name, active=record.active)
        units[row.id] = unit
        if row.post_id is None:
            continue
        superior, is_head = row.superior_position_id, row.is_head
        post = PostRow(
            row.post_id, row.id, superior, is_head, row.post, row.handles_tickets, row.title, row.post_active
        )
        record = told.get(f"position:{row.post}")
        if record is not None:
            post = post._replace(title=record.name, active=record.active)
        posts[post.id] = post
    nodes = (UnitNode(unit.id, unit.code, unit.parent_id) for unit in units.values())
    lines = Lines(
        nodes, (Post(one.id, one.unit_id, one.superior_position_id, one.is_head) for one in posts.values())
    )
    return Structure(list(units.values()), posts, lines)


def records_on(session: Session, *, on: date) -> dict[str, StructureRecord]:
    """How units and posts stood on a local day, by subject, of those that ever stood otherwise."""
    records = session.scalars(
        select(StructureRecord)
        .where(StructureRecord.from_on <= on)
        .order_by(StructureRecord.from_on, StructureRecord.id)
    )
    return {record.subject: record for record in records}


def members(
    session: Session, *, ids: Collection[int] | None = None, posts: Collection[int] | None = None
) -> list[StaffMember]:
    """Members by name, also those who have left: all, those named by `ids`, or the holders of `posts`.

    A page names people in a dozen places, so a session that only reads has everybody, read again after a
    change of the office: an office has a hundred members. A session that writes asks for the ones it needs.
    """
    if remembers(session):
        return [
            each
            for each in _everybody(session)
            if (ids is None or each.id in ids) and (posts is None or each.post_id in posts)
        ]
    if (ids is not None and not ids) or (posts is not None and not posts):
        return []
    return _asked(session, ids, posts)


@until_changed
def _everybody(session: Session) -> Sequence[StaffMember]:
    return _asked(session, None, None)


def _asked(session: Session, ids: Collection[int] | None, posts: Collection[int] | None) -> list[StaffMember]:
    query = (
        select(
            Officer.id, Officer.name, Officer.initials, Officer.employment, Unit.code, Unit.name,
            Position.code, Position.title, Position.is_head, Officer.active, Officer.position_id,
        )
        .join(Unit, Unit.id == Officer.unit_id)
        .join(Position, Position.id == Officer.position_id)
        .order_by(Officer.name, Officer.id)
    )  # fmt: skip
    if ids is not None:
        query = query.where(Officer.id.in_(ids))
    if posts is not None:
        query = query.where(Officer.position_id.in_(posts))
    return [StaffMember(*row) for row in session.execute(query)]
