"""Who manages whom; how each member signs in, with which roles; a link that lets one choose a password."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights, may_in_office
from complaints_service.accounts.factor.queries import has_second_step
from complaints_service.accounts.links import SET_PASSWORD, issue_one_time_link
from complaints_service.accounts.models import Account, RoleGrant
from complaints_service.accounts.queries import account_of_officer
from complaints_service.errors import Actor, DomainError, words
from complaints_service.people.members import structure
from complaints_service.people.models import Unit
from complaints_service.people.queries import OfficerCard, officer_cards

#: A first link waits until its owner comes by; one that gets past a password is used at once.
FIRST_LINK, LATER_LINK = timedelta(hours=24), timedelta(minutes=10)


@dataclass(frozen=True, kw_only=True)
class SignInState:
    """A member's account: whether it opens, when it last did, and its roles with their units (None: all).

    `second_step`: whether its password alone does not sign in.
    """

    account_id: int
    login: str
    active: bool
    has_password: bool
    second_step: bool
    last_at: datetime | None
    roles: Sequence[tuple[str, str | None]]


def sign_ins(session: Session) -> Mapping[int, SignInState]:
    """Every member's account by the member's id."""
    roles: dict[int, list[tuple[str, str | None]]] = {}
    granted = session.execute(
        select(RoleGrant.account_id, RoleGrant.role, Unit.code)
        .outerjoin(Unit, Unit.id == RoleGrant.unit_id)
        .where(RoleGrant.ended_at.is_(None))
        .order_by(RoleGrant.role, Unit.code)
    )
    for account_id, role, unit in granted:
        roles.setdefault(account_id, []).append((role, unit))
    accounts = session.execute(select(Account, has_second_step()).where(Account.officer_id.is_not(None)))
    return {
        each.officer_id: SignInState(
            account_id=each.id,
            login=each.login,
            active=each.active,
            has_password=each.password_hash is not None,
            second_step=second_step,
            last_at=each.last_signed_in_at,
            roles=roles.get(each.id, ()),
        )
        for each, second_step in accounts
        if each.officer_id is not None
    }


def managed_staff(session: Session, rights: Rights) -> list[OfficerCard]:
    """The members at work whose staff this person manages, in the order of the office."""
    return [
        card
        for card in officer_cards(session).values()
        if card.active and may_in_office(rights, "manage_staff", card.unit)
    ]


def posts_to_fill(session: Session, rights: Rights) -> list[tuple[str, str]]:
    """The posts of the units whose staff this person manages: (code, words)."""
    then = structure(session)
    units = {unit.id: unit for unit in then.units}
    found = (
        (post.code, f"{post.title}, {units[post.unit_id].name}")
        for post in then.posts.values()
        if post.active and may_in_office(rights, "manage_staff", units[post.unit_id].code)
    )
    return sorted(found, key=lambda each: each[1])


def hands_out_ways_in(rights: Rights) -> bool:
    """Whether this person grants roles and makes sign-in links."""
    return may_in_office(rights, "manage_accounts")


def sign_in_link(session: Session, *, officer_id: int, now: datetime, actor: Actor) -> str:
    """The token of a link that lets a member choose a password. Raises DomainError `no_account`."""
    account = account_of(session, officer_id=officer_id)
    first = account.password_hash is None
    return issue_one_time_link(
        session,
        account_id=account.id,
        purpose=SET_PASSWORD,
        ttl=FIRST_LINK if first else LATER_LINK,
        now=now,
        actor=actor,
    )


def account_of(session: Session, *, officer_id: int) -> Account:
    """A member's open account. Raises DomainError `no_account`."""
    account = account_of_officer(session, officer_id=officer_id)
    if account is None or not account.active:
        raise DomainError("no_account", words("Orang ini tidak punya akun yang terbuka."))
    return account
