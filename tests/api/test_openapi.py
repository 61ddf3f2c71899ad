"""The API describes itself: every route, with the fields it reads."""

from __future__ import annotations

from flask.testing import FlaskClient

from complaints_service.edge.schemas import ComplaintSchema
from complaints_service.tickets.acts.registry import ADDRESSES


def test_every_route_of_the_api_is_described(client: FlaskClient) -> None:
    described = client.get("/api/v1/openapi.json").get_json()
    assert described["openapi"] == "3.1.0"
    routes = {
        rule.rule for rule in client.application.url_map.iter_rules() if rule.rule.startswith("/api/v1/")
    }
    assert len(described["paths"]) == len(routes)
    for path, operations in described["paths"].items():
        for method, operation in operations.items():
            assert operation["summary"], f"{method} {path} says nothing of itself"


def test_a_complaint_s_fields_are_those_of_its_schema(client: FlaskClient) -> None:
    described = client.get("/api/v1/openapi.json").get_json()
    posted = described["paths"]["/api/v1/complaints"]["post"]["requestBody"]["content"]["application/json"][
        "schema"
    ]
    schema = described["components"]["schemas"][posted["$ref"].rsplit("/", 1)[1]]
    assert set(schema["properties"]) == set(ComplaintSchema().fields)
    assert set(schema["required"]) == {"text", "privacy"}


def test_every_act_on_a_ticket_is_named(client: FlaskClient) -> None:
    described = client.get("/api/v1/openapi.json").get_json()
    parameters = described["paths"]["/api/v1/tickets/{number}/{act}"]["post"]["parameters"]
    named = {each["name"]: each["schema"] for each in parameters}
    assert named["act"]["enum"] == sorted(ADDRESSES)
    assert {"request-handover", "decline-handover"} <= set(ADDRESSES)
    assert named["number"] == {"type": "string"}
