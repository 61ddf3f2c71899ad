"""Reading the office: who works where, under whom, and who is away."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.db import from_row
from complaints_service.people.lines import Lines
from complaints_service.people.members import StaffMember, members, structure
from complaints_service.people.models import Leave, Officer, Unit


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
class LeaveDays:
    """Approved leave: whole local days, both ends included."""

    id: int
    first_on: date
    last_on: date
    kind: str
    substitute_id: int | None


def load_lines(session: Session) -> Lines:
    """The whole office's lines of command."""
    return structure(session).lines


def superiors_of(session: Session, *, officer_id: int) -> list[int]:
    """The officers above one, the nearest first; vacant posts are passed over."""
    return _above(session, [officer_id]).get(officer_id, [])


def nearest_superiors(session: Session, *, officer_ids: Collection[int]) -> dict[int, int]:
    """The officer next above each of these; whoever has nobody above is left out."""
    return {each: above[0] for each, above in _above(session, officer_ids).items() if above}


def leaders_of_all(
    session: Session, *, officers: Collection[int], units: Collection[str]
) -> list[OfficerCard]:
    """The active officers who stand above every one of these officers and lead every one of these units.

    At least one officer must be named.
    """
    above = _above(session, officers)
    common = set.intersection(*(set(above.get(each, ())) for each in officers))
    lines = load_lines(session)
    return [
        _card(each)
        for each in members(session, ids=common)
        if each.active and set(units) <= lines.headed_by(each.post_id)
    ]


def is_superior(session: Session, *, superior_id: int, officer_id: int) -> bool:
    """Whether one officer stands anywhere above another."""
    return superior_id in superiors_of(session, officer_id=officer_id)


def heads_office(session: Session, *, units: Collection[str]) -> bool:
    """Whether these units, headed by somebody, are the whole office."""
    top = {unit.code for unit in structure(session).units if unit.top and unit.active}
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
    theirs = [_card(each) for each in members(session) if each.unit == code and each.active]
    return sorted(theirs, key=lambda card: not card.is_head)


def officer_cards(session: Session, *, ids: Collection[int] | None = None) -> dict[int, OfficerCard]:
    """Members of the office by id, also those who have left; all, or the ones named."""
    return {each.id: _card(each) for each in members(session, ids=ids)}


def officer_card(session: Session, *, officer_id: int) -> OfficerCard | None:
    """One member of the office."""
    return officer_cards(session, ids=[officer_id]).get(officer_id)


def names_of_officers(session: Session, *, ids: Collection[int]) -> dict[int, str]:
    """Names by officer id, in the order of the ids."""
    return {each.id: each.name for each in sorted(members(session, ids=ids))}


def active_among(session: Session, *, ids: Collection[int]) -> frozenset[int]:
    """Who of these still works in the office."""
    return frozenset(each.id for each in members(session, ids=ids) if each.active)


def emails_of(session: Session, *, ids: Collection[int]) -> dict[int, str]:
    """The e-mail addresses of the active members among these, by officer id; who has none is left out."""
    there = (Officer.id.in_(ids), Officer.active, Officer.email.is_not(None))
    rows = session.execute(select(Officer.id, Officer.email).where(*there))
    return {row.id: row.email for row in rows}


def unit_names(session: Session) -> dict[str, str]:
    """Names of all units by code."""
    return {unit.code: unit.name for unit in structure(session).units}


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


def _above(session: Session, officer_ids: Collection[int]) -> dict[int, list[int]]:
    """Everybody above each of these, the nearest first."""
    lines = load_lines(session)
    chains = {each.id: lines.superiors_of(each.post_id) for each in members(session, ids=officer_ids)}
    holders: dict[int, list[int]] = {}
    for each in sorted(members(session, posts={post for chain in chains.values() for post in chain})):
        if each.active:
            holders.setdefault(each.post_id, []).append(each.id)
    return {
        officer_id: [holder for post in chain for holder in holders.get(post, ()) if holder != officer_id]
        for officer_id, chain in chains.items()
    }


def _card(member: StaffMember) -> OfficerCard:
    return from_row(OfficerCard, member[:-1])
