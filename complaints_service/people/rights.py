"""What a signed-in person may do: the account's grants and the person's place in the office, put together."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.accounts.access import Grant, Rights, may_see_person
from complaints_service.accounts.models import Account
from complaints_service.accounts.queries import granted_roles
from complaints_service.errors import NotFound
from complaints_service.people.lines import Lines
from complaints_service.people.members import members
from complaints_service.people.models import Officer, Unit
from complaints_service.people.queries import OfficerCard, load_lines, officer_card


def rights_of(session: Session, *, account_id: int) -> Rights | None:
    """The rights of an account as they are now; None where it is shut or absent, or its officer has left.

    Nothing is remembered between requests, so a transfer, a departure or a role taken away counts at once.
    """
    found = person_of(session, account_id=account_id)
    return found[0] if found is not None else None


def person_of(session: Session, *, account_id: int) -> tuple[Rights, str] | None:
    """The rights of an account and the name to greet it by: the officer's, or else the login."""
    row = session.execute(
        select(
            Account.officer_id, Account.login, Officer.name, Officer.active, Officer.position_id, Unit.code
        )
        .outerjoin(Officer, Officer.id == Account.officer_id)
        .outerjoin(Unit, Unit.id == Officer.unit_id)
        .where(Account.id == account_id, Account.active)
    ).first()
    if row is None or row.active is False:
        return None
    return _rights(session, account_id, row), row.name or row.login


def _rights(session: Session, account_id: int, row: Any) -> Rights:
    lines = load_lines(session)
    grants = tuple(
        Grant(role, None if unit_id is None else lines.subtree(unit_id))
        for role, unit_id in granted_roles(session, account_id=account_id)
    )
    if row.officer_id is None:
        return Rights(account_id=account_id, grants=grants)
    own = Rights(account_id=account_id, officer_id=row.officer_id, unit_code=row.code, grants=grants)
    return _with_those_below(session, own, lines, row.position_id)


def rights_of_officer(session: Session, *, officer_id: int) -> Rights | None:
    """What an active officer may do by post alone, with or without an account, for replays of the past.

    None where there is no such officer; the account's id is 0.
    """
    row = session.execute(
        select(Officer.position_id, Unit.code)
        .join(Unit, Unit.id == Officer.unit_id)
        .where(Officer.id == officer_id, Officer.active)
    ).first()
    if row is None:
        return None
    own = Rights(account_id=0, officer_id=officer_id, unit_code=row.code)
    return _with_those_below(session, own, load_lines(session), row.position_id)


def sees(rights: Rights, card: OfficerCard) -> bool:
    """Whether a person may see a member's figures: oneself, those below, an auditor of the unit."""
    return may_see_person(rights, card.id, card.unit)


def member_in_view(session: Session, rights: Rights, *, officer_id: int) -> OfficerCard:
    """A member of the office whose figures a person may see. Raises NotFound."""
    card = officer_card(session, officer_id=officer_id)
    if card is None or not sees(rights, card):
        raise NotFound("person")
    return card


def _with_those_below(session: Session, own: Rights, lines: Lines, position_id: int) -> Rights:
    below = lines.below(position_id)
    under = members(session, posts=below) if below else ()
    return replace(
        own,
        subordinate_officers=frozenset(each.id for each in under if each.active) - {own.officer_id},
        subordinate_units=lines.headed_by(position_id),
    )


def name_of(session: Session, *, account_id: int) -> str:
    """The name to greet an account by: the officer's, or else the login; empty for no account."""
    row = session.execute(
        select(Account.login, Officer.name)
        .outerjoin(Officer, Officer.id == Account.officer_id)
        .where(Account.id == account_id)
    ).first()
    return (row.name or row.login) if row is not None else ""
