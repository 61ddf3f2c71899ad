"""Units and posts after they were seeded: renamed and closed by dated acts; the files name them once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from complaints_service.audit.service import record
from complaints_service.errors import Actor, DomainError, Words, invalid, words
from complaints_service.people.models import Position, Unit
from complaints_service.people.postings import in_force
from complaints_service.texts import clean
from complaints_service.tickets.ledger.models import OPEN_STATES, Ticket


@dataclass(frozen=True, kw_only=True)
class UnitOrder:
    """Since which day, on what it rests, who gave it and when."""

    on: date
    reason: str
    now: datetime
    actor: Actor


def rename_unit(session: Session, *, code: str, name: str, order: UnitOrder) -> None:
    """Gives a unit another name. Raises DomainError `unknown_unit`, and Invalid for no name."""
    unit = _unit(session, code)
    unit.name, before = _name(name), unit.name
    _note(session, f"unit:{code}", "renamed", order, before=before, after=unit.name)


def rename_post(session: Session, *, code: str, title: str, order: UnitOrder) -> None:
    """Gives a post another title. Raises DomainError `unknown_position`, and Invalid for no title."""
    post = session.scalar(select(Position).where(Position.code == code).with_for_update())
    if post is None:
        raise DomainError("unknown_position", words("Jabatan %(code)s tidak ada.", code=code))
    post.title, before = _name(title), post.title
    _note(session, f"position:{code}", "renamed", order, before=before, after=post.title)


def close_unit(session: Session, *, code: str, order: UnitOrder) -> None:
    """Ends a unit: nothing is routed there any more. Its past stays under its name.

    Raises DomainError `unit_in_use` while somebody works there, tickets are open in it or units are below it.
    """
    unit = _unit(session, code)
    if reasons := _uses(session, unit, order.on):
        raise DomainError("unit_in_use", reasons)
    unit.active = False
    _note(session, f"unit:{code}", "closed", order)


def open_unit(session: Session, *, code: str, order: UnitOrder) -> None:
    """Opens a unit that was closed."""
    _unit(session, code).active = True
    _note(session, f"unit:{code}", "reopened", order)


def _unit(session: Session, code: str) -> Unit:
    unit = session.scalar(select(Unit).where(Unit.code == code).with_for_update())
    if unit is None:
        raise DomainError("unknown_unit", words("Unit %(code)s tidak ada.", code=code))
    return unit


def _uses(session: Session, unit: Unit, on: date) -> Words | None:
    members = sum(each.unit_id == unit.id for each in in_force(session, on=on))
    asked = select(func.count(Ticket.id)).where(Ticket.unit == unit.code, Ticket.state.in_(OPEN_STATES))
    tickets = session.scalar(asked) or 0
    below = session.scalar(select(func.count(Unit.id)).where(Unit.parent_id == unit.id, Unit.active)) or 0
    if not (members or tickets or below):
        return None
    return words(
        "Unit ini masih dipakai: %(members)s orang, %(tickets)s tiket terbuka, %(below)s unit di bawahnya.",
        members=members,
        tickets=tickets,
        below=below,
    )


def _name(typed: str) -> str:
    name = clean(typed)
    if not name or len(name) > 120:
        raise invalid("name", words("Tulis nama, paling panjang 120 huruf."))
    return name


def _note(session: Session, subject: str, what: str, order: UnitOrder, **data: str) -> None:
    record(
        session,
        now=order.now,
        actor=order.actor,
        kind=f"office.{what}",
        subject=subject,
        data={"on": order.on.isoformat(), "reason": order.reason, **data},
    )
