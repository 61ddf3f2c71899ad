"""How dense a list is and which columns it has, kept per person and told by a saved view; one ticket beside it."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from complaints_service import db
from complaints_service.tickets.ledger.models import Ticket
from tests.support.visitors import Visitor, when
from tests.support.world import Office

NOW = when("Tue 2026-11-24 14:05")


@pytest.fixture
def kasi(client: FlaskClient, office: Office) -> Visitor:
    return Visitor(client).sign_in(office, "kasi", NOW)


def rows_of(page: str) -> str:
    found = re.search(r'<ul class="list[^"]*">\s*<li class="ticket">.*?</ul>', page, re.DOTALL)
    assert found is not None, page
    return found[0]


def set_list(visitor: Visitor, *columns: str, dense: str = "", of: str = "/meja?view=led") -> str:
    visitor.read(of)
    hidden = visitor._form("/meja/daftar")
    return visitor._took(
        visitor.client.post("/meja/daftar", data={**hidden, "dense": dense, "kolom": list(columns)})
    )


def hold(office: Office, number: str) -> None:
    """Rina holds it, whoever the rules chose."""
    rina = office.officers["rina"]
    with db.reading(office.engine) as session:
        holder = session.scalar(select(Ticket.holder_officer_id).where(Ticket.number == number))
    if holder != rina:
        office.act("kasi", number, "assign", to=f"person:{rina}", reason="Tolong.", now=NOW)


def test_a_list_is_comfortable_until_its_reader_wants_it_dense_and_stays_so(
    kasi: Visitor, office: Office
) -> None:
    number = office.complain("Parit tumpat.", now=NOW).number
    assert "is-dense" not in kasi.read("/meja?view=led")
    set_list(kasi, "said", "number", dense="1")
    assert kasi.location == "/meja?view=led"
    assert 'class="list is-dense"' in rows_of(kasi.read("/meja?view=led")) and number in rows_of(kasi.page)
    other = Visitor(kasi.client).sign_in(office, "camat", NOW)
    assert "is-dense" not in other.read("/meja?view=led")
    again = Visitor(kasi.client).sign_in(office, "kasi", NOW)
    assert "is-dense" in again.read("/meja?view=led")
    set_list(again, "said", "number")
    assert "is-dense" not in again.read("/meja?view=led")


def test_columns_are_chosen_per_person(kasi: Visitor, office: Office) -> None:
    number = office.complain("Parit tumpat.", now=NOW).number
    set_list(kasi, "holder", "received", "bukan-kolom")
    row = rows_of(kasi.read("/meja?view=led"))
    assert " Contoh</p>" in row and "24 Nov 14:05" in row.replace(".", ":")
    assert (
        "“Parit tumpat.”" not in row and 'class="left' not in row and f'<span class="num">{number}' not in row
    )
    usual = rows_of(Visitor(kasi.client).sign_in(office, "camat", NOW).read("/meja?view=led"))
    assert f'<span class="num">{number}' in usual and 'class="left' in usual and " Contoh</p>" not in usual
    kasi.sign_in(office, "kasi", NOW)
    set_list(kasi)
    assert f"/meja/{number}?" in rows_of(kasi.read("/meja?view=led")), "the headline always stands there"


def test_a_saved_view_that_names_columns_shows_them_to_whoever_opens_it(
    kasi: Visitor, office: Office
) -> None:
    number = office.complain("Parit tumpat.", now=NOW).number
    set_list(kasi, "number")
    kasi.send(
        "/meja/tampilan", of="/meja?view=led", name="Nomor saja", unit="SARPRAS", columns="number,salah"
    )
    assert kasi.location == "/meja?view=led&columns=number"
    kasi.send("/meja/tampilan", of="/meja?view=led", name="Polos")
    assert kasi.location == "/meja?view=led"
    camat = Visitor(kasi.client).sign_in(office, "camat", NOW)
    assert "columns=number" in camat.read("/meja?view=led")
    row = rows_of(camat.read("/meja?view=led&columns=number"))
    assert number in row and 'class="left' not in row
    assert 'class="left' in rows_of(camat.read("/meja?view=led&columns=salah"))
    assert 'class="left' in rows_of(camat.read("/meja?view=led"))


def test_the_glance_tells_what_the_list_leaves_out_and_answers_from_there(
    kasi: Visitor, office: Office
) -> None:
    number = office.complain("Parit tumpat. Air masuk <b>dapur</b>.", now=NOW).number
    hold(office, number)
    office.citizen(number, "write", text="Sekarang sudah selutut.", now=NOW)
    rina = Visitor(kasi.client).sign_in(office, "rina", NOW)
    look = re.search(r'data-look="([^"]*)"', rina.read("/meja?view=mine"))
    assert look is not None
    page = rina.read(look[1])
    assert rina.status == 200 and "<html" not in page and "<nav" not in page
    for told in ("Giliran Anda", "Air masuk", "Sekarang sudah selutut.", "Jam penyelesaian", number):
        assert told in page, told
    assert "<b>dapur" not in rina.raw
    rina.send(f"/meja/{number}/message", text="Kami datang hari ini.")
    assert (rina.status, rina.location) == (303, "/meja?view=mine")
    assert "Urungkan" in rina.read(rina.location)
    assert "Kami datang" in rina.page


def test_a_command_and_a_refusal_from_beside_the_list(kasi: Visitor, office: Office) -> None:
    number = office.complain("Parit tumpat.", now=NOW).number
    hold(office, number)
    rina = Visitor(kasi.client).sign_in(office, "rina", NOW)
    glance = f"/meja/{number}?dari=view%3Dmine&sekilas=1"
    page = rina.send(f"/meja/{number}/message", of=glance, text="/buatkan kopi")
    assert rina.status == 422 and "/buatkan bukan perintah" in page and "<html" in page
    rina.send(f"/meja/{number}/message", of=glance, text="/catat Kunci di pos.")
    assert rina.location == "/meja?view=mine"
    assert "Kunci di pos." in rina.read(f"/meja/{number}")


def test_the_glance_shows_nobody_what_the_page_would_not(kasi: Visitor, office: Office) -> None:
    """A canary in a confidential report: who may not open the page gets the same answer as for no ticket."""
    number = office.complain(
        "Parit tumpat.",
        now=NOW,
        privacy="confidential",
        name="Kenari Kuning",
        phone="081200000077",
    ).number
    kasi.read(f"/meja/{number}?sekilas=1")
    assert kasi.status == 200 and "Parit tumpat." in kasi.page
    assert "Kenari" not in kasi.page and "0077" not in kasi.page
    other = Visitor(kasi.client).sign_in(office, "trantib", NOW)
    refused = other.read(f"/meja/{number}?sekilas=1")
    assert other.status == 404 and "Parit" not in refused and "Kenari" not in refused
    absent = other.read("/meja/MRL-2611-00000?sekilas=1")
    once = re.compile(r'value="[^"]{20,}"')
    told = once.sub("", refused).replace(number, "MRL-2611-00000")
    assert once.sub("", absent) == told
    other.client.delete_cookie("tanggap")
    assert "Parit" not in other.read(f"/meja/{number}?sekilas=1") and other.status != 200
