"""Reading the office: who works where, under whom, and who is away."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from complaints_service.db import from_row, remembered
from complaints_service.people.lines import Lines, Post, UnitNode
from complaints_service.people.models import Leave, Officer, Position, Unit


@dataclass(frozen=True, kw_only=True)
class OfficerCard:
    """A member of the office as lists and pages show one."""

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

    @property
    def is_civil_servant(self) -> bool:
        """Whether the person is appraised as ASN."""
        return self.employment != "non_asn"


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """Someone a ticket could go to, as routing sees them on one local day."""

    officer_id: int
    unit: str
    position: str
    is_head: bool
    absent: bool
    substitute_id: int | None


@dataclass(frozen=True, kw_only=True)
class LeaveDays:
    """Approved leave: whole local days, both ends included."""

    id: int
    first_on: date
    last_on: date
    kind: str
    substitute_id: int | None


@dataclass(frozen=True, kw_only=True)
class Directory:
    """Everyone at work in the office on one local day, by unit, and who answers for each unit.

    `candidates[unit]` holds those whose post handles tickets, heads last, then by id.
    `superiors[officer]` are the officers above, the nearest first. `leaders[unit]` are the officers who
    lead a unit: its head, or where it has none that of the nearest unit above, and further up.
    `leave[officer]` is approved leave that ends on that day or later.
    """

    on: date
    candidates: Mapping[str, Sequence[Candidate]]
    superiors: Mapping[int, Sequence[int]]
    leaders: Mapping[str, Sequence[int]]
    unit_of: Mapping[int, str]
    position_of: Mapping[int, str]
    parent_of: Mapping[str, str | None]
    leave: Mapping[int, Sequence[LeaveDays]] = field(default_factory=dict)


@remembered
def load_lines(session: Session) -> Lines:
    """The whole office's lines of command."""
    units = session.execute(select(Unit.id, Unit.code, Unit.parent_id))
    posts = session.execute(
        select(Position.id, Position.unit_id, Position.superior_position_id, Position.is_head)
    )
    return Lines((UnitNode(*row) for row in units), (Post(*row) for row in posts))


def superiors_of(session: Session, *, officer_id: int) -> list[int]:
    """The officers above one, the nearest first; vacant posts are passed over."""
    position_id = session.scalar(select(Officer.position_id).where(Officer.id == officer_id))
    if position_id is None:
        return []
    chain = load_lines(session).superiors_of(position_id)
    holders = _holders(session, chain)
    return [holder for post in chain for holder in holders.get(post, ()) if holder != officer_id]


def nearest_superiors(session: Session, *, officer_ids: Collection[int]) -> dict[int, int]:
    """The officer next above each of these; whoever has nobody above is left out."""
    lines = load_lines(session)
    posts = session.execute(select(Officer.id, Officer.position_id).where(Officer.id.in_(officer_ids)))
    chains = {officer_id: lines.superiors_of(position_id) for officer_id, position_id in posts}
    holders = _holders(session, {post for chain in chains.values() for post in chain})
    above = {
        officer_id: [holder for post in chain for holder in holders.get(post, ()) if holder != officer_id]
        for officer_id, chain in chains.items()
    }
    return {officer_id: found[0] for officer_id, found in above.items() if found}


def leaders_of_all(
    session: Session, *, officers: Collection[int], units: Collection[str]
) -> list[OfficerCard]:
    """The active officers who stand above every one of these officers and lead every one of these units.

    At least one officer must be named.
    """
    common = set.intersection(*(set(superiors_of(session, officer_id=each)) for each in officers))
    lines = load_lines(session)
    posts = session.execute(
        select(Officer.id, Officer.position_id).where(Officer.id.in_(common), Officer.active)
    )
    leading = [officer for officer, post in posts if set(units) <= lines.headed_by(post)]
    return list(officer_cards(session, ids=leading).values())


def is_superior(session: Session, *, superior_id: int, officer_id: int) -> bool:
    """Whether one officer stands anywhere above another."""
    return superior_id in superiors_of(session, officer_id=officer_id)


def heads_office(session: Session, *, units: Collection[str]) -> bool:
    """Whether these units, headed by somebody, are the whole office."""
    top = set(session.scalars(select(Unit.code).where(Unit.parent_id.is_(None), Unit.active)))
    return bool(top) and top <= set(units)


def subtree(session: Session, *, code: str) -> frozenset[str]:
    """The codes of a unit and all below it; empty for a code that is not there."""
    unit_id = session.scalar(select(Unit.id).where(Unit.code == code))
    return load_lines(session).subtree(unit_id) if unit_id is not None else frozenset()


def units_below(session: Session, *, code: str) -> list[str]:
    """The codes of the active units directly below one, by code."""
    above = select(Unit.id).where(Unit.code == code).scalar_subquery()
    below = select(Unit.code).where(Unit.parent_id == above, Unit.active)
    return list(session.scalars(below.order_by(Unit.code)))


def officers_of_unit(session: Session, *, code: str) -> Sequence[OfficerCard]:
    """The active members of one unit, the head first, then by name."""
    query = _cards().where(Unit.code == code, Officer.active)
    rows = session.execute(query.order_by(Position.is_head.desc(), Officer.name, Officer.id))
    return [from_row(OfficerCard, row) for row in rows]


def officer_cards(session: Session, *, ids: Collection[int] | None = None) -> dict[int, OfficerCard]:
    """Members of the office by id, also those who have left; all, or the ones named."""
    return dict(_officer_cards(session, None if ids is None else frozenset(ids)))


@remembered
def _officer_cards(session: Session, ids: frozenset[int] | None) -> Mapping[int, OfficerCard]:
    query = _cards().order_by(Officer.name, Officer.id)
    if ids is not None:
        query = query.where(Officer.id.in_(ids))
    return {row[0]: from_row(OfficerCard, row) for row in session.execute(query)}


def officer_card(session: Session, *, officer_id: int) -> OfficerCard | None:
    """One member of the office."""
    return officer_cards(session, ids=[officer_id]).get(officer_id)


def names_of_officers(session: Session, *, ids: Collection[int]) -> dict[int, str]:
    """Names by officer id."""
    rows = session.execute(select(Officer.id, Officer.name).where(Officer.id.in_(ids)))
    return {row.id: row.name for row in rows}


def emails_of(session: Session, *, ids: Collection[int]) -> dict[int, str]:
    """The e-mail addresses of the active members among these, by officer id; who has none is left out."""
    there = (Officer.id.in_(ids), Officer.active, Officer.email.is_not(None))
    rows = session.execute(select(Officer.id, Officer.email).where(*there))
    return {row.id: row.email for row in rows}


@remembered
def unit_names(session: Session) -> Mapping[str, str]:
    """Names of all units by code."""
    return {row.code: row.name for row in session.execute(select(Unit.code, Unit.name).order_by(Unit.code))}


def unit_code_of_officer(session: Session, *, officer_id: int) -> str | None:
    """The unit an active member works in; None for anybody else."""
    return session.scalar(
        select(Unit.code)
        .join(Officer, Officer.unit_id == Unit.id)
        .where(Officer.id == officer_id, Officer.active)
    )


def unit_exists(session: Session, *, code: str) -> bool:
    """Whether there is an active unit with this code."""
    return session.scalar(select(Unit.id).where(Unit.code == code, Unit.active)) is not None


def absent_on(session: Session, *, on: date) -> dict[int, int | None]:
    """Who is on approved leave on a local day, each with the substitute's id, if one was named."""
    rows = session.execute(
        select(Leave.officer_id, Leave.substitute_id)
        .where(Leave.first_on <= on, Leave.last_on >= on, Leave.cancelled_at.is_(None))
        .order_by(Leave.id)
    )
    return {row.officer_id: row.substitute_id for row in rows}


def leave_from(session: Session, *, on: date, officer_id: int | None = None) -> dict[int, list[LeaveDays]]:
    """Approved leave that ends on a local day or later, by officer, the earliest first; all, or one's."""
    query = (
        select(Leave.officer_id, Leave.id, Leave.first_on, Leave.last_on, Leave.kind, Leave.substitute_id)
        .where(Leave.last_on >= on, Leave.cancelled_at.is_(None))
        .order_by(Leave.first_on, Leave.id)
    )
    if officer_id is not None:
        query = query.where(Leave.officer_id == officer_id)
    found: dict[int, list[LeaveDays]] = {}
    for row in session.execute(query):
        days = LeaveDays(
            id=row.id,
            first_on=row.first_on,
            last_on=row.last_on,
            kind=row.kind,
            substitute_id=row.substitute_id,
        )
        found.setdefault(row.officer_id, []).append(days)
    return found


def leave_of_officer(session: Session, *, officer_id: int) -> Sequence[Leave]:
    """A member's leave, cancelled ones too, the latest first."""
    return session.scalars(
        select(Leave).where(Leave.officer_id == officer_id).order_by(Leave.first_on.desc(), Leave.id)
    ).all()


def directory(session: Session, *, on: date) -> Directory:
    """The office as routing needs it on a local day, in five queries; plain values, safe to keep."""
    units = {row.id: row for row in session.execute(select(Unit.id, Unit.code, Unit.parent_id))}
    posts = {
        row.id: row
        for row in session.execute(
            select(
                Position.id,
                Position.unit_id,
                Position.superior_position_id,
                Position.is_head,
                Position.code,
                Position.handles_tickets,
            )
        )
    }
    lines = Lines(
        (UnitNode(row.id, row.code, row.parent_id) for row in units.values()),
        (Post(row.id, row.unit_id, row.superior_position_id, row.is_head) for row in posts.values()),
    )
    staff = session.execute(
        select(Officer.id, Officer.unit_id, Officer.position_id)
        .where(Officer.active, Officer.works_from <= on)
        .order_by(Officer.id)
    ).all()
    absent = absent_on(session, on=on)
    holders: dict[int, list[int]] = {}
    for officer in staff:
        holders.setdefault(officer.position_id, []).append(officer.id)
    candidates: dict[str, list[Candidate]] = {unit.code: [] for unit in units.values()}
    for officer in staff:
        post = posts[officer.position_id]
        if post.handles_tickets:
            unit = units[officer.unit_id].code
            candidates[unit].append(
                Candidate(
                    officer_id=officer.id,
                    unit=unit,
                    position=post.code,
                    is_head=post.is_head,
                    absent=officer.id in absent,
                    substitute_id=absent.get(officer.id),
                )
            )
    for listed in candidates.values():
        listed.sort(key=lambda each: (each.is_head, each.officer_id))
    return Directory(
        on=on,
        candidates=candidates,
        superiors={
            officer.id: [
                above
                for post_id in lines.superiors_of(officer.position_id)
                for above in holders.get(post_id, ())
                if above != officer.id
            ]
            for officer in staff
        },
        leaders={
            unit.code: [
                holder
                for up in lines.units_up_from(unit.id)
                if (head := lines.head_of(up)) is not None
                for holder in holders.get(head, ())
            ]
            for unit in units.values()
        },
        unit_of={officer.id: units[officer.unit_id].code for officer in staff},
        position_of={officer.id: posts[officer.position_id].code for officer in staff},
        parent_of={
            unit.code: units[unit.parent_id].code if unit.parent_id is not None else None
            for unit in units.values()
        },
        leave=leave_from(session, on=on),
    )


def _holders(session: Session, posts: Collection[int]) -> dict[int, list[int]]:
    holders: dict[int, list[int]] = {}
    rows = session.execute(
        select(Officer.position_id, Officer.id)
        .where(Officer.active, Officer.position_id.in_(posts))
        .order_by(Officer.id)
    )
    for row in rows:
        holders.setdefault(row.position_id, []).append(row.id)
    return holders


def _cards() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Officer.id,
            Officer.name,
            Officer.initials,
            Officer.employment,
            Unit.code,
            Unit.name,
            Position.code,
            Position.title,
            Position.is_head,
            Officer.active,
        )
        .join(Unit, Unit.id == Officer.unit_id)
        .join(Position, Position.id == Officer.position_id)
    )
