"""Acts typed into the answer box: done as on their own pages, and never sent to the citizen as they stand."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select

from complaints_service import clock, db
from complaints_service.edge.resources import KEY
from complaints_service.tickets.ledger.models import Message, Ticket
from complaints_service.web.desk.acts.registry import PAGES
from complaints_service.web.desk.answering.commands import COMMANDS, Command
from config.rulebook import Rulebook
from tests.support.forms import Desk
from tests.support.visitors import Visitor, when
from tests.support.world import open_office

NOW = when("Tue 2026-11-24 14:05")

# Nothing here asks SQL anything that the acts' own tests do not.
pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def desk(app: Flask, rulebook: Rulebook, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return Desk(app, open_office(app.extensions[KEY].engine, rulebook), NOW)


def held(desk: Desk, text: str = "Sampah menumpuk di Gang 3") -> str:
    """A ticket in the hands of the head of the unit."""
    number = desk.office.complain(text, category="sampah", now=NOW).number
    me = f"person:{desk.office.officers['kasi']}"
    desk.office.act("kasi", number, "assign", to=me, reason="Saya kerjakan.", now=NOW)
    return number


@pytest.fixture
def number(desk: Desk) -> str:
    return held(desk)


def typed(desk: Desk, number: str, text: str) -> Visitor:
    kasi = desk.visitor("kasi")
    kasi.send(f"/meja/{number}/message", of=f"/meja/{number}", text=text)
    return kasi


def ticket(desk: Desk, number: str) -> Ticket:
    with db.reading(desk.office.engine) as session:
        found = session.scalars(select(Ticket).where(Ticket.number == number)).one()
        session.expunge(found)
        return found


def said(desk: Desk) -> int:
    with db.reading(desk.office.engine) as session:
        return session.scalar(select(func.count()).select_from(Message)) or 0


def test_each_does_its_act(desk: Desk, number: str) -> None:
    later, third, fourth = (held(desk, f"Sampah juga, gang {nth}") for nth in range(3))
    for where, text in (
        (later, f"/satukan {number.lower()}\nSama tumpukannya."),
        (number, "/Catat Truk baru ada Selasa."),
        (number, "/pecah Dua hal: Parit tumpat di Gang 3"),
        (number, "/serah hasan: Ia di wilayahnya."),
        (third, "/limpah lingkungan hidup: Truknya milik mereka."),
        (fourth, "/selesai Sudah diangkat."),
    ):
        done = typed(desk, where, text)
        assert done.status == 303, f"{text}: {done.page}"
    assert ticket(desk, later).state == "merged"
    assert ticket(desk, number).holder_officer_id == desk.office.officers["hasan"]
    assert ticket(desk, third).state == "referred" and ticket(desk, fourth).state == "resolved"


def test_a_question_waits_like_one_from_its_page(desk: Desk, number: str) -> None:
    kasi = typed(desk, number, "/tanya Di gang berapa?")
    assert "terkirim dalam 30 detik" in kasi.read(f"/meja/{number}") and said(desk) == 0


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("/kirim Kami datang.", "/kirim bukan perintah, jadi tidak dikirim."),
        ("  /Selesaikan Beres", "bukan perintah"),
        ("/serah budi santoso: Tolong.", "Tidak ada “budi santoso” yang bisa dipilih."),
        ("/serah contoh: Tolong.", "Tulis lebih lengkap."),
        ("/serah : Tolong.", "Tidak ada “” yang bisa dipilih."),
        ("/serah hasan", "Tulis alasannya."),
        ("/limpah: x", "Tidak ada “” yang bisa dipilih."),
        ("/satukan MRL-0000-00000: x", ""),
        ("/selesai", ""),
    ],
)
def test_what_is_not_clear_is_told_at_the_box_and_nothing_is_sent_or_lost(
    desk: Desk, number: str, text: str, told: str
) -> None:
    before = ticket(desk, number).version
    shown = typed(desk, number, text)
    assert shown.status in (409, 422), text
    assert told in shown.page and text.strip() in shown.page
    assert ticket(desk, number).version == before and said(desk) == 0


@pytest.mark.parametrize("text", ["1/2 jalan sudah diaspal.", "/ 24 jam siaga", "Buka s/d pukul 16."])
def test_a_slash_alone_is_no_command(desk: Desk, number: str, text: str) -> None:
    assert typed(desk, number, text).status == 303


def test_every_command_is_an_act_with_a_page_and_those_fields(backend: str) -> None:
    for command in COMMANDS:
        rules = PAGES[command.act].act.rules
        assert {command.said, *filter(None, [command.named])} <= set(rules), command.name
    named = [name for one in COMMANDS for name in {one.name, one.english}]
    assert len(named) == len(set(named)), "no name means two acts"


@pytest.mark.parametrize("command", COMMANDS, ids=lambda one: one.english)
def test_whoever_reads_english_types_either_name_and_is_told_both(
    desk: Desk, number: str, command: Command
) -> None:
    kasi = desk.visitor("kasi")
    kasi.client.set_cookie("bahasa", "en")
    assert f"/{command.english} " in kasi.read(f"/meja/{number}") and f"(/{command.name})" in kasi.page
    assert f"/{command.english} " in kasi.read("/meja") and f"(/{command.name})" in kasi.page
    answers = []
    for name in (command.english, command.name):
        kasi.send(f"/meja/{number}/message", of=f"/meja/{number}", text=f"/{name}")
        answers.append((kasi.status, "is no command" in kasi.page))
    assert answers == [(422, False)] * 2, "both are known, and both lack their words"


def test_an_english_command_does_its_act_and_is_none_where_nobody_reads_english(
    desk: Desk, number: str
) -> None:
    page = typed(desk, number, "/note Kunci di pos.").page
    assert "/note bukan perintah" in page and "/catat" in page and "/ask" not in page
    kasi = desk.visitor("kasi")
    kasi.client.set_cookie("bahasa", "en")
    kasi.send(f"/meja/{number}/message", of=f"/meja/{number}", text="/note Kunci di pos.")
    assert kasi.status == 303 and "Kunci di pos." in kasi.read(f"/meja/{number}")
    page = kasi.send(f"/meja/{number}/message", of=f"/meja/{number}", text="/tell Halo")
    assert kasi.status == 422 and "/tell is no command" in page and "/ask" in page and "/tanya" in page


def test_a_template_that_was_meant_and_not_found_never_reaches_the_citizen(desk: Desk, number: str) -> None:
    before = said(desk)
    page = typed(desk, number, ";jadwal Truk datang besok.").page
    assert "“;jadwal” bukan templat" in page and ";jadwal Truk datang besok." in page
    assert said(desk) == before
    assert typed(desk, number, "Besok; ;) sampai jumpa.").status == 303
