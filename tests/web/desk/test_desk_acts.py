"""Acts done on the desk's pages: what is asked, what is refused and how, and that nothing happens twice."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from complaints_service import clock, db
from complaints_service.tickets.ledger.models import Message, Ticket, TicketEvent
from complaints_service.tickets.unsent.service import HELD
from tests.support.visitors import Visitor, when
from tests.support.world import Office

NOW = when("Tue 2026-11-24 14:05")

# What pages do does not depend on the database; the services under them are tested on both.
pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def number(office: Office) -> str:
    """A ticket of Rina's, an hour old."""
    return office.complain("Parit tumpat di Gang Contoh", now=when("Tue 2026-11-24 13:05")).number


@pytest.fixture
def rina(client: FlaskClient, office: Office) -> Visitor:
    return Visitor(client).sign_in(office, "rina", NOW)


def kinds(office: Office, number: str) -> list[str]:
    with db.reading(office.engine) as session:
        return list(
            session.scalars(
                select(TicketEvent.kind)
                .join(Ticket, Ticket.id == TicketEvent.ticket_id)
                .where(Ticket.number == number)
                .order_by(TicketEvent.seq)
            )
        )


def messages(office: Office) -> int:
    with db.reading(office.engine) as session:
        return session.scalar(select(func.count()).select_from(Message)) or 0


ACTS = {
    "message": {"text": "Kami datang besok.", "message_act": "progress"},
    "question": {"text": "Di depan rumah nomor berapa?"},
    "note": {"text": "Pakai truk kecil."},
    "resolve": {"text": "Sudah dikeruk."},
    "reject": {"reason": "not_ours", "text": "Ini saluran provinsi; ke Dinas PUPR."},
    "classify": {"category": "jalan_rusak", "kind": "complaint", "reason": "Jalannya yang berlubang."},
}
TOLD = {
    "message": "terkirim dalam 30 detik.",
    "question": "terkirim dalam 30 detik.",
    "note": "Catatan tersimpan.",
    "resolve": "Ditandai selesai.",
    "reject": "Laporan ditolak.",
    "classify": "Kategori sudah diubah.",
}


@pytest.mark.parametrize("act", sorted(ACTS))
def test_an_act_has_a_page_of_its_own_and_leads_back_with_a_notice(
    rina: Visitor, office: Office, number: str, act: str
) -> None:
    here = f"/meja/{number}/{act}"
    rina.send(here, of=here, **ACTS[act])
    assert (rina.status, rina.location) == (303, f"/meja/{number}")
    assert TOLD[act] in rina.read(rina.location)


def test_an_answer_is_written_on_the_ticket_itself(
    rina: Visitor, office: Office, number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = rina.read(f"/meja/{number}")
    assert "Terhitung sebagai jawaban pertama." in page
    rina.send(f"/meja/{number}/message", text="Kami datang besok.")
    assert rina.status == 303
    monkeypatch.setattr(clock, "now", lambda: NOW + HELD)
    page = rina.read(rina.location)
    assert "Kami datang besok." in page
    assert "1 jam; janji" in page


def test_a_queued_ticket_is_taken_by_one_press(rina: Visitor, office: Office, number: str) -> None:
    office.act("rina", number, "handover", to="unit:SARPRAS", reason="penuh", now=NOW)
    page = rina.read(f"/meja/{number}")
    assert "Antrean Seksi Sarana dan Prasarana" in page
    rina.send(f"/meja/{number}/take")
    assert rina.status == 303
    assert "Giliran Anda" in rina.read(rina.location)


def test_handing_over_offers_people_and_queues_but_not_the_holder(
    rina: Visitor, office: Office, number: str
) -> None:
    here = f"/meja/{number}/handover"
    page = rina.read(here)
    assert "Hasan Contoh, Seksi Sarana dan Prasarana" in page
    assert "Antrean Seksi Sarana dan Prasarana" in page
    assert f'value="person:{office.officers["rina"]}"' not in page
    assert page.index("Hasan Contoh,") < page.index("Meja Contoh,"), "the unit's own people come first"
    rina.send(here, to=f"person:{office.officers['trantib']}", reason="Ini soal ketertiban.")
    assert rina.status == 303
    assert rina.location == f"/meja/{number}", "who had it may still read it, and contest its time"
    assert "Tiket sudah diserahkan." in rina.read(rina.location)


@pytest.mark.parametrize(
    ("act", "fields", "field", "sentence"),
    [
        ("message", {"message_act": "progress", "text": "  "}, "text", "Tulis dulu pesannya."),
        ("resolve", {"text": "x" * 10_001}, "text", "Paling panjang"),
        ("note", {"text": "a\x00b"}, "text", ""),
        ("reject", {"reason": "", "text": "Bukan urusan kami."}, "reason", "Tulis alasannya."),
        ("handover", {"to": "person:999", "reason": "penuh"}, "to", "Pilih orang atau unit yang ada."),
        (
            "classify",
            {"category": "tidakada", "kind": "complaint", "reason": "x"},
            "category",
            "tidak dikenal",
        ),
    ],
)
def test_a_refused_field_keeps_what_was_typed_and_takes_the_focus(
    rina: Visitor, office: Office, number: str, act: str, fields: dict[str, str], field: str, sentence: str
) -> None:
    before = kinds(office, number)
    here = f"/meja/{number}/{act}"
    page = rina.send(here, of=here, **fields)
    assert rina.status == 422
    assert sentence in page
    control = page[page.index(f'id="{field}"') :].split(">")[0]
    assert "autofocus" in control and 'aria-invalid="true"' in control
    for name, typed in fields.items():
        if name in ("text", "reason") and name != field and typed:
            assert typed in page
    assert kinds(office, number) == before


def test_every_empty_field_is_named_at_once(rina: Visitor, office: Office, number: str) -> None:
    here = f"/meja/{number}/handover"
    page = rina.send(here, of=here, to="", reason="")
    assert rina.status == 422
    assert "Pilih orang atau unit yang ada." in page and "Tulis alasannya." in page
    assert page.count("autofocus") == 1 and "autofocus" in page[page.index('id="to"') :].split(">")[0]


def test_who_may_not_see_the_ticket_is_not_told_of_it_and_the_note_stays_in_its_box(
    rina: Visitor, office: Office, number: str
) -> None:
    before = kinds(office, number)
    here = f"/meja/{number}/note"
    page = rina.send(here, of=here, text="Pakai truk kecil.", mention=f"person:{office.officers['trantib']}")
    assert rina.status == 422 and "tidak bisa membaca tiket ini" in page
    assert re.search(r"<textarea[^>]*>\s*Pakai truk kecil\.</textarea>", rina.raw)
    assert kinds(office, number) == before and messages(office) == 0
    other = Visitor(rina.client).sign_in(office, "trantib", NOW)
    assert other.read(f"/meja/{number}") and other.status == 404
    again = Visitor(rina.client).sign_in(office, "rina", NOW)
    again.send(here, of=here, text="Pakai truk kecil.", mention=f"person:{office.officers['hasan']}")
    assert again.status == 303 and kinds(office, number) != before


def test_whoever_was_faster_is_named_and_the_answer_is_kept(
    rina: Visitor, office: Office, number: str
) -> None:
    rina.read(f"/meja/{number}")
    office.act("kasi", number, "note", text="Saya cek dulu.", now=when("Tue 2026-11-24 14:04"))
    page = rina.send(f"/meja/{number}/message", text="Kami datang besok.")
    assert rina.status == 409
    assert "Tiket ini berubah Sel, 24 Nov 14.04 oleh Kasi Contoh." in page
    assert "Kami datang besok." in page and "Saya cek dulu." in page
    # Read, and sent again as it stands.
    rina.send(f"/meja/{number}/message", text="Kami datang besok.")
    assert rina.status == 303


def test_a_breach_nobody_has_swept_yet_is_in_nobodys_way(
    rina: Visitor, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Acting writes the breach first; that must not make the form that is being sent a stale one."""
    number = office.complain("Parit tumpat", now=when("Mon 2026-11-02 09:00")).number
    rina.read(f"/meja/{number}")
    rina.send(f"/meja/{number}/message", text="Maaf, kami terlambat. Kami datang hari ini.")
    assert rina.status == 303
    monkeypatch.setattr(clock, "now", lambda: NOW + HELD)
    rina.read(rina.location)
    written = kinds(office, number)
    assert written[-1] == "message.sent"
    assert "clock.breached" in written


def test_a_refused_act_says_what_can_be_done(rina: Visitor, office: Office, number: str) -> None:
    here = f"/meja/{number}/resolve"
    rina.read(here)
    office.act("kasi", number, "reject", reason="spam", text="Iklan.", now=NOW)
    form = rina._form(here) | {"version": "99"}
    form.pop("version")
    page = rina._took(rina.client.post(here, data={**form, "text": "Sudah."}))
    assert rina.status == 409
    assert (
        "Tindakan ini tidak bisa sekarang. Yang bisa sekarang: Sebut terlapor, Catatan dalam, Sanggah waktu."
        in page
    )
    assert "Sudah." in page
    page = rina.read(here)
    assert rina.status == 409
    assert "Tindakan ini tidak bisa sekarang." in page


def test_pressing_twice_writes_once(
    rina: Visitor, office: Office, number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rina.read(f"/meja/{number}")
    form = {**rina._form(f"/meja/{number}/message"), "text": "Kami datang besok."}
    for _ in range(2):
        answer = rina.client.post(f"/meja/{number}/message", data=form)
        assert answer.status_code == 303
    monkeypatch.setattr(clock, "now", lambda: NOW + HELD)
    rina.read(f"/meja/{number}")
    assert messages(office) == 1


def test_a_form_from_elsewhere_is_refused(rina: Visitor, office: Office, number: str) -> None:
    answer = rina.client.post(f"/meja/{number}/note", data={"text": "x"})
    assert answer.status_code == 403
    assert messages(office) == 0


def test_an_unknown_act_is_no_page(rina: Visitor, office: Office, number: str) -> None:
    rina.read(f"/meja/{number}/hapus")
    assert rina.status == 404
