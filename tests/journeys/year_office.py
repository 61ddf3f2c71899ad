"""A unit of six and its year 2025: every ticket at its own times through the real services. Invented people.

The section head leads five; one of them is a PPPK, one answers late all spring. The same draws on both databases.
"""

from __future__ import annotations

import random
from collections.abc import Generator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from complaints_service import db
from complaints_service.accounts.access import Rights
from complaints_service.accounts.service import NewAccount, create_account
from complaints_service.errors import Actor
from complaints_service.intake.service import submit
from complaints_service.measurement.facts.service import refresh
from complaints_service.moment import Moment
from complaints_service.people.facts import OfficerFacts
from complaints_service.people.leave import NewLeave
from complaints_service.people.rights import rights_of
from complaints_service.people.service import hire_officer, seed_units
from complaints_service.people.structure import structure
from complaints_service.places.place import Place
from complaints_service.replay.clockwork import Clockwork
from complaints_service.survey.service import rate
from complaints_service.tickets.acts.act import Request
from complaints_service.tickets.acts.registry import request_for
from complaints_service.tickets.clocks.showing import page_opened
from complaints_service.tickets.leave import service as leave
from complaints_service.tickets.ledger.models import Ticket
from complaints_service.tickets.opening.draft import Draft
from complaints_service.tickets.service import perform
from config.rulebook import Rulebook
from tests.journeys.plain_count import WIB
from tests.support.world import PASSWORD_HASH, SETUP, TRACKING_KEY

YEAR = 2025
UNIT = "SARPRAS"
#: login -> (position, employment)
SIX = {
    "kasi": ("kasi_sarpras", "pns"),
    "ana": ("pelaksana_sarpras", "pns"),
    "budi": ("pelaksana_sarpras", "pns"),
    "citra": ("pelaksana_sarpras", "pppk"),
    "dewi": ("pelaksana_sarpras", "pns"),
    "eko": ("pelaksana_sarpras", "pns"),
}
ABOVE = {"camat": ("camat", "pns"), "sekcam": ("sekcam", "pns")}
FIVE = ("ana", "budi", "citra", "dewi", "eko")
CATEGORIES = ("sampah", "drainase_banjir", "jalan_rusak")
TICKETS_A_MONTH = 3
AWAY = NewLeave(
    officer_id=0, first_on=date(2025, 8, 4), last_on=date(2025, 8, 15), kind="annual", substitute_id=None
)
"""Ana's leave of two weeks."""

ENDED = datetime(2026, 1, 27, 17, tzinfo=UTC)
"""By then every story has ended, and a rule has closed what nobody accepted: midnight of 28 January."""

Steps = Generator[datetime, tuple[Session, datetime], None]


@dataclass
class YearOffice:
    """The office on one engine; officer and account ids by login."""

    engine: Engine
    rulebook: Rulebook
    officers: dict[str, int] = field(default_factory=dict)
    accounts: dict[str, int] = field(default_factory=dict)
    numbers: list[str] = field(default_factory=list)
    _rights: dict[str, Rights] = field(default_factory=dict)

    def actor(self, login: str) -> Actor:
        return Actor.officer(self.officers[login], "web", self.accounts[login])

    def rights(self, session: Session, login: str) -> Rights:
        if login not in self._rights:
            self._rights[login] = rights_of(session, account_id=self.accounts[login])
        return self._rights[login]

    def act(self, session: Session, login: str, number: str, now: datetime, request: Request) -> None:
        perform(
            Moment(session=session, now=now, actor=self.actor(login), rulebook=self.rulebook),
            number=number,
            request=request,
            rights=self.rights(session, login),
        )

    def said(self, session: Session, number: str, now: datetime, act: str, **fields: object) -> None:
        perform(
            Moment(session=session, now=now, actor=Actor.citizen("web"), rulebook=self.rulebook),
            number=number,
            request=request_for(act, **fields),
            rights=None,  # type: ignore[arg-type]
        )


def open_year_office(engine: Engine, rulebook: Rulebook) -> YearOffice:
    """The unit and who is above it, at work since 2025 began."""
    office = YearOffice(engine, rulebook)
    opened = at(date(YEAR, 1, 1), 8)
    units, positions = structure(rulebook)
    with db.writing(engine) as session:
        seed_units(session, units=units, positions=positions, now=opened, actor=SETUP)
        for login, (position, employment) in (ABOVE | SIX).items():
            facts = OfficerFacts(
                name=f"{login.capitalize()} Contoh",
                employment=employment,
                position=position,
                code=login,
                works_from=date(YEAR, 1, 1),
            )
            hired = hire_officer(session, facts=facts, now=opened, actor=SETUP)
            account = NewAccount(login=login, password_hash=PASSWORD_HASH, officer_id=hired.id)
            office.officers[login] = hired.id
            office.accounts[login] = create_account(session, new=account, now=opened, actor=SETUP).id
    return office


def begin_the_year(office: YearOffice) -> Clockwork:
    """Twelve months of tickets and Ana's leave, still to happen."""
    draws = random.Random(YEAR)
    clockwork = Clockwork(office.engine, office.rulebook)
    calendar = office.rulebook.calendar(office.rulebook.office.calendar)
    for month in range(1, 13):
        days = [
            day
            for day in (date(YEAR, month, 1) + timedelta(days=later) for later in range(24))
            if calendar.is_working_day(day)
        ]
        for login in FIVE:
            for _ in range(TICKETS_A_MONTH):
                came = at(draws.choice(days), 8) + timedelta(seconds=draws.randrange(5 * 3600))
                _begin(clockwork, _story(office, random.Random(draws.random()), login, came))

    def away(session: Session, now: datetime) -> None:
        new = NewLeave(
            officer_id=office.officers["ana"],
            first_on=AWAY.first_on,
            last_on=AWAY.last_on,
            kind=AWAY.kind,
            substitute_id=None,
        )
        leave.approve(
            Moment(session=session, now=now, actor=office.actor("kasi"), rulebook=office.rulebook),
            rights=None,
            new=new,
        )

    clockwork.plan(at(date(YEAR, 8, 1), 9), away)
    return clockwork


def live_until(office: YearOffice, clockwork: Clockwork, until: datetime) -> None:
    """Lets the year go on, and brings the facts up to date as the worker would."""
    for _day in clockwork.run(until):
        continue
    with db.writing(office.engine) as session:
        refresh(session, now=until, rulebook=office.rulebook)


def at(day: date, hour: int) -> datetime:
    """An hour of a local day."""
    return datetime.combine(day, time(hour), WIB).astimezone(UTC)


def _begin(clockwork: Clockwork, steps: Steps) -> None:
    def go_on(session: Session, now: datetime) -> None:
        try:
            following = steps.send((session, now))
        except StopIteration:
            return
        clockwork.plan(max(following, now), go_on)

    clockwork.plan(next(steps), go_on)


def _story(office: YearOffice, draws: random.Random, login: str, came: datetime) -> Steps:
    """One complaint of this person's: most in time, some asked back, some disputed, some handed on."""
    calendar = office.rulebook.calendar(office.rulebook.office.calendar)

    def later(start: datetime, hours: float) -> datetime:
        return calendar.advance(start, max(60, round(hours * 3600)))

    session, now = yield came
    text = f"Laporan {draws.randrange(10**6)} tentang hal yang belum dikerjakan."
    draft = Draft(
        text=text,
        category=draws.choice(CATEGORIES),
        place=Place(kelurahan="12.71.12.1002"),
        tail=f"{draws.getrandbits(16):04X}",
    )
    number = submit(
        Moment(session=session, now=now, actor=Actor.citizen("web"), rulebook=office.rulebook),
        draft=draft,
        tracking_key=TRACKING_KEY,
    ).number
    office.numbers.append(number)
    holder = session.scalar(select(Ticket.holder_officer_id).where(Ticket.number == number))
    session, now = yield now + timedelta(minutes=2)
    if holder != office.officers[login]:
        to = f"person:{office.officers[login]}"
        office.act(session, "kasi", number, now, request_for("handover", to=to, reason="pembagian kerja"))
    slow = login == "eko" and came < at(date(YEAR, 7, 1), 0)
    session, now = yield later(now, draws.uniform(1, 14) + (8 if slow else 0))
    office.act(session, login, number, now, request_for("message", text="Kami akan datang melihat."))
    if draws.random() < 0.2:
        session, now = yield later(now, draws.uniform(0.5, 3))
        office.act(session, login, number, now, request_for("question", text="Di sebelah mana tepatnya?"))
        session, now = yield now + timedelta(hours=draws.uniform(0, 1))
        page_opened(session, number=number, now=now, rulebook=office.rulebook)  # from here on it waits
        session, now = yield now + timedelta(hours=draws.uniform(2, 60))
        office.said(session, number, now, "write", text="Di seberang masjid.")
        session, now = yield later(now, draws.uniform(0.5, 16))
        news = request_for("message", text="Terima kasih, sudah kami temukan.", message_act="progress")
        office.act(session, login, number, now, news)
    if draws.random() < 0.12:
        session, now = yield later(now, draws.uniform(0.5, 6))
        login = draws.choice([other for other in FIVE if other != login])
        to = f"person:{office.officers[login]}"
        office.act(session, "kasi", number, now, request_for("handover", to=to, reason="dekat rumahnya"))
    session, now = yield later(now, draws.uniform(3, 36))
    office.act(session, login, number, now, request_for("resolve", text="Sudah dikerjakan."))
    if draws.random() < 0.12:
        session, now = yield now + timedelta(hours=draws.uniform(2, 40))
        office.said(session, number, now, "dispute", text="Belum bersih.")
        session, now = yield later(now, draws.uniform(2, 12))
        office.act(session, login, number, now, request_for("resolve", text="Sudah kami ulangi."))
    if draws.random() < 0.7:
        session, now = yield now + timedelta(hours=draws.uniform(1, 60))
        office.said(session, number, now, "accept")
        if draws.random() < 0.8:
            score = draws.choice((2, 3, 3, 4, 4, 4))
            rate(
                session, number=number, score=score, now=now, comment="Terima kasih." if score == 4 else None
            )
