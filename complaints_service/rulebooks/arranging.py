"""Units and posts brought from one rulebook to another: named otherwise, moved, closed, opened again.

What the two rulebooks say alike is left as the office has it: a unit that was renamed on its own page keeps
that name when a draft speaks of something else.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.people.models import Position, Unit
from complaints_service.people.structure import structure
from complaints_service.staffing import units as acts
from complaints_service.staffing.units import UnitOrder
from config.rulebook import Rulebook


def arrange(session: Session, *, rulebook: Rulebook, before: Rulebook, order: UnitOrder) -> None:
    """Brings units and posts, all of them there, from what `before` said to what `rulebook` says.

    Raises DomainError `post_held` and `unit_in_use` for what cannot be closed yet.
    """
    _place_posts(session, rulebook, before)
    _rename(session, rulebook, before, order)
    units, posts = {unit.code for unit in rulebook.units}, {post.code for post in rulebook.positions}
    open_posts = set(session.scalars(select(Position.code).where(Position.active)))
    for post in before.positions:
        if post.code not in posts and post.code in open_posts:
            acts.close_post(session, code=post.code, order=order)
    open_units = set(session.scalars(select(Unit.code).where(Unit.active)))
    for code in _lowest_first(before):
        if code not in units and code in open_units:
            acts.close_unit(session, code=code, order=order)


def _rename(session: Session, rulebook: Rulebook, before: Rulebook, order: UnitOrder) -> None:
    rows = {row.code: row for row in session.scalars(select(Unit))}
    was = {unit.code: unit for unit in before.units}
    for unit in rulebook.units:
        old, row = was.get(unit.code), rows[unit.code]
        if not row.active and old is None:
            acts.open_unit(session, code=unit.code, order=order)
        if (old is None or old.names.id != unit.names.id) and row.name != unit.names.id:
            acts.rename_unit(session, code=unit.code, name=unit.names.id, order=order)
        above = rows[unit.parent].id if unit.parent else None
        if (old is None or old.parent != unit.parent) and row.parent_id != above and unit.parent:
            acts.move_unit(session, code=unit.code, under=unit.parent, order=order)
        if old is None or old.kelurahan != unit.kelurahan:
            row.kelurahan_code = unit.kelurahan
        if old is None or old.initials != unit.initials:
            row.initials = unit.initials
    posts = {row.code: row for row in session.scalars(select(Position))}
    titled = {post.code: post for post in before.positions}
    for post in rulebook.positions:
        held, now_row = titled.get(post.code), posts[post.code]
        if not now_row.active and held is None:
            acts.open_post(session, code=post.code, order=order)
        if (held is None or held.names.id != post.names.id) and now_row.title != post.names.id:
            acts.rename_post(session, code=post.code, title=post.names.id, order=order)
    session.flush()


def _place_posts(session: Session, rulebook: Rulebook, before: Rulebook) -> None:
    """Lets posts that changed lead, handle tickets, and stand where the rulebook has them."""
    said_before = {spec.code: spec for spec in structure(before)[1]}
    units = {row.code: row.id for row in session.execute(select(Unit.code, Unit.id))}
    posts = {row.code: row for row in session.scalars(select(Position))}
    for spec in structure(rulebook)[1]:
        if said_before.get(spec.code) == spec:
            continue
        row = posts[spec.code]
        row.unit_id, row.is_head, row.handles_tickets = units[spec.unit], spec.is_head, spec.handles_tickets
        row.superior_position_id = posts[spec.superior].id if spec.superior is not None else None
    session.flush()


def _lowest_first(rulebook: Rulebook) -> list[str]:
    """The codes of units, each before the one above it."""
    above = {unit.code: unit.parent for unit in rulebook.units}

    def depth(code: str) -> int:
        parent = above.get(code)
        return 0 if parent is None else 1 + depth(parent)

    return sorted(above, key=depth, reverse=True)
