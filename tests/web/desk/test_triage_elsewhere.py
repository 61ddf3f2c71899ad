"""Triage offers to pass a report on where its matter or its place is another office's, and says how it goes there."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from complaints_service import db
from complaints_service.errors import Actor
from complaints_service.passing.entered import EnteredOffice, enter_office
from complaints_service.passing.offices import OtherOffice
from complaints_service.tickets.ledger.models import Ticket
from tests.support.visitors import Visitor, when
from tests.support.world import Office

CAME, NOW = when("Mon 2026-11-23 10:00"), when("Tue 2026-11-24 14:05")
#: North of the district; a point so uncertain may be in the kelurahan that was picked, and is taken in.
NORTH = {"lat": 3.7800, "lng": 98.6600, "accuracy": 20_000}
OFFER = "Urusan kantor lain?"

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def meja(client: FlaskClient, office: Office) -> Visitor:
    return Visitor(client).sign_in(office, "meja", NOW)


def enters(office: Office, agency: str, entered: EnteredOffice) -> None:
    with db.writing(office.engine) as session:
        enter_office(session, agency=agency, entered=entered, now=NOW, actor=Actor("rule", "setup"))


def ticket(office: Office, number: str) -> tuple[str, str | None]:
    with db.reading(office.engine) as session:
        found = session.scalars(select(Ticket).where(Ticket.number == number)).one()
        return found.state, found.agency


def test_what_another_office_is_in_charge_of_goes_there_with_one_button(
    meja: Visitor, office: Office
) -> None:
    number = office.complain("Mohon perhatian.", now=CAME, category="lainnya").number
    at = f"/meja/pilah/{number}?category=lampu_jalan"
    assert OFFER not in meja.read(f"/meja/pilah/{number}?category=lainnya"), "ours"
    page = meja.read(at)
    assert OFFER in page and "Berwenang atas" in page and "Serahkan surat pelimpahannya sendiri." in page
    enters(office, "dishub", EnteredOffice(way="email", email="dishub@contoh.example"))
    assert "Surat pelimpahannya dikirim ke dishub@contoh.example." in meja.read(at)
    system = OtherOffice("https://dishub.contoh.example/open311/v2", "k", "")
    enters(office, "dishub", EnteredOffice(way="system", installation=system))
    assert "Langsung masuk ke sistemnya" in meja.read(at)
    send = f"/meja/pilah/{number}/limpahkan"
    meja.send(send, of=at, by=send, agency="dishub", refer_reason="")
    assert meja.status == 422 and "Mohon perhatian." in meja.page
    meja.send(send, of=at, by=send, agency="dishub", refer_reason="Lampu jalan urusan dinas.")
    assert (meja.status, meja.location) == (303, "/meja/pilah"), meja.page
    assert ticket(office, number) == ("referred", "dishub")


def test_a_place_in_a_neighbours_area_is_offered_to_that_neighbour(meja: Visitor, office: Office) -> None:
    made = office.complain("Mohon perhatian.", now=CAME, category="lainnya", **NORTH)
    number = made.number
    at = f"/meja/pilah/{number}?category=lainnya"
    page = meja.read(at)
    assert "Kecamatan Medan Belawan: Titiknya di luar wilayah kita" in page
    send = f"/meja/pilah/{number}/limpahkan"
    meja.send(send, of=at, by=send, agency="medan_belawan", refer_reason="Di sana tempatnya.")
    assert ticket(office, number) == ("referred", "medan_belawan")
    page = meja.read(f"/meja/{number}")
    assert "dilimpahkan ke Kecamatan Medan Belawan" in page and "medan_belawan" not in page
    citizen = Visitor(meja.client.application.test_client())
    citizen.read(f"/lacak/{made.secret}")
    assert "Kecamatan Medan Belawan" in citizen.read(citizen.location), "who has it now, before its citizen"
    enters(office, "medan_belawan", EnteredOffice(way="email", email="kantor@contoh.example"))
    assert "Surat pelimpahan segera dikirim ke kantor@contoh.example." in meja.read(f"/meja/{number}")


def test_who_may_not_refer_is_offered_nothing_and_refused(
    client: FlaskClient, office: Office, meja: Visitor
) -> None:
    number = office.complain("Mohon perhatian.", now=CAME, category="lainnya").number
    rina = Visitor(client.application.test_client()).sign_in(office, "rina", NOW)
    rina.send(
        f"/meja/pilah/{number}/limpahkan",
        of="/meja",
        by="/keluar",
        version="1",
        agency="dishub",
        refer_reason="x",
    )
    assert rina.status == 404 and ticket(office, number)[0] == "new"
