"""By the doors of programs too: an address is asked first, and a merged citizen's words reach the office. Both databases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from complaints_service import db
from complaints_service.edge.resources import KEY, Service
from complaints_service.jobs.linking import PostRoom
from complaints_service.notify.routes import open_route
from complaints_service.notify.senders import Letter
from complaints_service.tickets import queries
from complaints_service.tickets.ledger.models import Complaint
from complaints_service.tickets.ledger.numbers import secret_digest
from complaints_service.tickets.queries import TicketView
from config.rulebook import Rulebook
from tests.bots.talking import bot_key
from tests.services.post import Postman, minutes, run
from tests.support import world
from tests.support.visitors import Visitor
from tests.support.world import Office, open_office

NOW = datetime(2026, 11, 19, 2, 3, tzinfo=UTC)  # Thursday 09:03 in Medan
CHAT = 7_000_000_001
SARI = "sari@contoh.example"
REPORT: dict[str, Any] = {
    "text": "Parit tumpat di Gang Contoh.", "privacy": "confidential", "kelurahan": "12.71.12.1002"
}  # fmt: skip


@pytest.fixture
def service(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Service:
    found: Service = app.extensions[KEY]
    monkeypatch.setattr("complaints_service.clock.now", lambda: NOW)
    monkeypatch.setattr(world, "TRACKING_KEY", found.settings.tracking_key)
    return found


@pytest.fixture
def office(service: Service, rulebook: Rulebook) -> Office:
    made = open_office(service.engine, rulebook)
    with db.writing(service.engine) as session:
        for route in ("email", "telegram"):
            open_route(session, route=route, now=NOW)
    return made


@pytest.fixture
def room(service: Service, office: Office) -> PostRoom:
    return PostRoom.of(service.engine, service.rulebook, service.settings)


@pytest.fixture
def step(service: Service, office: Office, client: FlaskClient) -> Callable[..., Any]:
    headers = {"Authorization": f"Bearer {bot_key(service.engine, NOW)}"}

    def do(update_id: int, version: int, **more: Any) -> Any:
        body = {"bot": "123", "update_id": update_id, "version": version, "draft": {}, **more}
        return client.post(f"/api/v1/chats/telegram/{CHAT}/steps", json=body, headers=headers)

    return do


def to_sari(room: PostRoom) -> list[Letter]:
    return [letter for letter in run(room, Postman(), NOW) if letter.address == SARI]


def test_the_api_says_that_the_address_is_asked_first(
    client: FlaskClient, office: Office, room: PostRoom
) -> None:
    body = {**REPORT, "reporter": {"email": SARI}}
    headers = {"Idempotency-Key": "sari-1"}
    first = client.post("/api/v1/complaints", json=body, headers=headers)
    assert (first.status_code, first.json["news_by_email"]) == (201, "waiting")
    again = client.post("/api/v1/complaints", json=body, headers=headers)
    assert (again.status_code, again.json) == (200, first.json)
    assert [letter.kind for letter in to_sari(room)] == ["confirm_route"]
    assert "news_by_email" not in client.post("/api/v1/complaints", json=REPORT).json


def test_the_page_says_it_on_the_receipt_and_forms_ask_as_well(
    client: FlaskClient, office: Office, room: PostRoom
) -> None:
    visitor = Visitor(client)
    told = []
    for _ in range(4):
        form = {
            "text": REPORT["text"],
            "kelurahan": REPORT["kelurahan"],
            "privacy": "confidential",
            "email": SARI,
            "about_office": "no",
        }
        visitor.send("/lapor", of="/lapor", **form)
        assert visitor.status == 303
        told.append("satu surat persetujuan" in visitor.read(visitor.location))
    assert told == [True, True, True, False]
    assert "sudah tiga kali ditanyai" in visitor.page and SARI not in visitor.page.split("<main")[1]
    assert [letter.kind for letter in to_sari(room)] == ["confirm_route"] * 3


def test_an_address_told_in_a_chat_is_asked_too(
    step: Callable[..., Any], office: Office, room: PostRoom
) -> None:
    done = step(10, 0, submit={**REPORT, "reporter": {"email": SARI}})
    assert done.status_code == 201, done.json
    assert [letter.kind for letter in to_sari(room)] == ["confirm_route"]


def test_what_a_chat_hears_of_its_new_report_is_its_receipt_and_later_news_only_read(
    step: Callable[..., Any], service: Service, office: Office, room: PostRoom
) -> None:
    button = [[{"label": "Buka", "page": "tracking"}]]
    number = step(
        10, 0, submit=REPORT, replies=[{"text": "{number} {link}", "fill": True, "buttons": button}]
    ).json["number"]
    with db.reading(service.engine) as session:
        digest = session.scalars(select(Complaint.secret_digest).where(Complaint.number == number)).one()
    chat = Postman(route="telegram")
    office.act("kasi", number, "message", text="Kami datang.", now=NOW)
    receipt, news = run(room, chat, NOW)
    assert receipt.link is not None and news.link is not None and receipt.link != news.link
    assert secret_digest(receipt.link.rpartition("/")[2]) == digest
    assert secret_digest(news.link.rpartition("/")[2]) != digest


# -- merged --------------------------------------------------------------------------------------------


def merged(office: Office, number: str) -> str:
    """The earlier report that this one goes into."""
    survivor = office.complain(now=NOW - minutes(60)).number
    office.act("kasi", number, "merge", into=survivor, reason="Sama.", now=NOW)
    return survivor


def desk(office: Office, number: str) -> TicketView:
    with db.reading(office.engine) as session:
        rights = office.rights("kasi")
        return queries.for_officer(session, number=number, rights=rights, now=NOW, rulebook=office.rulebook)


def said(view: TicketView) -> list[str]:
    return [message.text for message in view.messages if message.act == "from_merged"]


def test_by_the_api_a_merged_citizen_writes_and_disputes(client: FlaskClient, office: Office) -> None:
    mine = client.post("/api/v1/complaints", json=REPORT).json
    survivor = merged(office, mine["number"])
    headers = {"Authorization": f"Tracking {mine['secret']}"}
    here = f"/api/v1/complaints/{mine['number']}"
    assert client.get(here, headers=headers).json["next"] == ["write"]
    sent = client.post(f"{here}/messages", json={"text": "Di sini juga."}, headers=headers)
    assert (sent.status_code, sent.json["status"]) == (201, "merged")
    office.act("kasi", survivor, "resolve", text="Beres.", now=NOW)
    assert client.get(here, headers=headers).json["next"] == ["write", "object"]
    no = {"accepted": False, "comment": "Di gang saya belum."}
    assert client.post(f"{here}/resolution", json=no, headers=headers).status_code == 201
    view = desk(office, survivor)
    assert said(view) == ["Di sini juga.", "Di gang saya belum."] and view.ticket.state == "resolved"
    yes = client.post(f"{here}/resolution", json={"accepted": True}, headers=headers)
    assert yes.status_code == 409, "another citizen judges it"


def test_in_a_chat_a_merged_citizen_writes_and_disputes(step: Callable[..., Any], office: Office) -> None:
    number = step(10, 0, submit=REPORT).json["number"]
    survivor = merged(office, number)
    assert step(11, 1, messages=[{"number": number, "text": "Di sini juga."}]).status_code == 201
    office.act("kasi", survivor, "resolve", text="Beres.", now=NOW)
    answer = step(12, 2, acts=[{"act": "dispute", "number": number, "text": "Belum di sini."}])
    assert answer.status_code == 201, answer.json
    assert said(desk(office, survivor)) == ["Di sini juga.", "Belum di sini."]


def test_on_the_page_a_merged_citizen_writes_and_disputes(client: FlaskClient, office: Office) -> None:
    done = office.complain(now=NOW)
    survivor = merged(office, done.number)
    citizen = Visitor(client)
    citizen.read(f"/lacak/{done.secret}")
    here = f"/laporan/{done.number}"
    citizen.send(f"{here}/pesan", of=here, text="Di sini juga.")
    assert citizen.status == 303
    assert "Di sini juga." in citizen.read(here) and "Kirim keberatan" not in citizen.page
    office.act("kasi", survivor, "resolve", text="Beres.", now=NOW)
    citizen.send(f"{here}/penilaian", of=here, comment="Belum di sini.")
    assert citizen.status == 303
    assert said(desk(office, survivor)) == ["Di sini juga.", "Belum di sini."]
    office.citizen(survivor, "accept", now=NOW)
    assert f'action="{here}/pesan"' not in citizen.read(here)
