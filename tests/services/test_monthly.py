"""The letter of each month: for whoever agreed, once a month, figures counted again here, gone when it stops."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, select

from complaints_service import db
from complaints_service.jobs.linking import PostRoom
from complaints_service.jobs.monthly import send_monthly
from complaints_service.jobs.work import Shift, publish_figures
from complaints_service.notify.citizens.askings import LINK_LIFE
from complaints_service.notify.models import Outbox
from complaints_service.notify.monthly.models import MonthlyReader
from complaints_service.notify.monthly.service import (
    agree_to_letters,
    ask_reader,
    forget_unanswered_readers,
    stop_letters,
)
from complaints_service.notify.remarking import mark_anew
from complaints_service.notify.service import Recipient
from config.rulebook import Rulebook
from config.settings import Settings
from tests.services.post import Postman, open_mail, room_of, run
from tests.support.both import ON_BOTH
from tests.support.open_office import measure
from tests.support.visitors import when
from tests.support.world import Office, open_office

pytestmark = ON_BOTH

ASKED = when("Thu 2026-10-01 09:00")
THIRD = when("Tue 2026-11-03 09:00")
TERJUN, RENGAS = "12.71.12.1003", "12.71.12.1002"
SARI = "sari@contoh.example"
Due = Callable[[datetime], None]


@pytest.fixture
def office(engine: Engine, rulebook: Rulebook) -> Office:
    made = open_office(engine, rulebook)
    open_mail(made, ASKED - timedelta(days=30))
    return made


@pytest.fixture
def room(office: Office) -> PostRoom:
    return room_of(office.engine, office.rulebook)


@pytest.fixture
def due(office: Office, settings: Settings) -> Due:
    """Runs the job at an instant, on what the worker published an hour before."""

    def work(now: datetime) -> None:
        measure(office, now)
        shift = Shift(office.engine, office.rulebook, settings, now)
        publish_figures(shift)
        send_monthly(shift)

    return work


def asks(office: Office, *, kelurahan: str | None = None, address: str = SARI, now: datetime = ASKED) -> None:
    with db.writing(office.engine) as session:
        ask_reader(session, recipient=Recipient("email", address, "id"), kelurahan=kelurahan, now=now)


def agrees(office: Office, *, now: datetime = ASKED) -> int:
    with db.writing(office.engine) as session:
        row = session.scalars(select(MonthlyReader).where(MonthlyReader.agreed_at.is_(None))).one()
        asked_at = row.asked_at.replace(microsecond=0)
        agree_to_letters(session, reader_id=row.id, asked_at=asked_at, now=now)
        return row.id


def readers(office: Office) -> int:
    with db.reading(office.engine) as session:
        return len(session.scalars(select(MonthlyReader)).all())


def test_who_agreed_gets_last_months_figures_once_on_the_third(
    office: Office, room: PostRoom, due: Due
) -> None:
    postman = Postman()
    asks(office)
    (asking,) = run(room, postman, ASKED)
    assert (asking.kind, asking.address) == ("monthly_asking", SARI)
    assert "/kabar-bulanan/setuju/" in (asking.link or "")
    agrees(office)
    made = [office.complain(now=ASKED + timedelta(days=day)).number for day in range(6)]
    office.act("rina", made[0], "resolve", text="Sudah dibersihkan.", now=THIRD - timedelta(days=5))
    due(when("Mon 2026-11-02 09:00"))
    assert run(room, postman, THIRD) == [], "not before the third"
    due(THIRD)
    due(THIRD + timedelta(hours=1))
    (letter,) = run(room, postman, THIRD + timedelta(hours=2))
    assert "Oktober 2026 di Kecamatan Medan Marelan: 6 laporan masuk, 1 sudah selesai." in letter.text
    assert "/kabar-bulanan/berhenti/" in (letter.stop_link or "")
    assert letter.address == SARI
    due(when("Thu 2026-12-03 09:00"))
    (few,) = run(room, postman, when("Thu 2026-12-03 10:00"))
    assert few.kind == "monthly_few"
    assert not any(letter.isdigit() for letter in few.text.replace("2026", ""))


def test_nobody_hears_anything_without_the_owners_yes(office: Office, room: PostRoom, due: Due) -> None:
    postman = Postman()
    asks(office)
    run(room, postman, ASKED)
    for _ in range(6):
        office.complain(now=ASKED)
    due(THIRD)
    assert run(room, postman, THIRD) == []
    with db.writing(office.engine) as session:
        forget_unanswered_readers(session, now=ASKED + LINK_LIFE)
    assert readers(office) == 0


def test_the_letter_of_a_kelurahan_tells_of_that_one(office: Office, room: PostRoom, due: Due) -> None:
    asks(office, kelurahan=TERJUN)
    agrees(office)
    for place in (TERJUN, RENGAS):
        for _ in range(5 + (place == TERJUN)):
            office.complain(now=ASKED, kelurahan=place)
    due(THIRD)
    letters = run(room, Postman(), THIRD)
    assert "Oktober 2026 di Terjun: 6 laporan masuk" in letters[-1].text


def test_after_the_stop_nothing_is_sent_and_nothing_kept(office: Office, room: PostRoom, due: Due) -> None:
    asks(office)
    reader = agrees(office)
    for _ in range(6):
        office.complain(now=ASKED)
    due(THIRD)
    for _twice in range(2):
        with db.writing(office.engine) as session:
            stop_letters(session, reader_id=reader, now=THIRD)
    assert run(room, Postman(), THIRD) == []
    assert readers(office) == 0
    with db.reading(office.engine) as session:
        kept = session.scalars(select(Outbox).where(Outbox.kind.startswith("monthly"))).all()
    assert {(row.state, row.address, row.sealed) for row in kept} == {("suppressed", "", None)}


def test_whoever_has_the_letter_is_asked_no_second_time(office: Office, room: PostRoom) -> None:
    postman = Postman()
    asks(office)
    run(room, postman, ASKED)
    agrees(office)
    asks(office, kelurahan=TERJUN, now=ASKED + timedelta(days=2))
    assert run(room, postman, ASKED + timedelta(days=2)) == []


def test_an_address_is_sealed_and_its_mark_follows_the_offices_key(office: Office, room: PostRoom) -> None:
    asks(office)
    with db.writing(office.engine) as session:
        row = session.scalars(select(MonthlyReader)).one()
        assert SARI not in repr(vars(row))
        before = bytes(row.sealed)
        mark_anew(session)
        assert row.sealed != before
    (asking,) = run(room, Postman(), ASKED)
    assert asking.address == SARI
