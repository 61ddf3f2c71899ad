"""The demo's invented members of the office: hired, given their sign-ins, and asked who acts."""

from __future__ import annotations

import random
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.accounts.access import Grant, Rights
from complaints_service.accounts.passwords import make_password_hash
from complaints_service.accounts.service import NewAccount, create_account, grant_role
from complaints_service.errors import Actor
from complaints_service.moment import Moment
from complaints_service.people.facts import OfficerFacts
from complaints_service.people.leave import NewLeave, approve_leave
from complaints_service.people.models import Officer, Position, Unit
from complaints_service.people.rights import rights_of_officer
from complaints_service.people.service import hire_officer
from complaints_service.replay.clockwork import ORIGIN
from complaints_service.samples.library import DemoOfficer
from complaints_service.tickets.ledger import append as ledger
from complaints_service.tickets.ledger.append import NewEvent
from complaints_service.tickets.ledger.models import WORKING_STATES, Ticket
from config.rulebook import Rulebook

SETTER = Actor("setup", ORIGIN)
ON_LEAVE = ("pelaksana_sarpras", 1)
"""The post and seat of the one who is on leave some days in the middle of it all."""

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True, kw_only=True)
class SignIn:
    """An account to open: whose it is in words, its login, the post and seat of its officer, its roles."""

    whose: str
    login: str
    position: str | None = None
    seat: int = 0
    roles: tuple[str, ...] = ()


SIGN_INS = (
    SignIn(whose="Pengelola", login="admin", roles=("administrator",)),
    SignIn(whose="Camat", login="camat", position="camat"),
    SignIn(whose="Sekretaris Camat (manajer)", login="sekcam", position="sekcam", roles=("manager",)),
    SignIn(
        whose="Petugas Meja Pengaduan (pemilah)",
        login="meja",
        position="petugas_pengaduan",
        roles=("dispatcher",),
    ),
    SignIn(whose="Kepala Seksi Sarpras (atasan)", login="kasi", position="kasi_sarpras"),
    SignIn(whose="Pelaksana Sarpras", login="sarpras1", position="pelaksana_sarpras", seat=0),
    SignIn(whose="Pelaksana Sarpras", login="sarpras2", position="pelaksana_sarpras", seat=1),
    SignIn(whose="Lurah Rengas Pulau", login="lurah.rpl", position="lurah_rpl"),
    SignIn(whose="Auditor", login="auditor", roles=("auditor",)),
)
#: All others of the office: rekan1, rekan2 and so on, with one password.
COLLEAGUES = SignIn(whose="Pegawai lain", login="rekan")


@dataclass(kw_only=True)
class Staff:
    """Who works where, and what each may do; filled while hiring.

    `seats[post]` and `members[unit]` are officer ids in the order of the library.
    """

    seats: dict[str, list[int]] = field(default_factory=dict)
    members: dict[str, list[int]] = field(default_factory=dict)
    heads: dict[str, int] = field(default_factory=dict)
    takers: frozenset[int] = frozenset()
    pace: dict[int, float] = field(default_factory=dict)
    away: dict[int, tuple[date, date]] = field(default_factory=dict)
    _rights: dict[int, Rights] = field(default_factory=dict)

    def rights(self, session: Session, officer_id: int) -> Rights:
        """What an officer may do; nobody moves while the demo lasts, so it is asked once."""
        if officer_id not in self._rights:
            rights = rights_of_officer(session, officer_id=officer_id)
            if rights is None:
                raise ValueError(f"no officer {officer_id} at work")
            grants = tuple(
                Grant(role)
                for one in SIGN_INS
                if one.position and self.seats[one.position][one.seat] == officer_id
                for role in one.roles
            )
            self._rights[officer_id] = replace(rights, grants=grants)
        return self._rights[officer_id]

    def colleagues(self) -> list[int]:
        """Everybody without a sign-in of their own among SIGN_INS, in the library's order."""
        named = {self.seats[one.position][one.seat] for one in SIGN_INS if one.position}
        return sorted(set().union(*self.seats.values()) - named)

    def back_on(self, officer_id: int, on: date) -> date | None:
        """The first day back of someone on leave on a day; None for who is here."""
        first, last = self.away.get(officer_id, (date.max, date.min))
        return last + timedelta(days=1) if first <= on <= last else None


def hire(
    session: Session,
    *,
    officers: Sequence[DemoOfficer],
    rulebook: Rulebook,
    draws: random.Random,
    now: datetime,
) -> Staff:
    """Takes everyone on, in the library's order."""
    staff = Staff()
    works_from = rulebook.local_date(now)
    for number, person in enumerate(officers, start=1):
        facts = OfficerFacts(
            name=person.name,
            employment=person.employment,
            position=person.position,
            works_from=works_from,
            nip=person.nip,
            rank=person.rank,
            code=None if person.nip else f"contoh-{number}",
        )
        officer = hire_officer(session, facts=facts, now=now, actor=SETTER)
        staff.seats.setdefault(person.position, []).append(officer.id)
        staff.pace[officer.id] = draws.uniform(0.75, 1.3)
    rows = session.execute(
        select(Officer.id, Unit.code, Position.is_head, Position.handles_tickets)
        .join(Unit, Unit.id == Officer.unit_id)
        .join(Position, Position.id == Officer.position_id)
        .order_by(Officer.id)
    ).all()
    for row in rows:
        staff.members.setdefault(row.code, []).append(row.id)
        if row.is_head:
            staff.heads[row.code] = row.id
    staff.takers = frozenset(row.id for row in rows if row.handles_tickets)
    return staff


def send_on_leave(
    session: Session, *, staff: Staff, first: date, last: date, rulebook: Rulebook, now: datetime
) -> None:
    """Approves the leave as it begins and writes it into the ledgers of the tickets its officer has."""
    post, seat = ON_LEAVE
    officer_id = staff.seats[post][seat]
    head = staff.heads["SARPRAS"]
    actor = Actor.officer(head, ORIGIN)
    new = NewLeave(
        officer_id=officer_id, first_on=first, last_on=last, kind="annual", substitute_id=staff.seats[post][0]
    )
    approve_leave(session, new=new, now=now, actor=actor)
    staff.away[officer_id] = (first, last)
    held = session.scalars(
        select(Ticket)
        .where(Ticket.holder_officer_id == officer_id, Ticket.state.in_(WORKING_STATES))
        .order_by(Ticket.id)
        .with_for_update(of=Ticket)
    ).all()
    histories = ledger.events_of(session, [ticket.id for ticket in held])
    data = {
        "person": f"person:{officer_id}",
        "first_on": first.isoformat(),
        "last_on": last.isoformat(),
    }
    changes = [
        ledger.LedgerChange(ticket, [NewEvent(kind="leave.approved", data=data)], histories[ticket.id])
        for ticket in held
    ]
    ledger.append(
        Moment(session=session, now=now, actor=actor, rulebook=rulebook),
        changes,
    )


@dataclass(frozen=True)
class Password:
    """A sign-in's password as it is printed once, and its hash."""

    plain: str
    hashed: str


def draw_passwords() -> list[Password]:
    """One for each sign-in and one for all colleagues, random in every installation.

    Half a second's work, before any transaction.
    """
    drawn = []
    for one in (*SIGN_INS, COLLEAGUES):
        plain = "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))
        drawn.append(Password(plain, make_password_hash(plain, login=one.login)))
    return drawn


def open_accounts(session: Session, *, staff: Staff, passwords: Sequence[Password], now: datetime) -> None:
    """Makes the accounts of SIGN_INS with their roles over the whole office, and one for each colleague.

    Without an account nobody could reach them, and the board would say so of half the office.
    """
    *own, shared = passwords
    for one, password in zip(SIGN_INS, own, strict=True):
        officer_id = staff.seats[one.position][one.seat] if one.position else None
        account = create_account(
            session, new=NewAccount(one.login, officer_id, password.hashed), now=now, actor=SETTER
        )
        for role in one.roles:
            grant_role(session, account_id=account.id, role=role, unit_id=None, now=now, actor=SETTER)
    for number, officer_id in enumerate(staff.colleagues(), start=1):
        new = NewAccount(f"{COLLEAGUES.login}{number}", officer_id, shared.hashed)
        create_account(session, new=new, now=now, actor=SETTER)
