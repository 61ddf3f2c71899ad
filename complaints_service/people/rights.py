"""What a signed-in person may do: the account's grants and the person's place in the office, put together."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from complaints_service.accounts.access import Grant, Rights, may_see_person
from complaints_service.accounts.models import Account, RoleGrant
from complaints_service.accounts.queries import grants_in_force
from complaints_service.errors import NotFound
from complaints_service.office_stamp import until_changed
from complaints_service.people.members import members
from complaints_service.people.models import Officer
from complaints_service.people.postings import (
    OWN,
    between,
    held_at,
    place_among,
    postings_of,
    posts_among,
)
from complaints_service.people.queries import OfficerCard, active_among, load_lines, officer_card


def rights_of(session: Session, *, account_id: int, on: date | None = None) -> Rights | None:
    """The rights of an account on a local day; None where it is shut or absent, or its officer is not here.

    A transfer, a departure or a role taken away counts at once: what is kept falls with the office's stamp.
    A post led for a time gives its rights on the days it is led, and only where the day is named.
    """
    found = person_of(session, account_id=account_id, on=on)
    return found[0] if found is not None else None


@until_changed
def person_of(session: Session, *, account_id: int, on: date | None = None) -> tuple[Rights, str] | None:
    """The rights of an account and the name to greet it by: the officer's, or else the login."""
    rows = session.execute(
        select(
            Account.officer_id, Account.login, Officer.name, Officer.active, RoleGrant.role, RoleGrant.unit_id
        )
        .outerjoin(Officer, Officer.id == Account.officer_id)
        .outerjoin(RoleGrant, and_(RoleGrant.account_id == Account.id, grants_in_force(on)))
        .where(Account.id == account_id, Account.active)
        .order_by(RoleGrant.id)
    ).all()
    if not rows or rows[0].active is False:
        return None
    who, lines = rows[0], load_lines(session, on=on)
    grants = tuple(
        Grant(row.role, None if row.unit_id is None else lines.subtree(row.unit_id))
        for row in rows
        if row.role is not None
    )
    own = Rights(account_id=account_id, officer_id=who.officer_id, grants=grants, on=on)
    if who.officer_id is None:
        return own, who.login
    found = _at_work(session, own, who.officer_id, on)
    return None if found is None else (found, who.name)


def rights_of_member(session: Session, *, officer_id: int, on: date | None = None) -> Rights | None:
    """What a member of the office may do by their account on a local day; None without an open one."""
    account = session.scalar(select(Account.id).where(Account.officer_id == officer_id))
    return rights_of(session, account_id=account, on=on) if account is not None else None


def rights_of_officer(session: Session, *, officer_id: int, on: date | None = None) -> Rights | None:
    """What an active officer may do by post alone, with or without an account, for replays of the past.

    None where there is no such officer; the account's id is 0.
    """
    if not active_among(session, ids=[officer_id]):
        return None
    return _at_work(session, Rights(account_id=0, officer_id=officer_id, on=on), officer_id, on)


def _at_work(session: Session, own: Rights, officer_id: int, on: date | None) -> Rights | None:
    """The rights of the posts somebody holds on a local day; before the first, those of that one."""
    held = postings_of(session, officer_id=officer_id)
    place = place_among(held, on)
    if place is None:
        return None
    posts = posts_among(held, on) or [place.position_id]
    lines = load_lines(session, on=on)
    below = frozenset[int]().union(*(lines.below(post) for post in posts))
    under = held_at(session, posts=below) if below else []
    left = members(session, posts=below) if below else []
    return replace(
        own,
        unit_code=lines.code_of(place.unit_id),
        subordinate_officers=frozenset(
            each.officer_id for each in under if each.kind == OWN and each.covers(on)
        )
        - {officer_id},
        departed_officers=frozenset(each.id for each in left if not each.active),
        subordinate_units=frozenset[str]().union(*(lines.headed_by(post) for post in posts)),
    )


def sees(rights: Rights, card: OfficerCard) -> bool:
    """Whether a person may see a member's figures: oneself, those below, an auditor of the unit."""
    return may_see_person(rights, card.id, card.unit)


def member_in_view(session: Session, rights: Rights, *, officer_id: int) -> OfficerCard:
    """A member of the office whose figures a person may see. Raises NotFound."""
    card = officer_card(session, officer_id=officer_id)
    if card is None or not sees(rights, card):
        raise NotFound("person")
    return card


def member_once_led(session: Session, rights: Rights, *, officer_id: int) -> OfficerCard:
    """A member whom a person may see, or has ever stood above: of which months, the months say themselves.

    Raises NotFound.
    """
    card = officer_card(session, officer_id=officer_id)
    leader = rights.officer_id
    if card is not None and not sees(rights, card):
        ever = date(1900, 1, 1), date(9998, 12, 31)
        led = leader is not None and officer_id in led_during(
            session, leader_id=leader, first_on=ever[0], last_on=ever[1]
        )
        card = card if led else None
    if card is None:
        raise NotFound("person")
    return card


def led_during(session: Session, *, leader_id: int, first_on: date, last_on: date) -> frozenset[int]:
    """Whoever stood under somebody, at any depth, on any of these local days."""
    held = between(session, first_on=first_on, last_on=last_on)
    days = {first_on} | {day for each in held for day in (each.from_on, each.until_on) if day is not None}
    found: set[int] = set()
    for day in days:
        if first_on <= day <= last_on:
            lines = load_lines(session, on=day)
            there = [each for each in held if each.covers(day)]
            posts = [each.position_id for each in there if each.officer_id == leader_id]
            below = frozenset[int]().union(*(lines.below(post) for post in posts))
            found.update(each.officer_id for each in there if each.kind == OWN and each.position_id in below)
    return frozenset(found - {leader_id})


def name_of(session: Session, *, account_id: int) -> str:
    """The name to greet an account by: the officer's, or else the login; empty for no account."""
    row = session.execute(
        select(Account.login, Officer.name)
        .outerjoin(Officer, Officer.id == Account.officer_id)
        .where(Account.id == account_id)
    ).first()
    return (row.name or row.login) if row is not None else ""
