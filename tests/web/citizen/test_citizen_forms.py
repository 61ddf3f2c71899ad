"""No form that needs no sign-in loses what was typed, and none does its act twice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from complaints_service import clock, db
from complaints_service.accounts.links import SET_PASSWORD, issue_one_time_link
from complaints_service.edge.resources import KEY
from complaints_service.jobs.linking import PostRoom
from complaints_service.notify.routes import open_route
from complaints_service.people.models import Officer
from complaints_service.tickets.ledger.models import Complaint
from config.rulebook import Rulebook
from tests.services.post import Postman, run
from tests.support.forms import browser_would_send, rows
from tests.support.open_forms import OpenForm, check_an_open_form
from tests.support.visitors import Visitor, engine_of, when
from tests.support.world import PASSWORD, SETUP, Office, open_office

NOW = when("Tue 2026-11-24 14:05")
SARI, BUDI = "sari@contoh.example", "budi@contoh.example"
REPORT = {
    "text": "Parit tumpat di Gang Contoh.", "category": "drainase_banjir", "about": "TRANTIB",
    "about_office": "no",
    "kelurahan": "12.71.12.1002", "lat": "", "lng": "", "address": "Gang Contoh 3",
    "privacy": "confidential", "name": "Sari", "phone": "0812 0000 0000", "email": SARI,
}  # fmt: skip

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def office(client: FlaskClient, rulebook: Rulebook, monkeypatch: pytest.MonkeyPatch) -> Office:
    """The test office; letters go out, and Rina's address is known."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    made = open_office(engine_of(client), rulebook)
    with db.writing(made.engine) as session:
        open_route(session, route="email", now=NOW)
        session.execute(update(Officer).values(email="rina@kantor.example"))
    return made


@pytest.fixture
def citizen(client: FlaskClient, office: Office) -> Visitor:
    return Visitor(client)


def own(citizen: Visitor, office: Office, *, resolved: bool = False) -> str:
    """The address of a complaint of this browser's own."""
    made = office.complain(now=NOW - timedelta(hours=2), email=SARI)
    if resolved:
        office.act("rina", made.number, "resolve", text="Beres.", now=NOW - timedelta(hours=1))
    citizen.read(f"/lacak/{made.secret}")
    return f"/laporan/{made.number}"


def test_handing_in(citizen: Visitor) -> None:
    check_an_open_form(citizen, OpenForm("/lapor", "/lapor", REPORT))


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"kelurahan": ""}, ["Pilih kelurahan."]),
        ({"about_office": ""}, ["pilih tidak yakin"]),
        ({"kelurahan": "", "lat": "3.7"}, ["Pilih kelurahan."]),
        ({"kelurahan": "", "phone": "nomor saya"}, ["Pilih kelurahan.", "dengan angka saja"]),
        ({"text": " ", "email": "sari"}, ["Ceritakan dulu", "surel ini tidak lengkap"]),
        ({"kelurahan": "", "lat": "3.5952", "lng": "98.6722"}, ["di luar"]),
    ],
    ids=[
        "no place",
        "no answer",
        "half a point",
        "two at once",
        "nothing told",
        "outside",
    ],
)
def test_what_cannot_be_handed_in_is_said_at_once(
    citizen: Visitor, office: Office, changed: dict[str, str], said: list[str]
) -> None:
    before = rows(office.engine)
    citizen.send("/lapor", of="/lapor", **{**REPORT, **changed})
    assert citizen.status == 422
    for part in said:
        assert part in citizen.page, part
    assert 'role="alert"' in citizen.raw and rows(office.engine) == before


def test_a_point_on_the_map_is_place_enough(citizen: Visitor, office: Office) -> None:
    typed = {**REPORT, "kelurahan": "", "lat": "3.7053", "lng": "98.6553"}
    citizen.send("/lapor", of="/lapor", **typed)
    assert citizen.status == 303, citizen.page
    with db.reading(office.engine) as session:
        said = session.scalars(select(Complaint)).one()
    assert (said.lat, said.lng, said.address) == (3.7053, 98.6553, "Gang Contoh 3")
    assert said.kelurahan is not None


def test_nowhere_is_a_choice(citizen: Visitor, office: Office) -> None:
    citizen.send("/lapor", of="/lapor", **{**REPORT, "kelurahan": "-"})
    assert citizen.status == 303, citizen.page
    with db.reading(office.engine) as session:
        assert session.scalars(select(Complaint)).one().kelurahan is None


def test_asking_for_a_lost_link(citizen: Visitor, office: Office) -> None:
    number = office.complain(now=NOW, email=SARI).number
    check_an_open_form(citizen, OpenForm("/lacak", "/lacak", {"number": number, "contact": SARI}))


@pytest.mark.parametrize(
    ("word", "typed", "resolved"),
    [
        ("pesan", {"text": "Masih tumpat."}, False),
        ("cabut", {"reason": "Sudah dikeruk warga."}, False),
        ("penilaian", {"comment": "Masih ada."}, True),
        ("kabar", {"email": BUDI}, False),
    ],
)
def test_on_the_tracking_page(
    citizen: Visitor, office: Office, word: str, typed: dict[str, str], resolved: bool
) -> None:
    page = own(citizen, office, resolved=resolved)
    if word == "penilaian":
        typed = {**typed, "accepted": "false"}
    check_an_open_form(citizen, OpenForm(page, f"{page}/{word}", typed))


@pytest.mark.parametrize("too_late", [False, True])
def test_opening_again(
    citizen: Visitor, office: Office, monkeypatch: pytest.MonkeyPatch, too_late: bool
) -> None:
    """Also where it comes too late and goes on under a new number, whose secret stands in its cookie alone."""
    page = own(citizen, office, resolved=True)
    office.citizen(page.rpartition("/")[2], "accept", now=NOW - timedelta(minutes=5))
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=400 if too_late else 1))
    check_an_open_form(citizen, OpenForm(page, f"{page}/buka-lagi", {"reason": "Tumpat lagi."}))
    assert (citizen.location != page) is too_late
    assert citizen.client.get_cookie("lacak", path=citizen.location) is not None


def test_what_was_refused_of_one_form_is_not_said_of_the_other(citizen: Visitor, office: Office) -> None:
    page = own(citizen, office)
    citizen.send(f"{page}/cabut", of=page, reason="")
    assert citizen.status == 422 and 'id="withdraw-error"' in citizen.raw
    assert 'href="#withdraw"' in citizen.raw and 'id="reopen-error"' not in citizen.raw


def test_ways_that_news_go(citizen: Visitor, office: Office) -> None:
    page = own(citizen, office)
    citizen.read(page)
    stop = next(part for part in citizen.raw.split('"') if part.endswith("/berhenti"))
    check_an_open_form(citizen, OpenForm(page, stop))
    check_an_open_form(citizen, OpenForm(page, stop.replace("/berhenti", "/lagi")))


def test_agreeing_to_news(app: Flask, citizen: Visitor, office: Office) -> None:
    page = own(citizen, office)
    service = app.extensions[KEY]
    room = PostRoom.of(service.engine, service.rulebook, service.settings)
    run(room, Postman(), NOW)
    citizen.send(f"{page}/kabar", of=page, email=BUDI)
    (letter,) = run(room, Postman(), NOW)
    assert letter.link is not None
    link = letter.link.removeprefix(room.base_url)
    check_an_open_form(Visitor(app.test_client()), OpenForm(link, link))


def test_a_forgotten_password(citizen: Visitor) -> None:
    check_an_open_form(citizen, OpenForm("/sandi/lupa", "/sandi/lupa", {"login": "rina"}))


def test_a_new_password(citizen: Visitor, office: Office) -> None:
    with db.writing(office.engine) as session:
        token = issue_one_time_link(
            session,
            account_id=office.accounts["rina"],
            purpose=SET_PASSWORD,
            ttl=timedelta(minutes=10),
            now=NOW,
            actor=SETUP,
        )
    new = "sumur tua di ujung kampung"
    typed = {"password": new, "again": new}
    check_an_open_form(citizen, OpenForm(f"/sandi/{token}", f"/sandi/{token}", typed, kept=False))


def test_a_form_inside_the_sign_in_page_outlives_a_token_too(citizen: Visitor, office: Office) -> None:
    """Rina's session ends while she types; then also the sign-in page stays open too long."""
    page = f"/meja/{office.complain(now=NOW).number}"
    citizen.sign_in(office, "rina", NOW)
    before = rows(office.engine)
    citizen.read(f"{page}/note")
    form = {**browser_would_send(citizen.raw, f"{page}/note"), "text": "Pakai truk kecil."}
    citizen.client.delete_cookie("tanggap")
    citizen._took(citizen.client.post(f"{page}/note", data=form))
    assert citizen.status == 401
    citizen.send_expired("/masuk", login="rina", password=PASSWORD)
    assert citizen.status == 403
    citizen.send("/masuk", login="rina", password=PASSWORD)
    assert browser_would_send(citizen.raw, f"{page}/note")["text"] == ["Pakai truk kecil."]
    assert rows(office.engine) == before
