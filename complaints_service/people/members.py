"""The office in two looks: its units with their posts, and everybody who works or worked in it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.db import remembered, remembers
from complaints_service.people.lines import Lines, Post, UnitNode
from complaints_service.people.models import Officer, Position, Unit


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


@dataclass(frozen=True)
class NamedUnit:
    """A unit as it is called now; `top`: there is none above it."""

    code: str
    name: str
    top: bool
    active: bool


@dataclass(frozen=True)
class Structure:
    """The units by code, and the lines between all posts."""

    units: Sequence[NamedUnit]
    lines: Lines


@remembered
def structure(session: Session) -> Structure:
    """The whole office's units and posts, in one statement: every page asks for them."""
    rows = session.execute(
        select(
            Unit.id, Unit.code, Unit.parent_id, Unit.name, Unit.active,
            Position.id.label("post_id"), Position.superior_position_id, Position.is_head,
        )
        .outerjoin(Position, Position.unit_id == Unit.id)
        .order_by(Unit.code)
    ).all()  # fmt: skip
    units = {row.id: row for row in rows}.values()
    return Structure(
        [NamedUnit(row.code, row.name, row.parent_id is None, row.active) for row in units],
        Lines(
            (UnitNode(row.id, row.code, row.parent_id) for row in units),
            (
                Post(row.post_id, row.id, row.superior_position_id, row.is_head)
                for row in rows
                if row.post_id is not None
            ),
        ),
    )


def members(
    session: Session, *, ids: Collection[int] | None = None, posts: Collection[int] | None = None
) -> list[StaffMember]:
    """Members by name, also those who have left: all, those named by `ids`, or the holders of `posts`.

    A page names people in a dozen places, so a session that only reads asks for everybody once: an office has
    a hundred members. A session that writes asks for the ones it needs.
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


@remembered
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
