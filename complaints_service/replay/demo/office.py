"""Fills an empty database with an invented office and the complaints of its last weeks."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from complaints_service import db
from complaints_service.accounts.models import Account
from complaints_service.audit.marks import DEMO_FILLED
from complaints_service.audit.service import record
from complaints_service.errors import DomainError, invalid, words
from complaints_service.people.models import Officer
from complaints_service.people.service import seed_units
from complaints_service.people.structure import structure
from complaints_service.places.outlines import contains, find_place
from complaints_service.replay.clockwork import Clockwork
from complaints_service.replay.demo.days import arrivals, through_door
from complaints_service.replay.demo.performance import PLANNED_FROM_DAYS, fill_performance
from complaints_service.replay.demo.staff import (
    COLLEAGUES,
    SETTER,
    SIGN_INS,
    Staff,
    draw_passwords,
    hire,
    open_accounts,
    send_on_leave,
)
from complaints_service.replay.demo.story import Story
from complaints_service.replay.demo.today import COUNT, SHORTEST_DAYS, set_the_desks
from complaints_service.replay.demo.world import DemoWorld
from complaints_service.replay.finishing import finish
from complaints_service.replay.tails import Tails
from complaints_service.samples.library import DemoComplaint, load_library
from complaints_service.tickets.ledger.models import Ticket
from complaints_service.tickets.ledger.numbers import tracking_secret
from config.rulebook import Rulebook
from config.settings import Settings

_LEAVE_DAYS = 5
_DOORS_WITH_MAP = frozenset({"web"})


@dataclass(frozen=True)
class Demo:
    """How much to invent; `until` is the last local day of it, None the day of filling up to that instant."""

    days: int = 90
    complaints: int = 600
    seed: int = 1
    until: date | None = None


class NotEmpty(DomainError):
    """A sample office needs a database of its own, so that nothing real stands among invented things."""

    def __init__(self) -> None:
        super().__init__(
            "database_not_empty",
            words("Basis data ini sudah berisi. Data contoh hanya untuk basis data yang kosong."),
        )


def fill(
    engine: Engine, rulebook: Rulebook, settings: Settings, *, asked: Demo, now: datetime
) -> Iterator[str]:
    """Fills the database in one transaction, so that a demo broken off leaves nothing; yields what to tell.

    The same seed, days and end give the same office, numbers and ledgers; passwords are random.
    Raises NotEmpty, and Invalid for a demo that cannot be.
    """
    end = _end(asked, now, rulebook)
    with db.reading(engine) as session:
        _require_empty(session)
    yield f"Mengisi kantor contoh: {asked.days} hari, {asked.complaints} laporan. Kurang dari semenit ..."
    passwords = draw_passwords()
    with db.writing(engine) as session:
        _require_empty(session)
        draws = random.Random(asked.seed)
        days = _days(asked, end, rulebook)
        clockwork = Clockwork(engine, rulebook)
        staff = _populate(session, clockwork, draws, asked, days, end, settings.tracking_key)
        for day in clockwork.days(end):
            clockwork.live(session, day, end)
        open_accounts(session, staff=staff, passwords=passwords, now=end)
        facts = {"days": asked.days, "complaints": asked.complaints, "seed": asked.seed}
        record(session, now=end, actor=SETTER, kind=DEMO_FILLED, subject="office", data=facts)
        finish(session, rulebook=rulebook, now=end)
        if asked.days >= PLANNED_FROM_DAYS:
            opened = datetime.combine(days[0], time(9), ZoneInfo(rulebook.office.zone))
            fill_performance(session, staff=staff, rulebook=rulebook, start=opened, now=end)
        example = _example(session, settings)
    yield "DATA CONTOH: semua nama, laporan, dan angka di sini rekaan. Untuk masuk:"
    width = max(len(one.whose) for one in SIGN_INS)
    for one, password in zip(SIGN_INS, passwords[:-1], strict=True):
        yield f"  {one.whose:<{width}}  {one.login:<10}  {password.plain}"
    others = f"{COLLEAGUES.login}1-{len(staff.colleagues())}"
    yield f"  {COLLEAGUES.whose:<{width}}  {others:<10}  {passwords[-1].plain}"
    if example:
        yield f"Halaman lacak seorang warga: {example}"


def _require_empty(session: Session) -> None:
    if any(session.scalar(select(table.id).limit(1)) for table in (Account, Officer, Ticket)):
        raise NotEmpty


def _end(asked: Demo, now: datetime, rulebook: Rulebook) -> datetime:
    if asked.days < 1:
        raise invalid("days", words("Paling sedikit satu hari."))
    if asked.complaints < 0:
        raise invalid("complaints", words("Jumlah laporan tidak boleh kurang dari nol."))
    if asked.until is None:
        return now
    if asked.until > rulebook.local_date(now):
        raise invalid("until", words("Hari terakhir tidak boleh sesudah hari ini."))
    midnight = datetime.combine(asked.until + timedelta(days=1), time.min, ZoneInfo(rulebook.office.zone))
    return min(now, midnight)


def _days(asked: Demo, end: datetime, rulebook: Rulebook) -> list[date]:
    last = rulebook.local_date(end - timedelta(seconds=1))
    return [last - timedelta(days=back) for back in range(asked.days - 1, -1, -1)]


def _populate(
    session: Session,
    clockwork: Clockwork,
    draws: random.Random,
    asked: Demo,
    days: Sequence[date],
    end: datetime,
    tracking_key: bytes,
) -> Staff:
    """Hires everyone and plans every complaint's story."""
    rulebook, library = clockwork.rulebook, load_library()
    zone = ZoneInfo(rulebook.office.zone)
    calendar = rulebook.calendar(rulebook.office.calendar)
    start = datetime.combine(days[0], time.min, zone)
    units, positions = structure(rulebook)
    seed_units(session, units=units, positions=positions, now=start, actor=SETTER)
    staff = hire(session, officers=library.officers, rulebook=rulebook, draws=draws, now=start)
    tails = Tails(session, seed=f"demo {asked.seed}")
    world = DemoWorld(
        clockwork=clockwork,
        rulebook=rulebook,
        calendar=calendar,
        library=library,
        staff=staff,
        tails=tails,
        tracking_key=tracking_key,
    )
    first = days[len(days) // 2]
    last = min(first + timedelta(days=_LEAVE_DAYS - 1), days[-1])
    leave = partial(_leave, staff, first, last, rulebook)
    clockwork.plan(datetime.combine(first, time.min, zone), leave)
    moments = arrivals(
        draws, days=days, count=asked.complaints, calendar=calendar, zone=rulebook.office.zone, end=end
    )
    texts = _texts(draws, library.complaints, asked.complaints)
    if asked.complaints >= COUNT and asked.days >= SHORTEST_DAYS:
        moments, texts = moments[:-COUNT], texts[:-COUNT]
        set_the_desks(world, partial(_story, draws, world), end=end)
    for at, told in zip(moments, texts, strict=True):
        world.begin(_story(draws, world, told).steps(through_door(told.channel, at, calendar, end)))
    return staff


def _story(draws: random.Random, world: DemoWorld, told: DemoComplaint) -> Story:
    person = None if told.privacy == "anonymous" else draws.choice(world.library.citizens)
    point = _point(draws, told, world.rulebook) if told.channel in _DOORS_WITH_MAP else None
    return Story(
        world=world, told=told, citizen=person, point=point, draws=random.Random(draws.getrandbits(64))
    )


def _leave(
    staff: Staff, first: date, last: date, rulebook: Rulebook, session: Session, now: datetime
) -> None:
    send_on_leave(session, staff=staff, first=first, last=last, rulebook=rulebook, now=now)


def _texts(draws: random.Random, library: Sequence[DemoComplaint], count: int) -> list[DemoComplaint]:
    """So many complaints, each of the library once before one comes again."""
    told: list[DemoComplaint] = []
    while len(told) < count:
        told += draws.sample(library, len(library))
    return told[:count]


def _point(draws: random.Random, told: DemoComplaint, rulebook: Rulebook) -> tuple[float, float] | None:
    """A point in the complaint's kelurahan; now and then a citizen sets no pin."""
    area = next((each for each in rulebook.kelurahan if each.code == told.kelurahan), None)
    if area is None or draws.random() < 0.25:
        return None
    corners = [corner for ring in area.rings for corner in ring]
    lngs, lats = [corner[0] for corner in corners], [corner[1] for corner in corners]
    for _ in range(50):
        lat = round(draws.uniform(min(lats), max(lats)), 6)
        lng = round(draws.uniform(min(lngs), max(lngs)), 6)
        if contains(area.rings, lat, lng) and find_place(lat, lng, rulebook).kelurahan == area.code:
            return lat, lng
    return None


def _example(session: Session, settings: Settings) -> str | None:
    """The tracking link of a ticket in progress, for a first look."""
    for state in ("open", "waiting", "resolved", "closed"):
        number = session.scalar(
            select(Ticket.number)
            .where(Ticket.state == state, Ticket.version > 3)
            .order_by(Ticket.received_at.desc(), Ticket.id)
            .limit(1)
        )
        if number is not None:
            return f"{settings.base_url}/lacak/{tracking_secret(settings.tracking_key, number, 1)}"
    return None
