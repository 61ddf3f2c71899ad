"""Units and posts after they were seeded: renamed, moved and closed from a day on; the files name them once.

What held before is kept (`StructureRecord`), so that a page about March says what it was called in March. A
day may lie ahead: the rows learn of it on that day, by `bring_up_to_date`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.accounts.roles import end_due_roles
from complaints_service.audit.service import record
from complaints_service.errors import Actor, DomainError, Words, invalid, words
from complaints_service.people.models import Position, StructureRecord, Unit
from complaints_service.people.postings import in_force
from complaints_service.staffing.effects import Effect
from complaints_service.texts import clean
from complaints_service.tickets.ledger.models import OPEN_STATES, Ticket

#: From when on the first record of a unit or post holds: since ever.
EVER = date(1900, 1, 1)
MOST_NAMED = 40


@dataclass(frozen=True, kw_only=True)
class UnitOrder:
    """Since which day, on what it rests, who gave it and when; `today`: the local day it is entered on."""

    on: date
    reason: str
    now: datetime
    today: date
    actor: Actor


def rename_unit(session: Session, *, code: str, name: str, order: UnitOrder) -> tuple[Effect, ...]:
    """Gives a unit another name. Raises DomainError `unknown_unit`, and Invalid for no name."""
    unit = _unit(session, code)
    before, after = _change(session, unit, order, name=_name(name))
    _note(session, f"unit:{code}", "renamed", order, before=before.name, after=after.name)
    return (_called(before.name, after.name, order),)


def move_unit(session: Session, *, code: str, under: str, order: UnitOrder) -> tuple[Effect, ...]:
    """Puts a unit under another one. Raises DomainError `unknown_unit`, Invalid where that is below it."""
    unit, above = _unit(session, code), _unit(session, under)
    parents = {row.id: row.parent_id for row in session.execute(select(Unit.id, Unit.parent_id))}
    up: int | None = above.id
    while up is not None:
        if up == unit.id:
            raise invalid("under", words("Unit tidak bisa berada di bawah dirinya sendiri."))
        up = parents[up]
    before, _after = _change(session, unit, order, above_id=above.id)
    was = session.get(Unit, before.above_id) if before.above_id is not None else None
    _note(session, f"unit:{code}", "moved", order, before=was.code if was else "", after=under)
    said = words(
        "%(unit)s berada di bawah %(above)s sejak %(on)s.", unit=unit.name, above=above.name, on=str(order.on)
    )
    return (Effect("unit", said),)


def close_unit(session: Session, *, code: str, order: UnitOrder) -> tuple[Effect, ...]:
    """Ends a unit: nothing is routed there any more. Its past stays under its name.

    Raises DomainError `unit_in_use` while somebody works there, tickets are open in it or units are below
    it; where the day lies ahead, that is told instead, for there is time to empty it.
    """
    unit = _unit(session, code)
    uses = _uses(session, unit, order.on)
    if uses and order.on <= order.today:
        raise DomainError("unit_in_use", uses)
    _change(session, unit, order, active=False)
    _note(session, f"unit:{code}", "closed", order)
    closed = words("%(name)s ditutup sejak %(on)s.", name=unit.name, on=str(order.on))
    return (Effect("unit", closed), *([Effect("tickets", uses)] if uses else []))


def open_unit(session: Session, *, code: str, order: UnitOrder) -> tuple[Effect, ...]:
    """Opens a unit that was closed."""
    unit = _unit(session, code)
    _change(session, unit, order, active=True)
    _note(session, f"unit:{code}", "reopened", order)
    return (Effect("unit", words("%(name)s dibuka sejak %(on)s.", name=unit.name, on=str(order.on))),)


def rename_post(session: Session, *, code: str, title: str, order: UnitOrder) -> tuple[Effect, ...]:
    """Gives a post another title. Raises DomainError `unknown_position`, and Invalid for no title."""
    before, after = _change(session, _post(session, code), order, name=_name(title))
    _note(session, f"position:{code}", "renamed", order, before=before.name, after=after.name)
    return (_called(before.name, after.name, order),)


def close_post(session: Session, *, code: str, order: UnitOrder) -> tuple[Effect, ...]:
    """Ends a post: nobody is placed there any more. Raises DomainError `post_held` where it is held."""
    post = _post(session, code)
    held = [each for each in in_force(session, on=order.on) if each.position_id == post.id]
    if held:
        raise DomainError("post_held", words("Jabatan ini masih dipegang %(count)s orang.", count=len(held)))
    _change(session, post, order, active=False)
    _note(session, f"position:{code}", "closed", order)
    return (Effect("unit", words("%(name)s ditutup sejak %(on)s.", name=post.title, on=str(order.on))),)


def open_post(session: Session, *, code: str, order: UnitOrder) -> tuple[Effect, ...]:
    """Opens a post that was closed."""
    post = _post(session, code)
    _change(session, post, order, active=True)
    _note(session, f"position:{code}", "reopened", order)
    return (Effect("unit", words("%(name)s dibuka sejak %(on)s.", name=post.title, on=str(order.on))),)


def bring_up_to_date(session: Session, *, today: date, now: datetime, actor: Actor) -> int:
    """Lets units and posts be what they are from today on, and roles end whose day has come; how many."""
    due: list[Unit | Position] = []
    due += session.scalars(select(Unit).where(Unit.until_on <= today).with_for_update())
    due += session.scalars(select(Position).where(Position.until_on <= today).with_for_update())
    for row in due:
        _learn(session, row, today)
        told = {"on": today.isoformat(), "name": row.name if isinstance(row, Unit) else row.title}
        record(session, now=now, actor=actor, kind="office.day_came", subject=_subject(row), data=told)
    return len(due) + end_due_roles(session, today=today, now=now, actor=actor)


def _change(
    session: Session,
    row: Unit | Position,
    order: UnitOrder,
    *,
    name: str | None = None,
    above_id: int | None = None,
    active: bool | None = None,
) -> tuple[StructureRecord, StructureRecord]:
    """Writes how a unit or post stands from a day on, and how it stood before.

    Raises Invalid for a day before the newest change: what was told of later days would not hold.
    """
    records = _records(session, row)
    if not records:
        first = _entered(row, order, EVER, "")
        session.add(first)
        records = [first]
    last = records[-1]
    if order.on < last.from_on:
        raise invalid(
            "on", words("Harinya paling cepat %(on)s, hari perubahan terakhir.", on=str(last.from_on))
        )
    changed = _entered(row, order, order.on, clean(order.reason))
    changed.name = last.name if name is None else name
    changed.above_id = last.above_id if above_id is None else above_id
    changed.active = last.active if active is None else active
    session.add(changed)
    session.flush()
    _learn(session, row, order.today)
    return last, changed


def _entered(row: Unit | Position, order: UnitOrder, on: date, reason: str) -> StructureRecord:
    """A record of how the row stands."""
    return StructureRecord(
        subject=_subject(row),
        from_on=on,
        name=row.name if isinstance(row, Unit) else row.title,
        above_id=row.parent_id if isinstance(row, Unit) else row.unit_id,
        active=row.active,
        reason=reason,
        recorded_at=order.now,
        recorded_by=order.actor.ref,
    )


def _learn(session: Session, row: Unit | Position, today: date) -> None:
    """Makes the row what the records say of today."""
    records = _records(session, row)
    held = [each for each in records if each.from_on <= today][-1]
    if isinstance(row, Unit):
        row.name, row.parent_id = held.name, held.above_id
    else:
        row.title = held.name
    row.active = held.active
    row.since_on = None if held.from_on == EVER else held.from_on
    row.until_on = min((each.from_on for each in records if each.from_on > today), default=None)
    session.flush()


def _records(session: Session, row: Unit | Position) -> list[StructureRecord]:
    asked = select(StructureRecord).where(StructureRecord.subject == _subject(row))
    return list(session.scalars(asked.order_by(StructureRecord.from_on, StructureRecord.id)))


def _subject(row: Unit | Position) -> str:
    return f"{'unit' if isinstance(row, Unit) else 'position'}:{row.code}"


def _unit(session: Session, code: str) -> Unit:
    unit = session.scalar(select(Unit).where(Unit.code == code).with_for_update())
    if unit is None:
        raise DomainError("unknown_unit", words("Unit %(code)s tidak ada.", code=code))
    return unit


def _post(session: Session, code: str) -> Position:
    post = session.scalar(select(Position).where(Position.code == code).with_for_update())
    if post is None:
        raise DomainError("unknown_position", words("Jabatan %(code)s tidak ada.", code=code))
    return post


def _uses(session: Session, unit: Unit, on: date) -> Words | None:
    """What still hangs on a unit on a day: people, open tickets by number, units below; None for nothing."""
    members = sum(each.unit_id == unit.id for each in in_force(session, on=on))
    asked = select(Ticket.number).where(Ticket.unit == unit.code, Ticket.state.in_(OPEN_STATES))
    numbers = session.scalars(asked.order_by(Ticket.number)).all()
    below = session.scalars(select(Unit.id).where(Unit.parent_id == unit.id, Unit.active)).all()
    if not (members or numbers or below):
        return None
    return words(
        "Masih dipakai: %(members)s orang, %(below)s unit di bawahnya, %(tickets)s tiket (%(numbers)s).",
        members=members,
        below=len(below),
        tickets=len(numbers),
        numbers=", ".join(numbers[:MOST_NAMED]) or "-",
    )


def _called(before: str, after: str, order: UnitOrder) -> Effect:
    said = words("%(before)s disebut %(after)s sejak %(on)s.", before=before, after=after, on=str(order.on))
    return Effect("unit", said)


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
