"""The desk as officers read it: the list, one ticket, who may see what."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from complaints_service import db
from complaints_service.audit.models import AuditEvent
from complaints_service.tickets.ledger.models import Ticket
from tests.support.both import ON_BOTH
from tests.support.visitors import Visitor, when
from tests.support.world import Office

pytestmark = ON_BOTH


NOW = when("Tue 2026-11-24 14:05")
REPORTER = {"name": "Butet Contoh", "phone": "081234567890"}


@pytest.fixture
def rina(client: FlaskClient, office: Office) -> Visitor:
    """The officer who gets the first ticket of her unit."""
    return Visitor(client).sign_in(office, "rina", NOW)


def holder_of(office: Office, number: str) -> str:
    with db.reading(office.engine) as session:
        return f"person:{session.scalar(select(Ticket.holder_officer_id).where(Ticket.number == number))}"


def late_ticket(office: Office, **draft: object) -> str:
    """Rubbish, promised within 5 working days; disputed and handed over to Rina, late since 10 Nov, 10.25.

    Received Mon 2 Nov 10.20. Resolved Thu 15.10, disputed Fri 09.05: 2 h 25 min belong to nobody, so the
    promise moves from Mon 9 Nov 16.30 to Tue 10 Nov 10.25.
    """
    number = office.complain(
        "Sampah menumpuk di depan gang", category="sampah", now=when("Mon 2026-11-02 10:20"), **draft
    ).number
    hasan, rina = (f"person:{office.officers[login]}" for login in ("hasan", "rina"))
    if holder_of(office, number) != hasan:
        office.act("rina", number, "handover", to=hasan, reason="rute", now=when("Mon 2026-11-02 11:00"))
    office.act("hasan", number, "message", text="Kami angkut Kamis.", now=when("Mon 2026-11-02 15:30"))
    office.act("hasan", number, "resolve", text="Sudah diangkat.", now=when("Thu 2026-11-05 15:10"))
    office.citizen(number, "dispute", text="Baru separuh.", now=when("Fri 2026-11-06 09:05"))
    asked = when("Mon 2026-11-09 13:45")
    office.act("hasan", number, "handover", to=rina, reason="butuh truk", now=asked)
    office.act("rina", number, "note", text="Truk baru ada Selasa.", now=when("Tue 2026-11-10 09:00"))
    return number


def test_the_list_is_ordered_by_time_left_and_says_why_each_is_here(rina: Visitor, office: Office) -> None:
    fresh = office.complain("Parit tumpat di Gang Contoh", now=when("Tue 2026-11-24 13:05")).number
    late = late_ticket(office)
    page = rina.read("/meja")
    assert rina.status == 200
    assert page.index(late) < page.index(fresh)
    # From Tue 10 Nov 10.25: 5 h 5 min, nine days, and 5 h 5 min today, so 10 days and 2 h 40 min.
    assert "Lewat 10 hari kerja 2 jam" in page
    assert "Diserahkan oleh Hasan Contoh, Sen, 9 Nov 13.45: “butuh truk”." in page
    assert "Parit dan banjir ditangani Seksi Sarana dan Prasarana." in page
    assert "jawaban pertama" in page
    assert "1 terlambat" in page
    assert 'class="b-late"' in page


def test_an_empty_desk_says_what_to_do_next(rina: Visitor, office: Office) -> None:
    page = rina.read("/meja")
    assert "Tidak ada yang menunggu Anda" in page
    assert "Antrean juga kosong." in page
    assert "Tidak ada yang cocok" in rina.read("/meja?q=buaya")
    assert rina.read("/meja?view=queue&category=tidakada&cursor=xx") and rina.status == 422


def test_filters_stand_in_the_address_and_are_said(rina: Visitor, office: Office) -> None:
    other = office.complain("Parit tumpat", now=NOW, kelurahan="12.71.12.1003").number
    late = late_ticket(office)
    page = rina.read("/meja?category=sampah")
    assert late in page and other not in page
    assert "Sampah: 1 laporan." in page
    assert other in rina.read("/meja?kelurahan=12.71.12.1003")
    assert late in rina.read("/meja?q=menumpuk")
    # A number typed in full is found wherever the ticket is, however it was typed.
    assert late in rina.read(f"/meja?view=done&q={late.lower()}")


def test_the_ticket_page_adds_up(rina: Visitor, office: Office) -> None:
    page = rina.read(f"/meja/{late_ticket(office)}")
    assert rina.status == 200
    assert "Giliran Anda" in page
    assert "digeser 2 jam 25 menit, menjadi <b>Sel, 10 Nov 10.25 WIB</b>" in page
    # Counted: 122 h 45 min in custody less the 2 h 25 min that were nobody's.
    assert "<td>120 j 20 m</td>" in page
    assert "<td>122 j 45 m</td><td>100 %</td>" in page
    assert "Catatan dalam, Rina Contoh" in page
    assert "diserahkan ke Rina Contoh, “butuh truk”" in page
    assert "4 jam 10 menit; janji 2 hari kerja, sampai" in page
    assert "Aturan: nomor 9 dari 10, menurut kategori; berlaku sejak Rab, 1 Jan 2025" in page
    assert "Janji ini untuk Sampah, pengaduan; berlaku sejak Rab, 1 Jan 2025." in page


def test_acts_are_the_workflows_for_this_person(rina: Visitor, office: Office) -> None:
    number = late_ticket(office)
    page = rina.read(f"/meja/{number}")
    for verb in (
        "Jawab warga",
        "Selesaikan",
        "Tanya warga",
        "Serahkan",
        "Ubah kategori",
        "Tolak laporan ini",
    ):
        assert verb in page
    assert "Ambil tiket ini" not in page
    page = rina.sign_in(office, "hasan", NOW).read(f"/meja/{number}")
    assert "Dipegang Rina Contoh" in page
    assert "Selesaikan" not in page
    assert "Catatan dalam" in page


@pytest.mark.parametrize("privacy", ["open", "confidential"])
def test_a_name_is_shown_only_on_demand_and_with_a_purpose(
    rina: Visitor, office: Office, privacy: str
) -> None:
    number = office.complain(now=NOW, privacy=privacy, **REPORTER).number
    assert "Butet Contoh" not in rina.read(f"/meja/{number}")
    page = rina.send(f"/meja/{number}/pelapor", purpose="")
    assert rina.status == 422 and "Butet Contoh" not in page
    page = rina.send(f"/meja/{number}/pelapor", purpose="Menanyakan tempatnya.")
    assert "Butet Contoh" in page and "081234567890" in page
    assert "Butet Contoh" not in rina.read(f"/meja/{number}")
    with db.reading(office.engine) as session:
        looks = session.scalars(select(AuditEvent).where(AuditEvent.kind == "identity.viewed")).all()
    assert [(look.actor, look.subject, look.data) for look in looks] == [
        (f"person:{office.officers['rina']}", f"ticket:{number}", {"purpose": "Menanyakan tempatnya."})
    ]


def test_who_may_not_see_a_name_cannot_ask_for_it(rina: Visitor, office: Office) -> None:
    number = office.complain(now=NOW, privacy="confidential", **REPORTER).number
    rina.sign_in(office, "hasan", NOW)
    assert "Lihat, dan tercatat" not in rina.read(f"/meja/{number}")
    token = rina.send(f"/meja/{number}/note", of=f"/meja/{number}/note", text="x") or ""
    assert rina.status == 303 and "Butet" not in token
    rina.read(f"/meja/{number}/note")
    answer = rina.client.post(f"/meja/{number}/pelapor", data=rina._form(f"/meja/{number}/note"))
    assert answer.status_code == 404


def test_the_accused_never_sees_the_ticket(rina: Visitor, office: Office) -> None:
    accused = f"person:{office.officers['rina']}"
    number = office.complain(
        "Petugas minta uang.", category="pungli", now=NOW, about=(accused,), privacy="confidential"
    ).number
    rina.read(f"/meja/{number}")
    assert rina.status == 404
    rina.read("/meja/MRL-2611-AAAAA")
    assert rina.status == 404
    for view in ("mine", "queue", "waiting", "done"):
        assert number not in rina.read(f"/meja?view={view}")
    # What was typed stands in the box, the heading and the addresses; the ticket itself nowhere.
    searched = rina.read(f"/meja?q={number}")
    assert (
        f"/meja/{number}" not in searched and f">{number}<" not in searched and "minta uang" not in searched
    )


def test_without_signing_in_one_is_led_to_the_door(client: FlaskClient, office: Office) -> None:
    visitor = Visitor(client)
    visitor.read("/meja")
    assert visitor.status == 303
    assert visitor.location.startswith("/masuk?next=")


def test_the_desk_speaks_english(rina: Visitor, office: Office) -> None:
    late_ticket(office)
    rina.client.set_cookie("bahasa", "en")
    page = rina.read("/meja")
    assert '<html lang="en">' in page
    assert "10 working days 2 hours" in page
    assert "kerja" not in rina.page.replace("Meja kerja", "").replace("#meja-kerja", "")
