"""What an office needs before it can work, and how far it is: people, routes, calendar, a report tried out.

What only a person can say (these are our units, these are our hours) is a line in the record; all else is
looked at anew each time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from complaints_service.accounts.models import Account
from complaints_service.audit.models import AuditEvent
from complaints_service.audit.service import record
from complaints_service.errors import Actor, TooOften, invalid, words
from complaints_service.notify.known_routes import EMAIL, ROUTES
from complaints_service.notify.models import Outbox
from complaints_service.notify.officers.chat import chats_of
from complaints_service.notify.service import Recipient, open_routes, put_in_outbox
from complaints_service.people.members import structure
from complaints_service.people.models import Officer
from complaints_service.people.reach import reach_of, unreachable, unseen_units
from complaints_service.people.roster import directory_on
from complaints_service.tickets.ledger.models import Ticket

#: What a person confirms by a press: it cannot be seen from here.
CONFIRMED = ("structure", "calendar")
#: The kind of the letter by which a route is tried out.
TEST_LETTER = "test_letter"
_CONFIRMING = "opening.confirmed"
_TESTS_AN_HOUR, _HOUR = 10, timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class TriedRoute:
    """The newest letter by which a route was tried out: its state in the outbox, and why where it has one."""

    state: str
    at: datetime
    reason: str | None


@dataclass(frozen=True, kw_only=True)
class Opening:
    """How far an office is. `able`: have chosen a password; `tried`: by route; `routes`: those served."""

    units: int
    posts: int
    members: int
    with_account: int
    able: int
    unreached: int
    unseen: Sequence[str]
    confirmed: Mapping[str, datetime]
    routes: frozenset[str]
    tried: Mapping[str, TriedRoute]
    reported: bool
    resolved: bool


def opening_of(session: Session, *, on: date) -> Opening:
    """How far this office is, on a local day."""
    then, reach, directory = structure(session, on=on), reach_of(session), directory_on(session, on=on)
    members, accounts, able = session.execute(
        select(func.count(), func.count(Account.id), func.count(Account.password_hash))
        .select_from(Officer)
        .outerjoin(Account, (Account.officer_id == Officer.id) & Account.active)
        .where(Officer.active)
    ).one()
    return Opening(
        units=sum(unit.active for unit in then.units),
        posts=sum(post.active for post in then.posts.values()),
        members=members,
        with_account=accounts,
        able=able,
        unreached=len(unreachable(reach, directory)),
        unseen=[directory.unit_names[unit] for unit in unseen_units(reach, directory)],
        confirmed=_confirmed(session),
        routes=open_routes(session),
        tried={route: tried for route in ROUTES if (tried := _tried(session, route)) is not None},
        reported=bool(session.scalar(select(exists().where(Ticket.id.is_not(None))))),
        resolved=bool(session.scalar(select(exists().where(Ticket.state.in_(("resolved", "closed")))))),
    )


def confirm(session: Session, *, step: str, now: datetime, actor: Actor) -> None:
    """Writes down that somebody looked at a step and found it right. Raises Invalid for no such step."""
    if step not in CONFIRMED:
        raise invalid("step", words("Langkah ini tidak ada."))
    record(session, now=now, actor=actor, kind=_CONFIRMING, subject=f"opening:{step}")


def try_mail(session: Session, *, address: str, language: str, now: datetime, actor: Actor) -> None:
    """Sends a letter to an address, to see whether mail leaves. Raises Invalid, TooOften."""
    if EMAIL.code not in open_routes(session):
        raise invalid("email", words("Surel belum terpasang: isi server surelnya di Jalur kabar."))
    _queue(session, route=EMAIL.code, address=address, language=language, now=now, actor=actor)


def try_chat(session: Session, *, officer_id: int, now: datetime, actor: Actor) -> None:
    """Sends a letter to a member's linked chat. Raises Invalid where there is none, TooOften."""
    chat = chats_of(session, officers=[officer_id]).get(officer_id)
    if chat is None or chat.route not in open_routes(session):
        raise invalid("chat", words("Tautkan dahulu obrolan Anda di Akun saya."))
    _queue(session, route=chat.route, address=chat.address, language=chat.language, now=now, actor=actor)


def _queue(session: Session, *, route: str, address: str, language: str, now: datetime, actor: Actor) -> None:
    lately = (Outbox.kind == TEST_LETTER, Outbox.created_at > now - _HOUR)
    sent = session.scalar(select(func.count()).select_from(Outbox).where(*lately)) or 0
    if sent >= _TESTS_AN_HOUR:
        raise TooOften("tried_too_often", words("Sudah sepuluh kabar uji dalam satu jam. Coba lagi nanti."))
    key = hashlib.sha256(f"{TEST_LETTER}|{route}|{now.isoformat()}|{sent}".encode()).hexdigest()
    to = Recipient(route, address, language)
    put_in_outbox(session, key=key, kind=TEST_LETTER, to=to, params={}, now=now)
    record(session, now=now, actor=actor, kind="route.tried", subject=f"route:{route}")


def _confirmed(session: Session) -> Mapping[str, datetime]:
    rows = session.execute(
        select(AuditEvent.subject, func.max(AuditEvent.at))
        .where(AuditEvent.kind == _CONFIRMING)
        .group_by(AuditEvent.subject)
    )
    return {subject.removeprefix("opening:"): at for subject, at in rows}


def _tried(session: Session, route: str) -> TriedRoute | None:
    row = session.scalar(
        select(Outbox)
        .where(Outbox.kind == TEST_LETTER, Outbox.route == route)
        .order_by(Outbox.id.desc())
        .limit(1)
    )
    if row is None:
        return None
    return TriedRoute(state=row.state, at=row.settled_at or row.created_at, reason=row.reason)
