"""No form of desk and account loses what was typed, and none does its act twice."""

from __future__ import annotations

from collections import deque

import pytest
from flask import Flask
from sqlalchemy import func, select

from complaints_service import clock, db
from complaints_service.audit.models import AuditEvent
from complaints_service.edge.resources import KEY
from complaints_service.jobs.linking import PostRoom
from complaints_service.notify.models import Outbox
from complaints_service.notify.officers.chat import offer_link
from complaints_service.notify.routes import open_route
from complaints_service.notify.senders import LetterRefused
from config.rulebook import Rulebook
from tests.services.post import Postman, run
from tests.support.forms import Desk, Form, browser_would_send, check_nothing_is_lost_or_done_twice
from tests.support.open_forms import OpenForm, check_an_open_form
from tests.support.visitors import Visitor, when
from tests.support.world import open_office

NOW = when("Tue 2026-11-24 14:05")
SARI = "sari@contoh.example"

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def desk(app: Flask, rulebook: Rulebook, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    engine = app.extensions[KEY].engine
    made = open_office(engine, rulebook)
    with db.writing(engine) as session:
        for route in ("email", "telegram"):
            open_route(session, route=route, now=NOW)
    return Desk(app, made, NOW)


@pytest.mark.parametrize("decision", ["lagi", "biarkan"])
def test_deciding_on_a_letter(app: Flask, desk: Desk, decision: str) -> None:
    service = app.extensions[KEY]
    desk.office.complain(now=NOW, email=SARI)
    room = PostRoom.of(service.engine, service.rulebook, service.settings)
    run(room, Postman(answers=deque([LetterRefused("looks like an advertisement")])), NOW)
    with db.reading(desk.office.engine) as session:
        letter = session.scalars(select(Outbox.id)).one()
    check_nothing_is_lost_or_done_twice(desk, Form("meja", "/kiriman", f"/kiriman/{letter}/{decision}"))


ACTS = {
    "message": ("message", {"text": "Kami datang besok.", "message_act": "progress"}),
    "inline": ("message", {"text": "Kami datang besok."}),
    "note": ("note", {"text": "Pakai truk kecil."}),
    "reject": ("reject", {"reason": "not_ours", "text": "Ini saluran provinsi."}),
    "classify": (
        "classify",
        {"category": "jalan_rusak", "kind": "complaint", "reason": "Jalannya yang berlubang."},
    ),
}


@pytest.mark.parametrize("name", sorted(ACTS))
def test_an_act(desk: Desk, name: str) -> None:
    code, typed = ACTS[name]
    page = f"/meja/{desk.office.complain(now=NOW).number}"
    action = f"{page}/{code}"
    check_nothing_is_lost_or_done_twice(
        desk, Form("rina", page if name == "inline" else action, action, typed)
    )


def looks(desk: Desk) -> int:
    with db.reading(desk.office.engine) as session:
        viewed = select(func.count()).select_from(AuditEvent).where(AuditEvent.kind == "identity.viewed")
        return session.scalar(viewed) or 0


def test_each_press_that_shows_who_complained_is_recorded(desk: Desk) -> None:
    number = desk.office.complain(now=NOW, email=SARI, name="Sari", privacy="confidential").number
    page = f"/meja/{number}"
    rina = desk.visitor("rina")
    rina.send_expired(f"{page}/pelapor", of=page, purpose="Menanyakan tempatnya.")
    assert rina.status == 403 and "masih ada" in rina.page and SARI not in rina.page and looks(desk) == 0
    data = browser_would_send(rina.raw, f"{page}/pelapor")
    for press in (1, 2):
        rina._took(rina.client.post(f"{page}/pelapor", data=data))
        assert rina.status == 200 and SARI in rina.page and looks(desk) == press


def offered(desk: Desk) -> Visitor:
    """Rina's browser, where a chat that sent its code waits for a yes."""
    rina = desk.visitor("rina")
    rina.send("/telegram/kode", of="/telegram")
    code = rina.raw.split('class="num pre">')[1].split("<")[0]
    with db.writing(desk.office.engine) as session:
        assert offer_link(session, route="telegram", chat="77", name="Rina", code=code, now=NOW) == "offered"
    return rina


@pytest.mark.parametrize("word", ["hubungkan", "tolak"])
def test_a_yes_or_no_to_a_chat(desk: Desk, word: str) -> None:
    """It belongs to the browser session that made the code: after another sign-in there is nothing to say."""
    check_an_open_form(offered(desk), OpenForm("/telegram", f"/telegram/{word}"))


def test_unlinking_a_chat(desk: Desk) -> None:
    offered(desk).send("/telegram/hubungkan", of="/telegram")
    check_nothing_is_lost_or_done_twice(desk, Form("rina", "/telegram", "/telegram/lepas"))


def test_a_code_is_shown_once_and_a_stale_form_makes_none(desk: Desk) -> None:
    rina = desk.visitor("rina")
    rina.send_expired("/telegram/kode", of="/telegram")
    assert rina.status == 403 and "Kode Anda" not in rina.page and "masih ada" in rina.page
    rina.send("/telegram/kode")
    assert rina.status == 200 and "Kode Anda" in rina.page
    assert "Kode Anda" not in rina.read("/telegram")
