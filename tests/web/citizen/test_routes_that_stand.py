"""A way of news is offered, listed and written for only where a sender of this installation serves it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from complaints_service import clock, db
from complaints_service.intake.lost_link import ask_again
from complaints_service.notify.routes import close_route, open_route
from complaints_service.notify.service import Recipient, subscribe
from complaints_service.people.models import Officer
from tests.services.post import rows
from tests.support.visitors import Visitor
from tests.support.world import Office

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # Monday 09:00 in Medan
SARI = "sari@contoh.example"


@pytest.fixture
def office(office: Office, monkeypatch: pytest.MonkeyPatch) -> Office:
    """The test office, whose people have addresses; no route stands."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    with db.writing(office.engine) as session:
        session.execute(update(Officer).values(email="petugas@kantor.example"))
    return office


@pytest.fixture
def visitor(client: FlaskClient) -> Visitor:
    return Visitor(client)


def serve(office: Office, route: str, *, ends: bool = False) -> None:
    turn = close_route if ends else open_route
    with db.writing(office.engine) as session:
        turn(session, route=route, now=NOW)


#: Page -> what is offered there only while mail leaves the house.
OFFERED = {
    "/lapor": 'name="email"',
    "/masuk": "/sandi/lupa",
    "/sandi/lupa": 'action="/sandi/lupa"',
    "/lacak": 'action="/lacak"',
}


@pytest.mark.parametrize("path", OFFERED)
def test_mail_is_offered_only_while_it_leaves_the_house(visitor: Visitor, office: Office, path: str) -> None:
    assert OFFERED[path] not in visitor.read(path)
    serve(office, "email")
    assert OFFERED[path] in visitor.read(path)
    serve(office, "email", ends=True)
    assert OFFERED[path] not in visitor.read(path)


def test_telegram_is_offered_to_officers_only_where_it_stands(visitor: Visitor, office: Office) -> None:
    visitor.sign_in(office, "rina", NOW)
    assert "Buat kode" not in visitor.read("/telegram")
    assert "Kabar lewat Telegram" not in visitor.read("/kinerja")
    serve(office, "telegram")
    assert "Buat kode" in visitor.read("/telegram")
    assert "Kabar lewat Telegram" in visitor.read("/kinerja")


def test_a_way_whose_route_ended_is_told_so(visitor: Visitor, office: Office) -> None:
    serve(office, "email")
    done = office.complain(now=NOW, email=SARI)
    visitor.read(f"/lacak/{done.secret}")
    assert "sedang tidak dilayani" not in visitor.read(f"/laporan/{done.number}")
    serve(office, "email", ends=True)
    page = visitor.read(f"/laporan/{done.number}")
    assert "sedang tidak dilayani" in page and "Kirim tautan persetujuan" not in page


def test_no_letter_is_written_for_a_route_that_does_not_stand(visitor: Visitor, office: Office) -> None:
    """By intake, by acts, by rungs and links, to citizens and to officers."""
    number = office.complain(now=NOW, email=SARI).number
    with db.writing(office.engine) as session:
        subscribe(session, number=number, recipient=Recipient("telegram", "71", "id"), now=NOW)
        ask_again(session, typed=number, contact=SARI, now=NOW)
    office.act("kasi", number, "question", text="Di mana?", now=NOW)
    office.act("kasi", number, "handover", to="unit:TRANTIB", reason="Lebih dekat.", now=NOW)
    serve(office, "email")
    visitor.read("/sandi/lupa")
    serve(office, "email", ends=True)
    visitor.send("/sandi/lupa", login="rina")
    assert visitor.status == 303
    assert rows(office.engine) == []
    serve(office, "email")
    office.act("camat", number, "message", text="Sudah.", now=NOW + timedelta(minutes=1))
    assert [(row.kind, row.route) for row in rows(office.engine)] == [("answered", "email")]
