"""The API describes itself: every route, who may call it, what it takes and what it answers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from complaints_service import clock, db
from complaints_service.accounts.keys import NewKey, issue_key
from complaints_service.api import answers
from complaints_service.edge.input.act_schemas import schema_of
from complaints_service.edge.input.schemas import ComplaintSchema
from complaints_service.tickets.acts.registry import ACTS, ADDRESSES
from config.rulebook import Rulebook
from tests.support.visitors import engine_of, when
from tests.support.world import SETUP, Office, open_office

NOW = when("Tue 2026-11-24 14:05")

# What the API says of itself does not depend on the database.
pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def told(client: FlaskClient) -> dict[str, Any]:
    return client.get("/api/v1/openapi.json").get_json()


@pytest.fixture
def office(client: FlaskClient, rulebook: Rulebook, monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return open_office(engine_of(client), rulebook)


def operations(told: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [
        (f"{method} {path}", operation)
        for path, by_method in told["paths"].items()
        for method, operation in by_method.items()
    ]


def resolved(told: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    return told["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]] if "$ref" in schema else schema


def body_of(told: dict[str, Any], path: str) -> dict[str, Any]:
    content = told["paths"][path]["post"]["requestBody"]["content"]
    return resolved(told, content["application/json"]["schema"])


def api_rules(app: Flask) -> list[Any]:
    return [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/api/v1/")]


def test_every_route_of_the_api_is_described(client: FlaskClient, told: dict[str, Any]) -> None:
    assert told["openapi"] == "3.1.0"
    rules = api_rules(client.application)
    one_per_act = len(ADDRESSES) - 1
    assert len(operations(told)) == len(rules) + one_per_act
    for where, operation in operations(told):
        assert operation["summary"], f"{where} says nothing of itself"
        assert operation["security"], f"{where} does not say who may call it"
        if "*/*" in operation["responses"]["200"]["content"]:
            continue  # a file
        done = operation["responses"]["200"]["content"]["application/json"]["schema"]
        assert where.endswith("openapi.json") or resolved(told, done)["properties"], f"{where} answers what?"
        named = {each["name"] for each in operation["parameters"] if each["in"] == "path"}
        assert named == {part[1:-1] for part in where.split("/") if part.startswith("{")}


def test_a_complaint_s_fields_are_those_of_its_schema(told: dict[str, Any]) -> None:
    schema = body_of(told, "/api/v1/complaints")
    assert set(schema["properties"]) == set(ComplaintSchema().fields)
    assert set(schema["required"]) == {"text", "privacy"}


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_act_on_a_ticket_has_its_own_fields(told: dict[str, Any], address: str) -> None:
    act, path = ADDRESSES[address], f"/api/v1/tickets/{{number}}/{address}"
    schema = body_of(told, path)
    needed = {rule.wire for rule in act.rules.values() if rule.required}
    assert set(schema["properties"]) == {rule.wire for rule in act.rules.values()}
    assert set(schema.get("required", ())) == needed
    assert told["paths"][path]["post"]["summary"] == act.meaning
    assert {each["name"] for each in told["paths"][path]["post"]["parameters"]} == {
        "number",
        "Idempotency-Key",
    }


def test_a_choice_is_described_with_its_values(told: dict[str, Any]) -> None:
    reject = body_of(told, "/api/v1/tickets/{number}/reject")["properties"]["reason"]
    assert {"spam", "not_ours"} <= set(reject["enum"])
    contest = body_of(told, "/api/v1/tickets/{number}/contest")["properties"]
    assert (contest["from"]["type"], contest["from"]["format"]) == ("string", "date-time")


def test_no_two_acts_take_the_same_field_as_different_things(backend: str) -> None:
    kinds: dict[str, set[type]] = {}
    for act in ACTS.values():
        for field in schema_of(act).fields.values():
            kinds.setdefault(str(field.data_key), set()).add(type(field))
    assert {name for name, found in kinds.items() if len(found) > 1} == set()


def test_real_answers_are_as_described(client: FlaskClient, office: Office) -> None:
    """Every member that is answered is described, and every one described as always there is answered."""
    complaint = {"text": "Parit tumpat di Gang Contoh.", "kelurahan": "12.71.12.1002", "privacy": "open"}
    receipt = client.post("/api/v1/complaints", json=complaint).get_json()
    answers.ReceiptAnswer().load(receipt)
    number, citizen = receipt["number"], {"Authorization": f"Tracking {receipt['secret']}"}
    with db.writing(office.engine) as session:
        key = issue_key(
            session,
            account_id=office.accounts["rina"],
            new=NewKey(scopes=("read", "act", "figures")),
            now=NOW,
            actor=SETUP,
        )
    rina = {"Authorization": f"Bearer {key}"}
    asked = client.post(f"/api/v1/tickets/{number}/questions", json={"text": "Di mana?"}, headers=rina)
    answers.DoneAnswer().load(asked.get_json())
    said = client.post(f"/api/v1/complaints/{number}/messages", json={"text": "Di sini."}, headers=citizen)
    answers.CitizenDoneAnswer().load(said.get_json())
    span = {
        "from": NOW.isoformat(),
        "until": (NOW + timedelta(minutes=1)).isoformat(),
        "reason": "Bukan saya.",
    }
    office_now = NOW + timedelta(minutes=5)
    office.act("hasan", number, "request_handover", reason="Saya di lokasi.", now=office_now)
    client.post(f"/api/v1/tickets/{number}/contest", json=span, headers=rina)
    answers.TrackedAnswer().load(client.get(f"/api/v1/complaints/{number}", headers=citizen).get_json())
    ticket = client.get(f"/api/v1/tickets/{number}", headers=rina).get_json()
    assert ticket["handover_requests"]
    answers.TicketAnswer().load(ticket)
    answers.RowsAnswer().load(client.get("/api/v1/tickets", headers=rina).get_json())
    month = client.get(f"/api/v1/officers/{office.officers['rina']}/indicators", headers=rina).get_json()
    assert month["indicators"]
    answers.IndicatorsAnswer().load(month)
