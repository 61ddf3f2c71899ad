"""A small office for tests: the rulebook's units, a few officers, and their accounts. Invented people."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import Engine, Table, exists, func, insert, select
from sqlalchemy.orm import Session

from complaints_service import db
from complaints_service.accounts.passwords import make_password_hash
from complaints_service.accounts.service import NewAccount, create_account, grant_role
from complaints_service.accounts.sign_in import account_actor
from complaints_service.audit.models import AuditEvent
from complaints_service.db import Base
from complaints_service.errors import Actor
from complaints_service.intake.service import Submission, submit
from complaints_service.moment import Moment
from complaints_service.notify.service import Recipient
from complaints_service.office_stamp import OfficeStamp
from complaints_service.people.facts import OfficerFacts
from complaints_service.people.models import Unit
from complaints_service.people.rights import rights_of
from complaints_service.people.service import hire_officer, seed_units
from complaints_service.people.structure import structure
from complaints_service.places.place import Place
from complaints_service.tickets.acts.registry import request_for
from complaints_service.tickets.clocks.showing import page_opened
from complaints_service.tickets.ledger import append as ledger
from complaints_service.tickets.ledger.append import LedgerChange, NewEvent
from complaints_service.tickets.ledger.models import Ticket
from complaints_service.tickets.opening.draft import Draft
from complaints_service.tickets.service import Performed, perform
from config.rulebook import Rulebook
from tests.support.databases import untouched

SETUP = Actor("setup", "cli")
#: What a test may say of where a report is.
_PLACE = ("kelurahan", "lat", "lng", "accuracy", "origin", "address")
TRACKING_KEY = b"a tracking key of the tests, long"
PASSWORD = "parit tumpat di gang contoh"
PASSWORD_HASH = make_password_hash(PASSWORD)
OPENED = datetime(2025, 1, 2, 1, 0, tzinfo=UTC)

#: login -> (position, granted roles over the whole office)
STAFF = {
    "camat": ("camat", ("manager",)),
    "sekcam": ("sekcam", ("manager",)),
    "meja": ("petugas_pengaduan", ("dispatcher",)),
    "kasi": ("kasi_sarpras", ()),
    "rina": ("pelaksana_sarpras", ()),
    "hasan": ("pelaksana_sarpras", ()),
    "trantib": ("pelaksana_trantib", ()),
    "kasitrantib": ("kasi_trantib", ()),
}


@dataclass
class Office:
    """The test office on one engine: who is who, and short ways to act."""

    engine: Engine
    rulebook: Rulebook
    officers: dict[str, int]
    accounts: dict[str, int]

    def rights(self, login: str):
        """What this person may do now."""
        with db.reading(self.engine) as session:
            return rights_of(session, account_id=self.accounts[login])

    def complain(
        self,
        text: str = "Parit tumpat di Gang Contoh.",
        *,
        now: datetime,
        agreed: bool = True,
        **draft: object,
    ) -> Submission:
        """A citizen complains on the web; the owner of an e-mail address `agreed` at once, or is to be asked."""
        if agreed and draft.get("email"):
            heard = Recipient("email", str(draft["email"]), str(draft.get("language", "id")))
            draft = {"routes": (heard,), **draft}
        told = {"kelurahan": "12.71.12.1002", **draft}
        place = Place(**{name: told.pop(name) for name in _PLACE if name in told})  # type: ignore[arg-type]
        asked = Draft(text=text, place=place, **told)  # type: ignore[arg-type]
        with db.writing(self.engine) as session:
            return submit(
                Moment(session=session, now=now, actor=Actor.citizen("web"), rulebook=self.rulebook),
                draft=asked,
                tracking_key=TRACKING_KEY,
            )

    def act(self, login: str, number: str, act: str, *, now: datetime, **fields: object) -> Performed:
        """An officer acts on a ticket."""
        rights = self.rights(login)
        actor = account_actor(self.accounts[login], self.officers.get(login), "web")
        with db.writing(self.engine) as session:
            return perform(
                Moment(session=session, now=now, actor=actor, rulebook=self.rulebook),
                number=number,
                request=request_for(act, **fields),  # type: ignore[arg-type]
                rights=rights,
                tracking_key=TRACKING_KEY,
            )

    def opens_page(self, number: str, *, now: datetime) -> None:
        """The citizen looks at their page: what no other route carries has reached them."""
        with db.writing(self.engine) as session:
            page_opened(session, number=number, now=now, rulebook=self.rulebook)

    def citizen(self, number: str, act: str, *, now: datetime, **fields: object) -> Performed:
        """The citizen of a ticket acts on it."""
        with db.writing(self.engine) as session:
            return perform(
                Moment(session=session, now=now, actor=Actor.citizen("web"), rulebook=self.rulebook),
                number=number,
                request=request_for(act, **fields),  # type: ignore[arg-type]
                rights=None,
            )


def open_office(engine: Engine, rulebook: Rulebook, *, now: datetime = OPENED) -> Office:
    """Seeds the units, hires the staff and opens their accounts (password `PASSWORD`)."""
    key, file = (id(rulebook), now), untouched(engine)
    if file is not None and (known := _opened.get(key)) is not None and known.file.exists():
        shutil.copyfile(known.file, file)
        return Office(engine, rulebook, dict(known.officers), dict(known.accounts))
    with db.writing(engine) as session:
        officers, accounts = seed(session, rulebook, now=now)
    if file is not None:
        engine.dispose()
        kept = file.with_name(f"opened_{len(_opened)}.db")
        _opened[key] = Opened(rulebook, Path(shutil.copyfile(file, kept)), dict(officers), dict(accounts))
    return Office(engine, rulebook, officers, accounts)


@dataclass(frozen=True)
class Opened:
    """A database of SQLite in which an office was opened and nothing else done, and who is who there."""

    rulebook: Rulebook
    file: Path
    officers: dict[str, int]
    accounts: dict[str, int]


#: By rulebook and moment: a copy of the file costs a quarter of putting the rows in.
_opened: dict[tuple[int, datetime], Opened] = {}
#: Offices hired on a blank database, by backend, rulebook and moment: their rows, put in again, cost a tenth of it.
_seeded: dict[tuple[str, int, datetime], Seeded] = {}


@dataclass(frozen=True)
class Seeded:
    """The office once its staff was hired: its rows by table, and who is who."""

    rulebook: Rulebook
    rows: list[tuple[Table, list[dict[str, object]]]]
    officers: dict[str, int]
    accounts: dict[str, int]


def seed(
    session: Session, rulebook: Rulebook, *, now: datetime = OPENED
) -> tuple[dict[str, int], dict[str, int]]:
    """Officer ids and account ids by login. On a blank database the same people are hired once in a process."""
    key = (session.get_bind().dialect.name, id(rulebook), now)
    if session.scalar(select(exists(select(Unit.id)) | exists(select(AuditEvent.id)))):
        return _hire(session, rulebook, now=now)
    if key in _seeded:
        _put(session, _seeded[key])
    else:
        officers, accounts = _hire(session, rulebook, now=now)
        rows = _rows(session)
        if any(row.get("id", 1) != number for _, each in rows for number, row in enumerate(each, 1)):
            return officers, accounts  # others have counted before: no database begins so
        _seeded[key] = Seeded(rulebook, rows, officers, accounts)
    return dict(_seeded[key].officers), dict(_seeded[key].accounts)


def _rows(session: Session) -> list[tuple[Table, list[dict[str, object]]]]:
    session.flush()
    # The database itself draws the office's stamp, here as there.
    tables = [table for table in Base.metadata.sorted_tables if table.name != OfficeStamp.__tablename__]
    found = [(table, session.execute(select(table).order_by(*table.primary_key))) for table in tables]
    return [(table, rows) for table, result in found if (rows := [dict(row) for row in result.mappings()])]


def _put(session: Session, known: Seeded) -> None:
    for table, rows in known.rows:
        session.execute(insert(table), rows)
        if session.get_bind().dialect.name == "postgresql" and "id" in table.c:
            session.execute(select(func.setval(func.pg_get_serial_sequence(table.name, "id"), len(rows))))


def _hire(session: Session, rulebook: Rulebook, *, now: datetime) -> tuple[dict[str, int], dict[str, int]]:
    units, positions = structure(rulebook)
    seed_units(session, units=units, positions=positions, now=now, actor=SETUP)
    officers: dict[str, int] = {}
    accounts: dict[str, int] = {}
    for login, (position, roles) in STAFF.items():
        facts = OfficerFacts(
            name=f"{login.capitalize()} Contoh",
            employment="pns",
            position=position,
            code=login,
            works_from=date(2025, 1, 1),
        )
        officers[login] = hire_officer(session, facts=facts, now=now, actor=SETUP).id
        new = NewAccount(login, officers[login], PASSWORD_HASH)
        accounts[login] = create_account(session, new=new, now=now, actor=SETUP).id
        for role in roles:
            grant_role(session, account_id=accounts[login], role=role, unit_id=None, now=now, actor=SETUP)
    for login, role in (("auditor", "auditor"), ("admin", "administrator")):
        accounts[login] = create_account(
            session, new=NewAccount(login, None, PASSWORD_HASH), now=now, actor=SETUP
        ).id
        grant_role(session, account_id=accounts[login], role=role, unit_id=None, now=now, actor=SETUP)
    return officers, accounts


def accuse(session: Session, rulebook: Rulebook, number: str, *references: str) -> None:
    """Makes a ticket one whose complaint accuses these."""
    ticket = session.scalars(select(Ticket).where(Ticket.number == number)).one()
    named = NewEvent(kind="accusation.named", data={"whom": list(references), "reason": "Begitu."})
    moment = Moment(session=session, now=ticket.changed_at, actor=SETUP, rulebook=rulebook)
    ledger.append(moment, [LedgerChange(ticket, [named])])
