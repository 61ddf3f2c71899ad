"""Every door to who complained, and every place where a name could lie in the open. Both databases."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from complaints_service import clock, db
from complaints_service.accounts.service import grant_role
from complaints_service.audit.models import AuditEvent
from complaints_service.db import Base
from complaints_service.edge.resources import KEY, Service
from complaints_service.jobs.linking import PostRoom
from complaints_service.notify.routes import open_route
from config.rulebook import Rulebook
from tests.bots.talking import bot_key
from tests.services.post import Postman, run
from tests.support.both import ON_BOTH
from tests.support.keys import bearer
from tests.support.visitors import Visitor
from tests.support.world import SETUP, Office, open_office

pytestmark = ON_BOTH

NOW = datetime(2026, 11, 19, 2, 3, tzinfo=UTC)  # Thursday 09:03 in Medan
NAME, PHONE, MAIL, CHAT = "Butet Kenari", "081298765431", "butet.kenari@contoh.example", 7_000_000_093
#: None of these may be found anywhere but sealed.
CANARIES = (NAME, "Kenari", PHONE, MAIL, "butet.kenari", str(CHAT))
WHO = {"name": NAME, "phone": PHONE, "email": MAIL}
REPORT: dict[str, Any] = {
    "text": "Parit tumpat di Gang Contoh.", "privacy": "confidential", "kelurahan": "12.71.12.1002",
    "about_office": "no",
}  # fmt: skip


@pytest.fixture
def service(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Service:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    found: Service = app.extensions[KEY]
    return found


@pytest.fixture
def office(service: Service, rulebook: Rulebook) -> Office:
    made = open_office(service.engine, rulebook)
    with db.writing(service.engine) as session:
        for route in ("email", "telegram"):
            open_route(session, route=route, now=NOW)
    return made


@pytest.fixture
def device(app: Flask) -> Callable[[], Visitor]:
    return lambda: Visitor(app.test_client())


def looks(office: Office) -> list[tuple[str, str, str]]:
    with db.reading(office.engine) as session:
        found = session.scalars(
            select(AuditEvent).where(AuditEvent.kind == "identity.viewed").order_by(AuditEvent.id)
        )
        return [(each.actor, each.subject, each.data["purpose"]) for each in found]


def ask(client: FlaskClient, number: str, headers: dict[str, str], **body: Any) -> tuple[int, Any]:
    answer = client.post(f"/api/v1/tickets/{number}/reporter", json=body, headers=headers)
    return answer.status_code, answer.get_json()


@pytest.mark.parametrize("privacy", ["open", "confidential"])
def test_the_api_shows_who_complained_only_to_who_says_what_for(
    client: FlaskClient, office: Office, privacy: str
) -> None:
    numbers = [office.complain(now=NOW, privacy=privacy, **WHO).number for _ in range(3)]
    reading = bearer(office, "kasi", "read", now=NOW)
    for number in numbers:
        told = client.get(f"/api/v1/tickets/{number}", headers=reading)
        assert told.status_code == 200 and "reporter" not in told.get_json()
        assert not [each for each in CANARIES if each in told.get_data(as_text=True)]
    assert looks(office) == []
    opening = bearer(office, "kasi", "reporter", now=NOW)
    assert ask(client, numbers[0], reading, purpose="Menanyakan tempatnya.")[0] == 403
    for wrong in ({}, {"purpose": " "}, {"purpose": "x" * 201}, {"purpose": 7}):
        assert ask(client, numbers[0], opening, **wrong)[0] == 422
    assert looks(office) == []
    for number in numbers:
        status, found = ask(client, number, opening, purpose="Menanyakan tempatnya.")
        assert status == 200 and found == {**WHO, "erased": False}
    kasi = f"person:{office.officers['kasi']}"
    assert looks(office) == [(kasi, f"ticket:{number}", "Menanyakan tempatnya.") for number in numbers]


@pytest.mark.parametrize(
    ("privacy", "login"), [("confidential", "hasan"), ("anonymous", "kasi"), ("open", "trantib")]
)
def test_who_may_not_know_is_told_nothing_and_nothing_is_recorded(
    client: FlaskClient, office: Office, privacy: str, login: str
) -> None:
    said = {} if privacy == "anonymous" else WHO
    number = office.complain(now=NOW, privacy=privacy, **said).number
    assert ask(client, number, bearer(office, login, "reporter", now=NOW), purpose="Ingin tahu.")[0] == 404
    assert looks(office) == []


def test_the_citizen_reads_who_looked_by_office_when_and_what_for(
    client: FlaskClient, device: Callable[[], Visitor], office: Office, service: Service
) -> None:
    key = {"Idempotency-Key": "kenari-1"}
    made = client.post("/api/v1/complaints", json={**REPORT, "reporter": WHO}, headers=key).get_json()
    citizen, page = device(), f"/laporan/{made['number']}"
    citizen.read(f"/lacak/{made['secret']}")
    assert "dilihat" not in citizen.read(page)
    for purpose in ("Menanyakan tempatnya.", "Memberi tahu jadwal."):
        desk = f"/meja/{made['number']}"
        assert NAME in device().sign_in(office, "rina", NOW).send(f"{desk}/pelapor", of=desk, purpose=purpose)
    seen = citizen.read(page)
    assert "Nama Anda dilihat 2 kali" in seen and "Rina" not in seen
    assert "Menanyakan tempatnya." in seen and "Memberi tahu jadwal." in seen and "09.03" in seen


def test_auditors_read_every_look_and_are_told_of_too_many(
    client: FlaskClient, device: Callable[[], Visitor], office: Office, service: Service
) -> None:
    with db.writing(office.engine) as session:
        account = office.accounts["trantib"]
        grant_role(session, account_id=account, role="auditor", unit_id=None, now=NOW, actor=SETUP)
    number = office.complain(now=NOW, privacy="confidential", **WHO).number
    opening = bearer(office, "rina", "reporter", now=NOW)
    auditor = device().sign_in(office, "trantib", NOW)
    for _look in range(20):
        ask(client, number, opening, purpose="Menanyakan tempatnya.")
    assert "Lebih dari 20 kali" not in auditor.read("/audit/identitas")
    assert "membuka identitas lebih sering" not in auditor.read("/menunggu")
    ask(client, number, opening, purpose="Sekali lagi.")
    page = auditor.read("/audit/identitas")
    assert "Rina Contoh: 21 kali" in page and "Sekali lagi." in page and number in page and NAME not in page
    assert "membuka identitas lebih sering" in auditor.read("/menunggu")
    rina = device().sign_in(office, "rina", NOW)
    rina.read("/audit/identitas")
    assert rina.status == 404


def stored(service: Service) -> Iterator[tuple[str, str]]:
    """Every row of every table as text; on SQLite the files as they lie there, too."""
    with db.reading(service.engine) as session:
        for table in Base.metadata.sorted_tables:
            for row in session.execute(select(table)):
                yield table.name, repr(row)
    if service.engine.dialect.name == "sqlite":
        with service.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        database = Path(str(service.engine.url.database))
        for path in sorted(database.parent.glob(f"{database.name}*")):
            yield path.name, path.read_bytes().decode("latin-1")


def test_no_name_lies_anywhere_in_the_open(
    client: FlaskClient,
    office: Office,
    service: Service,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    by_page = Visitor(client)
    by_page.read("/lapor")
    by_page.send("/lapor", **REPORT, **WHO)
    assert by_page.status == 303
    made = client.post(
        "/api/v1/complaints", json={**REPORT, "reporter": WHO}, headers={"Idempotency-Key": "kenari-2"}
    ).get_json()
    hearing = {"Authorization": f"Bearer {bot_key(service.engine, NOW)}"}
    told = {
        "version": 2, "id": "1", "pieces": [{"message": "1", "text": "Parit tumpat."}], "place": None, "address": None,
        "kelurahan": None, "category": None, "privacy": "confidential", "about_office": "no", "files": [],
        "contact": WHO, "language": "id",
    }  # fmt: skip
    path = f"/api/v1/chats/telegram/{CHAT}"
    replies = [{"text": "Sudah saya catat."}]
    step = {
        "bot": "123",
        "update_id": 1,
        "version": 0,
        "draft": {"report": told},
        "language": "id",
        "replies": replies,
    }
    first = client.post(f"{path}/steps", json=step, headers=hearing)
    assert first.status_code == 201, first.get_json()
    kept = client.get(path, headers=hearing).get_json()
    assert kept["draft"]["report"]["contact"] == WHO
    submit = {**REPORT, "reporter": WHO}
    sent = {
        "bot": "123",
        "update_id": 2,
        "version": kept["version"],
        "draft": {},
        "language": "id",
        "submit": submit,
    }
    second = client.post(f"{path}/steps", json=sent, headers=hearing)
    assert second.status_code == 201, second.get_json()
    room = PostRoom.of(service.engine, service.rulebook, service.settings)
    mails = run(room, Postman(), NOW)
    says = run(room, Postman(route="telegram"), NOW)
    assert MAIL in {letter.address for letter in mails} and {letter.address for letter in says} == {str(CHAT)}
    assert ask(client, made["number"], bearer(office, "kasi", "reporter", now=NOW), purpose="Menanyakan.")[1] == {
        **WHO, "erased": False
    }  # fmt: skip
    printed = capsys.readouterr()
    places = [
        *stored(service),
        ("logs", caplog.text + printed.out + printed.err),
        ("metrics", client.get("/metrics").get_data(as_text=True)),
    ]
    assert next(place for place, said in places if "Parit tumpat" in said) == "complaint", (
        "the words are found"
    )
    found = [(place, each) for place, said in places for each in CANARIES if each in said]
    assert found == []
