"""An answer on its way: shown with a button for half a minute, read by nobody else, taken back with its words."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from complaints_service import clock, db
from complaints_service.edge.resources import KEY
from complaints_service.tickets.ledger.models import Message, Ticket
from complaints_service.tickets.unsent.models import UnsentLetter
from config.rulebook import Rulebook
from tests.support.forms import Desk
from tests.support.visitors import Visitor, when
from tests.support.world import open_office

NOW = when("Tue 2026-11-24 14:05")
WORDS = "Truk datang besok pagi."

# What is held and let go is asked on both databases by the service's own tests.
pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def desk(app: Flask, rulebook: Rulebook, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return Desk(app, open_office(app.extensions[KEY].engine, rulebook), NOW)


@pytest.fixture
def number(desk: Desk) -> str:
    made = desk.office.complain("Sampah menumpuk di Gang 3", category="sampah", now=NOW).number
    with db.reading(desk.office.engine) as session:
        holder = session.scalar(select(Ticket.holder_officer_id).where(Ticket.number == made))
    if holder != desk.office.officers["rina"]:
        desk.office.act(
            "kasi", made, "assign", to=f"person:{desk.office.officers['rina']}", reason="x", now=NOW
        )
    return made


def pressed(desk: Desk, number: str, **typed: str) -> Visitor:
    """Rina sends from the ticket's own page, as her browser does."""
    rina = desk.visitor("rina")
    sent = {"text": WORDS, **typed}
    rina.send(f"/meja/{number}/message", of=f"/meja/{number}", **sent)
    assert rina.status == 303, rina.page
    return rina


def later(monkeypatch: pytest.MonkeyPatch, seconds: int) -> datetime:
    at = NOW + timedelta(seconds=seconds)
    monkeypatch.setattr(clock, "now", lambda: at)
    return at


def said(desk: Desk) -> int:
    with db.reading(desk.office.engine) as session:
        return session.scalar(select(func.count()).select_from(Message).where(Message.text == WORDS)) or 0


def letter_of(desk: Desk) -> str:
    with db.reading(desk.office.engine) as session:
        letter, number = session.execute(
            select(UnsentLetter.id, Ticket.number).join(Ticket, Ticket.id == UnsentLetter.ticket_id)
        ).one()
    return f"/meja/{number}/urungkan/{letter}"


def test_it_stands_above_the_ticket_and_the_list_and_nobody_else_reads_it(
    desk: Desk, number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rina = pressed(desk, number)
    for page in (f"/meja/{number}", "/meja?view=mine"):
        assert f"{number}: terkirim dalam 30 detik." in rina.read(page) and WORDS in rina.page
    kasi = desk.visitor("kasi")
    assert WORDS not in kasi.read(f"/meja/{number}") and said(desk) == 0
    later(monkeypatch, 31)
    assert WORDS in kasi.read(f"/meja/{number}"), "whoever looks first lets it leave"
    assert said(desk) == 1 and "terkirim dalam" not in rina.read(f"/meja/{number}")


def test_it_is_taken_back_and_stands_in_the_box_again(desk: Desk, number: str) -> None:
    rina = pressed(desk, number)
    rina.send(letter_of(desk), of=f"/meja/{number}")
    assert rina.location == f"/meja/{number}#jawab"
    page = rina.read(f"/meja/{number}")
    assert "Diurungkan: warga tidak menerima apa pun." in page and WORDS in page
    assert said(desk) == 0


def test_a_question_taken_back_stands_in_the_box_as_the_command_it_is_there(desk: Desk, number: str) -> None:
    rina = desk.visitor("rina")
    rina.send(f"/meja/{number}/question", of=f"/meja/{number}/question", text=WORDS)
    rina.send(letter_of(desk), of=f"/meja/{number}")
    assert f"/tanya {WORDS}" in rina.read(f"/meja/{number}")


def test_too_late_says_so(desk: Desk, number: str, monkeypatch: pytest.MonkeyPatch) -> None:
    rina = pressed(desk, number)
    address = letter_of(desk)
    rina.read(f"/meja/{number}")
    later(monkeypatch, 30)
    rina.send(address)
    assert rina.status == 409 and "Sudah terkirim" in rina.page


def test_what_is_not_ones_own_cannot_be_told_from_what_is_not_there(desk: Desk, number: str) -> None:
    pressed(desk, number)
    address, kasi = letter_of(desk), desk.visitor("kasi")
    kasi.read(f"/meja/{number}")
    token, answers = kasi._form(f"/meja/{number}/message"), []
    for wanted in (address, address + "9"):
        kasi._took(kasi.client.post(wanted, data={"csrf_token": token["csrf_token"]}))
        answers.append((kasi.status, "Sudah terkirim" in kasi.page, WORDS in kasi.page))
    assert answers == [(409, True, False)] * 2


def test_it_counts_from_its_own_instant_whoever_let_it_leave(
    desk: Desk, number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pressed(desk, number)
    later(monkeypatch, 40)
    desk.visitor("kasi").read(f"/meja/{number}")
    with db.reading(desk.office.engine) as session:
        [at] = session.scalars(select(Message.at).where(Message.text == WORDS))
    assert at == NOW + timedelta(seconds=30), "not when somebody looked"
