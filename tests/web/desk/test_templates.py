"""Templates of answers: kept, filled in on the server, never sent with a brace left; and what is half written."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from complaints_service import clock, db
from complaints_service.answering.drafts import KEPT, forget_drafts
from complaints_service.answering.models import AnswerDraft, AnswerTemplateVersion
from complaints_service.audit.models import AuditEvent
from complaints_service.edge.resources import KEY
from complaints_service.tickets.ledger.models import Message
from config.rulebook import Rulebook
from tests.support.forms import Desk, Form, browser_would_send, check_nothing_is_lost_or_done_twice
from tests.support.visitors import Visitor, when
from tests.support.world import open_office

NOW = when("Tue 2026-11-24 14:05")
NEW = {"whose": "person", "name": "Besok", "act": "message", "category": "", "body": "Kami datang besok."}

# Templates and drafts are plain rows: no SQL of theirs differs between the databases.
pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def desk(app: Flask, rulebook: Rulebook, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return Desk(app, open_office(app.extensions[KEY].engine, rulebook), NOW)


def kept(visitor: Visitor, **other: str) -> None:
    visitor.send("/meja/templat", of="/meja/templat", **{**NEW, **other})


def use(visitor: Visitor, number: str, name: str, *, text: str = "") -> str:
    """Chooses the template that is called so on the ticket's page, and presses the button beside it."""
    page = f"/meja/{number}"
    visitor.read(page)
    code = visitor.raw.split(f">{name}</option>")[0].rsplit('value="', 1)[1].removesuffix('"')
    return visitor.send(f"{page}/templat/message", by=f"{page}/message", template=code, text=text)


def box(visitor: Visitor, number: str) -> str:
    return browser_would_send(visitor.raw, f"/meja/{number}/message")["text"][0]


def test_the_forms_lose_nothing_and_keep_once(desk: Desk) -> None:
    wrong = {"name": "", "body": "Halo {siapa}"}
    check_nothing_is_lost_or_done_twice(
        desk, Form("rina", "/meja/templat", "/meja/templat", NEW, wrong=wrong)
    )
    again = {**NEW, "body": "Kami datang lusa, {nomor}."}
    del again["whose"]
    check_nothing_is_lost_or_done_twice(
        desk, Form("rina", "/meja/templat/1", "/meja/templat/1", again, wrong={"body": "{"})
    )
    with db.reading(desk.office.engine) as session:
        versions = session.scalars(
            select(AnswerTemplateVersion.body).order_by(AnswerTemplateVersion.version)
        ).all()
    assert versions == ["Kami datang besok.", "Kami datang lusa, {nomor}."]
    check_nothing_is_lost_or_done_twice(desk, Form("rina", "/meja/templat/1", "/meja/templat/1/tarik"))
    assert "Besok" not in desk.visitor("rina").read("/meja/templat")


@pytest.mark.parametrize(
    "body", ["Halo {siapa}", "Halo {", "Halo }", "{nomor", "{{nomor}}", "{}", "{ nomor }"]
)
def test_a_field_nobody_knows_is_refused_when_it_is_kept(desk: Desk, body: str) -> None:
    rina = desk.visitor("rina")
    kept(rina, body=body)
    assert rina.status == 422 and "{nama_warga}" in rina.page


def test_who_keeps_for_whom_and_who_uses_it(desk: Desk) -> None:
    for login, whose, taken in (
        ("rina", "unit:SARPRAS", False),
        ("rina", "office", False),
        ("kasi", "unit:SARPRAS", True),
        ("kasi", "unit:TRANTIB", False),
        ("kasi", "office", False),
        ("admin", "office", True),
        ("admin", "person", False),
        ("rina", "person", True),
    ):
        visitor = desk.visitor(login)
        kept(visitor, whose=whose, name=f"{login} {whose}")
        assert (visitor.status == 303) is taken, (login, whose, visitor.page)
    seen = {login: desk.visitor(login).read("/meja/templat") for login in ("rina", "hasan", "trantib")}
    assert all("admin office" in page for page in seen.values())
    assert "kasi unit:SARPRAS" in seen["hasan"] and "kasi unit:SARPRAS" not in seen["trantib"]
    assert "rina person" in seen["rina"] and "rina person" not in seen["hasan"]
    ids = {name: place for place, name in enumerate(("kasi unit:SARPRAS", "admin office", "rina person"), 1)}
    for login, may in (
        ("rina", {"rina person"}),
        ("kasi", {"kasi unit:SARPRAS"}),
        ("admin", {"admin office"}),
    ):
        for name, template_id in ids.items():
            visitor = desk.visitor(login)
            visitor.read(f"/meja/templat/{template_id}")
            assert (visitor.status == 200) is (name in may), (login, name)


def test_two_people_at_one_template(desk: Desk) -> None:
    kept(desk.visitor("kasi"), whose="unit:SARPRAS")
    first, second = desk.visitor("kasi"), desk.visitor("camat")
    second.read("/meja/templat/1")
    changed = {**NEW, "body": "Kami datang lusa."}
    first.send("/meja/templat/1", of="/meja/templat/1", **changed)
    second.send("/meja/templat/1", **{**changed, "body": "Tulisan camat."})
    assert second.status == 409 and "Tulisan camat." in second.page and "baru saja diubah" in second.page


def test_fields_are_filled_in_for_the_ticket_after_what_stands_there(desk: Desk) -> None:
    report = desk.office.complain(now=NOW, name="Sari Rekaan", phone="081234567890")
    rina = desk.visitor("rina")
    kept(rina, name="Semua", body="{nama_warga}, {nomor}, {unit}, {janji}")
    use(rina, report.number, "Semua", text="Selamat siang.")
    said = box(rina, report.number)
    assert said.startswith(f"Selamat siang.\n\nSari Rekaan, {report.number}, Seksi Sarana")
    assert "{" not in said
    with db.reading(desk.office.engine) as session:
        looks = select(func.count()).select_from(AuditEvent).where(AuditEvent.kind == "identity.viewed")
        assert session.scalar(looks) == 1, "whose name is written was looked at"


def test_what_the_ticket_has_nothing_for_is_named_and_never_sent(desk: Desk) -> None:
    number = desk.office.complain(now=NOW, name="Sari Rekaan", privacy="confidential").number
    rina = desk.visitor("rina")
    kept(rina, name="Nama", body="{nama_warga}, kami datang.")
    use(rina, number, "Nama")
    assert "Belum terisi: {nama_warga}" in rina.page and "Sari" not in rina.page
    rina.send(f"/meja/{number}/message", text=box(rina, number), message_act="answer", inline="1")
    assert rina.status == 422 and "Belum terisi: {nama_warga}" in rina.page
    with db.reading(desk.office.engine) as session:
        assert not session.scalars(select(Message.text).where(Message.author != "citizen")).all()


def test_a_template_that_is_gone_leaves_the_words(desk: Desk) -> None:
    number = desk.office.complain(now=NOW).number
    rina = desk.visitor("rina")
    page = f"/meja/{number}"
    for code in ("99", "buku:tidak_ada", "", "x"):
        rina.send(
            f"{page}/templat/message",
            of=page,
            by=f"{page}/message",
            template=code,
            text="Sudah saya tulis.",
            inline="1",
        )
        assert rina.status == 422 and box(rina, number) == "Sudah saya tulis."


def test_a_template_of_another_category_or_act_is_not_offered(desk: Desk) -> None:
    number = desk.office.complain(now=NOW, category="sampah").number
    rina = desk.visitor("rina")
    assert "Sampah: jadwal angkut" in rina.read(f"/meja/{number}") and "Lampu: nomor tiang" not in rina.page
    assert "Sampah: sudah diangkut" in rina.read(f"/meja/{number}/resolve")
    assert "Bukan wewenang kami" in rina.read(f"/meja/{number}/reject")


def keep(visitor: Visitor, number: str, text: str) -> str:
    page = f"/meja/{number}"
    return visitor.send(f"{page}/draf", of=page, by=f"{page}/message", text=text)


def test_what_is_half_written_waits_for_its_writer_alone(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    number = desk.office.complain(now=NOW).number
    rina, kasi = desk.visitor("rina"), desk.visitor("kasi")
    assert keep(rina, number, "Baru separuh") == ""
    kasi.read(f"/meja/{number}")
    assert "Rina Contoh juga sedang menulis di sini." in kasi.page and "Baru separuh" not in kasi.page
    assert keep(kasi, number, "Saya juga") == "Rina Contoh juga sedang menulis di sini."
    rina.read(f"/meja/{number}")
    assert box(rina, number) == "Baru separuh"
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(minutes=4))
    assert "sedang menulis" not in desk.visitor("kasi").read(f"/meja/{number}")
    rina.send(f"/meja/{number}/message", text="Selesai menulis.", message_act="answer", inline="1")
    assert rina.status == 303 and box_is_empty(rina, number)


def box_is_empty(visitor: Visitor, number: str) -> bool:
    visitor.read(f"/meja/{number}")
    return box(visitor, number) == ""


def test_a_refused_answer_is_kept_and_an_emptied_one_forgotten(desk: Desk) -> None:
    number = desk.office.complain(now=NOW).number
    rina = desk.visitor("rina")
    rina.read(f"/meja/{number}")
    desk.office.act("rina", number, "note", text="Sementara itu.", now=NOW)
    rina.send(f"/meja/{number}/message", text="Ditulis lama.", message_act="answer", inline="1")
    assert rina.status == 409
    rina.read(f"/meja/{number}")
    assert box(rina, number) == "Ditulis lama."
    keep(rina, number, "  ")
    assert box_is_empty(rina, number)


def test_what_nobody_sent_is_forgotten_after_a_month(desk: Desk) -> None:
    number = desk.office.complain(now=NOW).number
    keep(desk.visitor("rina"), number, "Lama sekali")
    with db.writing(desk.office.engine) as session:
        forget_drafts(session, now=NOW + KEPT)
        assert session.scalar(select(func.count()).select_from(AnswerDraft)) == 1
        forget_drafts(session, now=NOW + KEPT + timedelta(seconds=1))
        assert session.scalar(select(func.count()).select_from(AnswerDraft)) == 0


@pytest.mark.parametrize("text", ["Kami\x00datang", "x" * 10_001])
def test_what_no_letter_may_hold_breaks_nothing(desk: Desk, text: str) -> None:
    number = desk.office.complain(now=NOW).number
    rina = desk.visitor("rina")
    keep(rina, number, text)
    assert rina.status == (422 if "\x00" in text else 200)
    rina.read(f"/meja/{number}")
    assert box(rina, number) in ("", "x" * 10_000)


def test_a_note_leaves_the_half_written_answer_alone(desk: Desk) -> None:
    number = desk.office.complain(now=NOW).number
    rina = desk.visitor("rina")
    keep(rina, number, "Baru separuh")
    rina.send(f"/meja/{number}/note", of=f"/meja/{number}/note", text="Isi {nomor} nanti.")
    assert rina.status == 303, "a note is no letter, and may speak of a field"
    rina.read(f"/meja/{number}")
    assert box(rina, number) == "Baru separuh"
