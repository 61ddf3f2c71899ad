"""A walk through the service with the acts of test_one_place.py there, or gone; run in a copy of the tree."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from flask import Flask

from complaints_service import clock, db
from complaints_service.accounts.links import issue_api_token
from complaints_service.api.chats.schemas import ActSchema
from complaints_service.app import create_app
from complaints_service.edge.resources import KEY
from complaints_service.measurement.checks.verification import verify
from complaints_service.tickets.acts.registry import ACTS
from complaints_service.tickets.ledger.kinds import KINDS
from config.loading import load_rulebook
from config.settings import load_settings
from tests.support.databases import Databases
from tests.support.visitors import Visitor, when
from tests.support.world import SETUP, Office, open_office

ROOT = Path(__file__).resolve().parents[2]
NOW, ASKED = when("Tue 2026-11-24 14:05"), when("Tue 2026-11-24 13:05")


def there(app: Flask, office: Office) -> None:
    """Every door knows the new acts, and everybody reads of the new kinds."""
    client, number = app.test_client(), office.complain("Parit tumpat", now=ASKED).number
    rina = Visitor(client).sign_in(office, "rina", NOW)
    here = f"/meja/{number}/put_off"
    assert "Tunda tiket" in rina.read(f"/meja/{number}"), "no button"
    assert "Mengapa tiket ini ditunda?" in rina.read(here), "no page"
    rina.send(here)
    assert (rina.status, "Tulis alasannya." in rina.page) == (422, True), "the form does not check its field"
    rina.send(here, of=here, reason="Menunggu alat.")
    assert rina.status == 303, rina.page
    page = rina.read(rina.location)
    assert "Tiket ditunda." in page
    assert "Rina Contoh menunda tiket ini: “Menunggu alat”" in page, "no sentence"
    assert "ditunda" in page, "no mark on the clock"

    rina_program = _bearer(office, "rina")
    path = f"/api/v1/tickets/{number}"
    told = client.get(path, headers=rina_program).get_json()
    assert "put_off" in told["acts"]
    assert "ticket.put_off" in [event["kind"] for event in told["events"]]
    done = client.post(f"{path}/put-off", json={"reason": "Lagi."}, headers=rina_program)
    assert (done.status_code, done.get_json()["status"]) == (201, "open")
    refused = client.post(f"{path}/put-off", json={}, headers=rina_program)
    assert (refused.status_code, set(refused.get_json()["errors"])) == (422, {"reason"})

    described = client.get("/api/v1/openapi.json").get_json()
    operation = described["paths"]["/api/v1/tickets/{number}/put-off"]["post"]
    assert operation["summary"] == "A ticket is put off."
    body = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].rsplit("/", 1)[1]
    assert described["components"]["schemas"][body]["required"] == ["reason"]

    ActSchema().load({"act": "cheer", "number": number})
    cheered = office.citizen(number, "cheer", now=NOW)
    assert [event.kind for event in cheered.events] == ["ticket.cheered"]
    assert cheered.ticket.priority == "high", "the kind is not folded into the ticket"
    assert "disemangati" in rina.read(f"/meja/{number}")
    with db.reading(office.engine) as session:
        found = verify(session, now=NOW, rulebook=office.rulebook)
    assert not found, "the ledger's own checks do not know the act"


def gone(app: Flask, office: Office) -> None:
    """No door knows them any more."""
    assert not {"put_off", "cheer"} & ACTS.keys()
    assert not {"ticket.put_off", "ticket.cheered"} & KINDS.keys()
    client = app.test_client()
    number = office.complain("Parit tumpat", now=ASKED).number
    rina = Visitor(client).sign_in(office, "rina", NOW)
    assert "Tunda tiket" not in rina.read(f"/meja/{number}")
    rina.read(f"/meja/{number}/put_off")
    assert rina.status == 404
    sent = client.post(f"/api/v1/tickets/{number}/put-off", json={}, headers=_bearer(office, "rina"))
    assert sent.status_code == 404


def _bearer(office: Office, login: str) -> dict[str, str]:
    with db.writing(office.engine) as session:
        key = issue_api_token(session, account_id=office.accounts[login], scope="desk", now=NOW, actor=SETUP)
    return {"Authorization": f"Bearer {key}"}


def main(what: str) -> None:
    """Builds the office on a database of its own, and walks."""
    clock.now = lambda: NOW
    with tempfile.TemporaryDirectory() as folder:
        databases = Databases(Path(folder))
        environ = {
            "TANGGAP_DATABASE_URL": databases.fresh("sqlite"),
            "TANGGAP_SECRET_KEY": "a-secret-of-the-tests-" * 2,
            "TANGGAP_TRACKING_KEY": "a-tracking-key-of-the-tests-" * 2,
            "TANGGAP_RULEBOOK": str(ROOT / "config" / "marelan"),
            "TANGGAP_RATE_LIMITS": "0",
        }
        rulebook = load_rulebook(ROOT / "config" / "marelan")
        app = create_app(load_settings(environ, Path(folder)), rulebook)
        engine = app.extensions[KEY].engine
        try:
            {"there": there, "gone": gone}[what](app, open_office(engine, rulebook))
        finally:
            engine.dispose()
            databases.close()


if __name__ == "__main__":
    main(sys.argv[1])
