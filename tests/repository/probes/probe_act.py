"""An act of the office and one of the citizen's are known at every door."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from complaints_service import clock, db
from complaints_service.accounts.keys import NewKey, issue_key
from complaints_service.api.chats.schemas import ActSchema
from config.rulebook import Rulebook
from tests.support.visitors import Visitor, engine_of, when
from tests.support.world import SETUP, Office, open_office

NOW, ASKED = when("Tue 2026-11-24 14:05"), when("Tue 2026-11-24 13:05")

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def office(client: FlaskClient, rulebook: Rulebook, monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return open_office(engine_of(client), rulebook)


@pytest.fixture
def number(office: Office) -> str:
    """A ticket of Rina's."""
    return office.complain("Parit tumpat", now=ASKED).number


def test_it_has_a_button_and_a_page_with_a_form(office: Office, number: str, visitor: Visitor) -> None:
    rina = visitor.sign_in(office, "rina", NOW)
    here = f"/meja/{number}/put_off"
    assert "Tunda tiket" in rina.read(f"/meja/{number}")
    assert "Mengapa tiket ini ditunda?" in rina.read(here)
    rina.send(here)
    assert (rina.status, "Tulis alasannya." in rina.page) == (422, True)
    rina.send(here, of=here, reason="Menunggu alat.")
    assert rina.status == 303
    assert "Tiket ditunda." in rina.read(rina.location)


def test_it_has_an_address_and_a_description_of_its_own(
    client: FlaskClient, office: Office, number: str
) -> None:
    with db.writing(office.engine) as session:
        key = issue_key(
            session,
            account_id=office.accounts["rina"],
            new=NewKey(scopes=("read", "act")),
            now=NOW,
            actor=SETUP,
        )
    rina, path = {"Authorization": f"Bearer {key}"}, f"/api/v1/tickets/{number}"
    assert "put_off" in client.get(path, headers=rina).get_json()["acts"]
    refused = client.post(f"{path}/put-off", json={}, headers=rina)
    assert (refused.status_code, set(refused.get_json()["errors"])) == (422, {"reason"})
    done = client.post(f"{path}/put-off", json={"reason": "Menunggu alat."}, headers=rina)
    assert (done.status_code, done.get_json()["status"]) == (201, "open")

    told = client.get("/api/v1/openapi.json").get_json()
    operation = told["paths"]["/api/v1/tickets/{number}/put-off"]["post"]
    assert operation["summary"] == "A ticket is put off."
    body = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].rsplit("/", 1)[1]
    assert told["components"]["schemas"][body]["required"] == ["reason"]


def test_the_citizens_is_taken_from_a_chat(office: Office, number: str) -> None:
    ActSchema().load({"act": "cheer", "number": number})
    cheered = office.citizen(number, "cheer", now=NOW)
    assert [event.kind for event in cheered.events] == ["ticket.cheered"]
