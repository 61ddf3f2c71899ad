"""What the officer's page and the citizen's say of a referral that goes by letter: whether it left, and when."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from complaints_service import clock, db
from complaints_service.errors import Actor
from complaints_service.jobs.passing_on import pass_on
from complaints_service.jobs.work import Shift
from complaints_service.notify.senders import LetterRefused
from complaints_service.passing.entered import EnteredOffice, enter_office
from config.settings import Settings
from tests.services.post import Postman, open_mail, room_of, run
from tests.support.visitors import Visitor, when
from tests.support.world import Office

NOW = when("Tue 2026-11-24 14:05")
LATER = NOW + timedelta(minutes=1)
SENT = NOW + timedelta(minutes=2)

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def camat(client: FlaskClient, office: Office) -> Visitor:
    open_mail(office, NOW)
    return Visitor(client).sign_in(office, "camat", NOW)


def enters(office: Office, agency: str) -> None:
    with db.writing(office.engine) as session:
        entered = EnteredOffice(way="email", email="surat@dlh.contoh.example")
        enter_office(session, agency=agency, entered=entered, now=NOW, actor=Actor("rule", "setup"))


def refers(office: Office, agency: str = "dlh") -> tuple[str, str]:
    made = office.complain("Lampu padam.", now=NOW)
    office.act("camat", made.number, "refer", agency=agency, reason="Urusan dinas.", now=NOW)
    return made.number, made.secret


def looks(office: Office, settings: Settings) -> None:
    pass_on(Shift(office.engine, office.rulebook, settings, clock.now()))


def citizens(camat: Visitor, secret: str) -> str:
    citizen = Visitor(camat.client.application.test_client())
    citizen.read(f"/lacak/{secret}")
    return citizen.read(citizen.location)


def test_the_ticket_says_that_its_letter_is_about_to_go_is_going_and_left(
    camat: Visitor, office: Office, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    enters(office, "dlh")
    number, secret = refers(office)
    assert "segera dikirim ke surat@dlh.contoh.example" in camat.read(f"/meja/{number}")
    monkeypatch.setattr(clock, "now", lambda: LATER)
    looks(office, settings)
    page = camat.read(f"/meja/{number}")
    assert "surat sedang dikirim lewat surel" in page and "001/LIMPAH/MRL/XI/2026" in page, "and it is filed"
    run(room_of(office.engine, office.rulebook), Postman(), SENT)
    looks(office, settings)
    for page in (camat.read(f"/meja/{number}"), citizens(camat, secret)):
        assert "surat terkirim lewat surel" in page and "Suratnya dikirim Sel, 24 Nov 14.07 WIB" in page


def test_a_letter_that_was_refused_is_the_officers_to_hand_over(
    camat: Visitor, office: Office, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    enters(office, "dlh")
    number, secret = refers(office)
    monkeypatch.setattr(clock, "now", lambda: LATER)
    looks(office, settings)
    postman = Postman()
    postman.answers.append(LetterRefused("554 no"))
    run(room_of(office.engine, office.rulebook), postman, SENT)
    looks(office, settings)
    page = camat.read(f"/meja/{number}")
    assert "surat belum sampai" in page and "Serahkan surat pelimpahannya sendiri." in page
    page = citizens(camat, secret)
    assert "Kantor kami meneruskannya lewat surat." in page and "ditolak" not in page


def test_without_an_address_the_letter_is_handed_over_on_paper(camat: Visitor, office: Office) -> None:
    number, _secret = refers(office)
    assert "belum punya alamat surel di sini" in camat.read(f"/meja/{number}")


def test_the_card_is_of_the_office_that_has_it_now(
    camat: Visitor, office: Office, settings: Settings
) -> None:
    enters(office, "dlh")
    number, _secret = refers(office)
    looks(office, settings)
    office.act("camat", number, "return", reason="Ternyata milik kita.", now=LATER)
    office.act("camat", number, "refer", agency="dishub", reason="Urusan dinas.", now=LATER)
    page = camat.read(f"/meja/{number}")
    assert "belum punya alamat surel di sini" in page and "lewat surel" not in page
