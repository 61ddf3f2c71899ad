"""Before sending, an officer sees who reads along and who cannot be reached by any way."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient

from complaints_service import clock
from complaints_service.tickets.unsent.service import HELD
from tests.services.post import minutes, open_mail
from tests.support.visitors import Visitor
from tests.support.world import Office

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # Monday 09:00 in Medan
SARI = "sari@contoh.example"


@pytest.fixture
def office(office: Office, monkeypatch: pytest.MonkeyPatch) -> Office:
    """The test office with open mail, its clock at NOW."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    open_mail(office, NOW)
    return office


@pytest.fixture
def kasi(client: FlaskClient, office: Office) -> Visitor:
    return Visitor(client).sign_in(office, "kasi", NOW)


def merged(office: Office, count: int = 2, privacy: str = "open") -> str:
    """A report into which others went."""
    number = office.complain(now=NOW - minutes(60), privacy=privacy).number
    for _ in range(count):
        other = office.complain(now=NOW - minutes(30)).number
        office.act("kasi", other, "merge", into=number, reason="Sama.", now=NOW - minutes(20))
    return number


@pytest.mark.parametrize("act", ["message", "resolve"])
def test_the_form_says_how_many_others_read_along_and_offers_them_words_of_their_own(
    kasi: Visitor, office: Office, act: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = merged(office)
    page = kasi.read(f"/meja/{number}/{act}")
    assert "2 warga lain membaca ini" in page and 'name="others_text"' in page
    assert "checked" not in kasi.raw.split('name="others"')[1].split(">")[0], "off until it is ticked"
    fields = {"text": "Hubungi 0812.", "message_act": "progress"}
    kasi.send(f"/meja/{number}/{act}", **fields, others="1", others_text="Kamis dikeruk.")
    assert kasi.status == 303
    monkeypatch.setattr(clock, "now", lambda: NOW + HELD)
    page = kasi.read(f"/meja/{number}")
    assert "Kepada warga laporan yang disatukan" in page and "Kamis dikeruk." in page


def test_the_short_form_on_the_ticket_says_it_too_and_loses_nothing(kasi: Visitor, office: Office) -> None:
    number = merged(office, 1)
    assert "1 warga lain membaca ini" in kasi.read(f"/meja/{number}")
    typed = {"text": "Hubungi 0812.", "others_text": "Tanpa centang."}
    page = kasi.send(f"/meja/{number}/message", **typed)
    assert kasi.status == 422 and "Centang ini kalau" in page and "Tanpa centang." in page and "0812" in page
    kasi.send(f"/meja/{number}/message", **typed, others="1")
    assert kasi.status == 303


def test_a_question_and_a_report_that_is_not_open_have_no_such_tick(kasi: Visitor, office: Office) -> None:
    assert 'name="others"' not in kasi.read(f"/meja/{merged(office)}/question")
    assert 'name="others"' not in kasi.read(f"/meja/{merged(office, privacy='confidential')}/message")
    assert 'name="others"' not in kasi.read(f"/meja/{merged(office, 0)}/message")


def test_what_a_merged_citizen_wrote_is_marked_on_the_ticket(kasi: Visitor, office: Office) -> None:
    number = office.complain(now=NOW - minutes(60)).number
    other = office.complain(now=NOW - minutes(30)).number
    office.act("kasi", other, "merge", into=number, reason="Sama.", now=NOW - minutes(20))
    office.citizen(other, "write", text="Di gang saya juga.", now=NOW - minutes(10))
    page = kasi.read(f"/meja/{number}")
    assert f"Warga laporan {other}" in page and "Di gang saya juga." in page


@pytest.mark.parametrize(
    ("who", "said"),
    [
        ({"phone": "081234567890"}, "tidak punya jalur kabar: telepon"),
        ({"privacy": "anonymous"}, "tidak punya jalur kabar, dan nomor teleponnya tidak ada"),
        ({"email": SARI, "agreed": False, "phone": "081234567890"}, "tidak punya jalur kabar: telepon"),
        ({"email": SARI}, None),
    ],
)
def test_beside_a_question_stands_that_nobody_hears_it(
    kasi: Visitor, office: Office, who: dict[str, object], said: str | None
) -> None:
    number = office.complain(now=NOW, **who).number
    page = kasi.read(f"/meja/{number}/question")
    assert (said in page) if said else ("jalur kabar" not in page)


def test_a_question_nobody_carries_pauses_once_the_page_is_opened_or_an_officer_says_how(
    client: FlaskClient, kasi: Visitor, office: Office
) -> None:
    done = office.complain(now=NOW - minutes(30), phone="081234567890")
    office.act("kasi", done.number, "question", text="Di mana?", now=NOW - minutes(20))
    assert "reach" in kasi.read(f"/meja/{done.number}")
    citizen = Visitor(client.application.test_client())
    citizen.read(f"/lacak/{done.secret}")
    assert "Kami menunggu jawaban Anda" in citizen.read(f"/laporan/{done.number}")
