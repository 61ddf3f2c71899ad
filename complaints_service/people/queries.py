"""Reading the office: who works where, under whom, and who is away."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.db import from_row
from complaints_service.people.lines import Lines
from complaints_service.people.members import StaffMember, members, structure
from complaints_service.people.models import Leave, Officer, Position, Unit
from complaints_service.people.postings import (
    OWN,
    HeldPost,
    holders_on,
    in_force,
    place_on,
    places_in,
    posts_on,
)


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


def load_lines(session: Session, *, on: date | None = None) -> Lines:
    """The whole office's lines of command, on a local day or as they are now."""
    return structure(session, on=on).lines


def superiors_of(session: Session, *, officer_id: int, on: date | None) -> list[int]:
    """The officers above one on a local day, the nearest first; vacant posts are passed over.

    At one post, whose own it is comes before who leads it as well. Without a day it is today as far as no
    end is known (`postings`): whoever leads a post until a day is in none of these.
    """
    place = place_on(session, officer_id=officer_id, on=on)
    if place is None:
        return []
    chain = load_lines(session, on=on).superiors_of(place.position_id)
    return above(officer_id, chain, holders_on(session, posts=chain, on=on))


def nearest_superiors(session: Session, *, officer_ids: Collection[int], on: date | None) -> dict[int, int]:
    """The officer next above each of these on a local day; whoever has nobody above is left out."""
    lines = load_lines(session, on=on)
    own = {each.officer_id: each.position_id for each in in_force(session, on=on) if each.kind == OWN}
    chains = {each: lines.superiors_of(own[each]) for each in officer_ids if each in own}
    holders = holders_on(session, posts={post for chain in chains.values() for post in chain}, on=on)
    found = {officer_id: above(officer_id, chain, holders) for officer_id, chain in chains.items()}
    return {officer_id: those[0] for officer_id, those in found.items() if those}


def above(officer_id: int, chain: Sequence[int], holders: Mapping[int, Sequence[int]]) -> list[int]:
    """Who stands above somebody along a chain of posts, the nearest first, each once."""
    found = (holder for post in chain for holder in holders.get(post, ()) if holder != officer_id)
    return list(dict.fromkeys(found))


def leaders_of_all(
    session: Session, *, officers: Collection[int], units: Collection[str], on: date | None
) -> list[OfficerCard]:
    """The active officers who stand above every one of these officers and lead every one of these units.

    At least one officer must be named.
    """
    common = set.intersection(*(set(superiors_of(session, officer_id=each, on=on)) for each in officers))
    lines = load_lines(session, on=on)
    led = {
        each: frozenset[str]().union(
            *(lines.headed_by(post) for post in posts_on(session, officer_id=each, on=on))
        )
        for each in common
    }
    leading = [officer for officer, codes in led.items() if set(units) <= codes]
    return list(officer_cards(session, ids=leading).values())


def is_superior(session: Session, *, superior_id: int, officer_id: int, on: date | None) -> bool:
    """Whether one officer stands anywhere above another."""
    return superior_id in superiors_of(session, officer_id=officer_id, on=on)


def heads_office(session: Session, *, units: Collection[str]) -> bool:
    """Whether these units, headed by somebody, are the whole office."""
    top = {unit.code for unit in structure(session).units if unit.parent_id is None and unit.active}
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


def cards_in(session: Session, *, first_on: date, last_on: date) -> dict[int, OfficerCard]:
    """Members as they stood on the last of these local days on which they were here at all, by name.

    Whoever was not is left out. A month's figures belong to the unit of this day.
    """
    there = places_in(session, first_on=first_on, last_on=last_on)
    return _cards_at(session, {who: held[-1] for who, held in there.items()}, last_on)


def card_on(session: Session, *, officer_id: int, on: date) -> OfficerCard | None:
    """One member as they stood on a local day; before the first posting and after the last, as then."""
    place = place_on(session, officer_id=officer_id, on=on)
    return None if place is None else _cards_at(session, {officer_id: place}, on)[officer_id]


def _cards_at(session: Session, places: Mapping[int, HeldPost], on: date) -> dict[int, OfficerCard]:
    """Members with the posts they held there, post and unit called as they were on a local day."""
    then = structure(session, on=on)
    units = {unit.id: unit for unit in then.units}
    found = {}
    for each in members(session, ids=places):
        post, unit = then.posts[places[each.id].position_id], units[places[each.id].unit_id]
        found[each.id] = replace(
            _card(each),
            unit=unit.code,
            unit_name=unit.name,
            position=post.code,
            title=post.title,
            is_head=post.is_head,
        )
    return found


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


def unit_names(session: Session, *, on: date | None = None) -> dict[str, str]:
    """Names of all units by code, as they were on a local day or are now."""
    return {unit.code: unit.name for unit in structure(session, on=on).units}


def unit_name(session: Session, *, code: str) -> str:
    """What a unit is called now, without a look at the whole structure; its code where there is none."""
    return session.scalar(select(Unit.name).where(Unit.code == code)) or code


def post_titles(session: Session) -> dict[str, str]:
    """Titles of all posts by code."""
    return {row.code: row.title for row in session.execute(select(Position.code, Position.title))}


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
        .where(Leave.first_on <= on, Leave.last_on >= on, Leave.cancelled_at.is_(None), ~Leave.waiting)
        .order_by(Leave.id)
    )
    return {row.officer_id: row.substitute_id for row in rows}


def leave_from(session: Session, *, on: date, officer_id: int | None = None) -> dict[int, list[LeaveDays]]:
    """Approved leave that ends on a local day or later, by officer, the earliest first; all, or one's."""
    query = (
        select(Leave.officer_id, Leave.id, Leave.first_on, Leave.last_on, Leave.kind, Leave.substitute_id)
        .where(Leave.last_on >= on, Leave.cancelled_at.is_(None), ~Leave.waiting)
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


def late_leave(session: Session) -> Sequence[Leave]:
    """All leave that was entered late and stands or waits for its decision, the latest first."""
    listed = select(Leave).where(Leave.late, Leave.cancelled_at.is_(None))
    return session.scalars(listed.order_by(Leave.first_on.desc(), Leave.id)).all()


def leave_of_officer(session: Session, *, officer_id: int) -> Sequence[Leave]:
    """A member's leave, cancelled ones too, the latest first."""
    return session.scalars(
        select(Leave).where(Leave.officer_id == officer_id).order_by(Leave.first_on.desc(), Leave.id)
    ).all()


def _card(member: StaffMember) -> OfficerCard:
    return from_row(OfficerCard, member[:-1])
