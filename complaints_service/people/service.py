"""Changes to the office: its units and posts as first seeded, and the people who come, move and go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.accounts.queries import account_of_officer, granted_roles
from complaints_service.accounts.service import require_another_administrator, set_active, set_roles
from complaints_service.audit.service import record
from complaints_service.errors import Actor, DomainError, words
from complaints_service.people.changes import StaffEntry, end_all, note, place, write_record
from complaints_service.people.facts import OfficerFacts, post_for, refuse_known
from complaints_service.people.models import Officer, Position, Unit
from complaints_service.people.names import initials_of

_PLACE = frozenset({"position_id", "unit_id", "active"})


@dataclass(frozen=True, kw_only=True)
class UnitSpec:
    """A unit to seed; `parent` is the code of the unit above.

    Without a `kind` a unit at the top is the office, one with a kelurahan a kelurahan, any other a section.
    """

    code: str
    name: str
    initials: str
    parent: str | None = None
    kind: str | None = None
    kelurahan_code: str | None = None


@dataclass(frozen=True, kw_only=True)
class PositionSpec:
    """A post to seed; `unit` and `superior` are codes."""

    code: str
    title: str
    unit: str
    superior: str | None = None
    is_head: bool = False
    handles_tickets: bool = True


def seed_units(
    session: Session,
    *,
    units: Sequence[UnitSpec],
    positions: Sequence[PositionSpec],
    now: datetime,
    actor: Actor,
) -> int:
    """Adds the units and posts whose codes are not there yet and leaves the others as they are.

    Returns how many rows were added. Raises DomainError `unknown_unit` or `unknown_position` for a code
    that is named and neither there nor among the new ones.
    """
    added = _seed_units(session, units) + _seed_positions(session, positions)
    if added:
        record(session, now=now, actor=actor, kind="office.seeded", subject="office", data={"rows": added})
    return added


def hire_officer(
    session: Session, *, facts: OfficerFacts, now: datetime, actor: Actor, reason: str = ""
) -> Officer:
    """Takes a person on from `works_from`. Raises Invalid, or DomainError `officer_known` for a NIP or code
    already there."""
    position, unit_id = post_for(session, facts)
    refuse_known(session, facts, officer_id=None)
    officer = Officer(
        nip=facts.nip,
        code=facts.code,
        name=facts.name,
        initials=initials_of(facts.name),
        employment=facts.employment,
        position_id=position.id,
        unit_id=unit_id,
        phone=facts.phone,
        email=facts.email,
        works_from=facts.works_from,
        rank=facts.rank,
        active=True,
    )
    session.add(officer)
    session.flush()
    by = StaffEntry(facts.works_from, now, actor, reason)
    place(session, officer=officer, position_id=position.id, unit_id=unit_id, by=by)
    write_record(session, officer=officer, by=by)
    note(session, officer_id=officer.id, kind="officer.hired", by=by, position=position.code)
    return officer


def update_officer(
    session: Session,
    *,
    officer: Officer,
    facts: OfficerFacts,
    now: datetime,
    actor: Actor,
    on: date | None = None,
    reason: str = "",
) -> bool:
    """Brings a member up to date from a local day on (None: the day it is in UTC); whether anything changed.

    Whoever had left is back. A move to another unit takes away every role granted over a part of the office:
    it belonged to the old place. Raises Invalid, or DomainError `officer_known`.
    """
    position, unit_id = post_for(session, facts)
    refuse_known(session, facts, officer_id=officer.id)
    wanted = {
        "nip": facts.nip,
        "code": facts.code,
        "name": facts.name,
        "initials": initials_of(facts.name),
        "employment": facts.employment,
        "position_id": position.id,
        "unit_id": unit_id,
        "phone": facts.phone,
        "email": facts.email,
        "works_from": facts.works_from,
        "rank": facts.rank,
        "active": True,
    }
    changed = sorted(name for name, value in wanted.items() if getattr(officer, name) != value)
    if not changed:
        return False
    by = StaffEntry(on or now.date(), now, actor, reason)
    for name in changed:
        if name not in _PLACE:
            setattr(officer, name, wanted[name])
    if _PLACE & set(changed):
        place(session, officer=officer, position_id=position.id, unit_id=unit_id, by=by)
    session.flush()
    write_record(session, officer=officer, by=by)
    note(session, officer_id=officer.id, kind="officer.updated", by=by, fields=changed)
    account = account_of_officer(session, officer_id=officer.id)
    if "unit_id" in changed and account is not None:
        kept = {(role, unit) for role, unit in granted_roles(session, account_id=account.id) if unit is None}
        set_roles(session, account_id=account.id, roles=kept, now=now, actor=actor)
    return True


def dismiss_officer(
    session: Session,
    *,
    officer: Officer,
    now: datetime,
    actor: Actor,
    on: date | None = None,
    reason: str = "",
) -> None:
    """Ends a person's work here from a local day on, as `update_officer` means it: posts, roles, account.

    What was done stays in the ledger under the name. Raises `last_administrator`.
    """
    by = StaffEntry(on or now.date(), now, actor, reason)
    account = account_of_officer(session, officer_id=officer.id)
    if account is not None:
        require_another_administrator(session, account_id=account.id)
        set_active(session, account_id=account.id, active=False, now=now, actor=actor)
        set_roles(session, account_id=account.id, roles=(), now=now, actor=actor)
    end_all(session, officer=officer, on=by.on)
    note(session, officer_id=officer.id, kind="officer.dismissed", by=by)


def facts_of(session: Session, *, officer: Officer) -> OfficerFacts:
    """What is known of a member now, to be changed with `dataclasses.replace`."""
    return OfficerFacts(
        name=officer.name,
        employment=officer.employment,
        position=session.get_one(Position, officer.position_id).code,
        works_from=officer.works_from,
        unit=session.get_one(Unit, officer.unit_id).code,
        nip=officer.nip,
        code=officer.code,
        phone=officer.phone,
        email=officer.email,
        rank=officer.rank,
    )


def transfer_officer(
    session: Session,
    *,
    officer: Officer,
    position: str,
    unit: str | None,
    now: datetime,
    actor: Actor,
    on: date | None = None,
    reason: str = "",
) -> bool:
    """Moves a member to another post from a local day on; whether that is a change. Raises Invalid."""
    facts = replace(facts_of(session, officer=officer), position=position, unit=unit)
    return update_officer(session, officer=officer, facts=facts, now=now, actor=actor, on=on, reason=reason)


def _seed_units(session: Session, specs: Sequence[UnitSpec]) -> int:
    ids = {row.code: row.id for row in session.execute(select(Unit.code, Unit.id))}
    waiting = [spec for spec in specs if spec.code not in ids]
    added = len(waiting)
    while waiting:
        ready = [spec for spec in waiting if spec.parent is None or spec.parent in ids]
        if not ready:
            raise _unknown("unknown_unit", waiting[0].parent)
        rows = [
            Unit(
                code=spec.code,
                name=spec.name,
                initials=spec.initials,
                kind=spec.kind or _kind_of(spec),
                parent_id=ids[spec.parent] if spec.parent is not None else None,
                kelurahan_code=spec.kelurahan_code,
                active=True,
            )
            for spec in ready
        ]
        session.add_all(rows)
        session.flush()
        ids |= {row.code: row.id for row in rows}
        waiting = [spec for spec in waiting if spec.code not in ids]
    return added


def _kind_of(spec: UnitSpec) -> str:
    if spec.parent is None:
        return "office"
    return "kelurahan" if spec.kelurahan_code else "section"


def _seed_positions(session: Session, specs: Sequence[PositionSpec]) -> int:
    units = {row.code: row.id for row in session.execute(select(Unit.code, Unit.id))}
    posts = {post.code: post for post in session.scalars(select(Position))}
    fresh = [spec for spec in specs if spec.code not in posts]
    for spec in fresh:
        if spec.unit not in units:
            raise _unknown("unknown_unit", spec.unit)
        posts[spec.code] = Position(
            code=spec.code,
            title=spec.title,
            unit_id=units[spec.unit],
            is_head=spec.is_head,
            handles_tickets=spec.handles_tickets,
        )
    session.add_all(posts.values())
    session.flush()
    for spec in fresh:
        if spec.superior is not None:
            if spec.superior not in posts:
                raise _unknown("unknown_position", spec.superior)
            posts[spec.code].superior_position_id = posts[spec.superior].id
    session.flush()
    return len(fresh)


def _unknown(code: str, name: str | None) -> DomainError:
    return DomainError(code, words("Kode %(code)s disebut tetapi tidak ada.", code=name))
