"""`/api/v1/complaints` for citizens' clients: what it takes, what it refuses and how it says so."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from complaints_service import db
from complaints_service.edge.resources import KEY
from complaints_service.errors import invalid, words
from complaints_service.intake.service import completed
from complaints_service.tickets.ledger.models import Complaint
from complaints_service.tickets.opening.draft import Draft
from config.rulebook import Rulebook
from tests.support.world import open_office

INSIDE = {"lat": 3.7053, "lng": 98.6553}
GOOD: dict[str, Any] = {
    "text": "Parit tumpat di Gang Contoh.",
    "kelurahan": "12.71.12.1002",
    "privacy": "open",
}


@pytest.fixture
def api(client: FlaskClient, rulebook: Rulebook) -> FlaskClient:
    open_office(client.application.extensions[KEY].engine, rulebook)
    return client


def complaints(api: FlaskClient) -> int:
    with db.reading(api.application.extensions[KEY].engine) as session:
        return session.scalar(select(func.count()).select_from(Complaint)) or 0


def tracking(answer: dict[str, Any]) -> dict[str, str]:
    return {"Authorization": f"Tracking {answer['secret']}"}


def test_a_complaint_is_taken_and_told_who_has_it_why_and_by_when(api: FlaskClient) -> None:
    answer = api.post("/api/v1/complaints", json={**GOOD, "location": {**INSIDE, "address": "Gang Contoh"}})
    assert answer.status_code == 201
    body = answer.get_json()
    assert set(body) == {"number", "secret", "status", "category", "holder", "why", "due"}
    assert body["holder"] == "Seksi Sarana dan Prasarana"
    assert body["category"] == "drainase_banjir"
    assert {"first_response", "resolution", "legal_answer"} <= set(body["due"])


def test_the_same_key_gets_the_first_answer_and_another_body_is_refused(api: FlaskClient) -> None:
    headers = {"Idempotency-Key": "one"}
    first = api.post("/api/v1/complaints", json=GOOD, headers=headers)
    again = api.post("/api/v1/complaints", json=GOOD, headers=headers)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.get_json() == again.get_json()
    other = api.post("/api/v1/complaints", json={**GOOD, "text": "Yang lain."}, headers=headers)
    assert (other.status_code, other.get_json()["code"]) == (409, "idempotency_key_reused")
    assert complaints(api) == 1


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"text": ""}, {"text"}),
        ({"text": "x" * 10_001}, {"text"}),
        ({"text": "nul\x00"}, {"text"}),
        ({"text": "bel\x07"}, {"text"}),
        ({"text": 5}, {"text"}),
        ({"privacy": "secret"}, {"privacy"}),
        ({"category": "tidak_ada"}, {"category"}),
        ({"kind": "gossip"}, {"kind"}),
        ({"kelurahan": "12.71.99.1"}, {"kelurahan"}),
        ({"channel": "counter"}, {"channel"}),
        ({"location": {"lat": 91, "lng": 98.65}}, {"location"}),
        ({"location": {"lat": 3.7}}, {"location.lng"}),
        ({"location": {"lat": "x", "lng": "NaN"}}, {"location.lat", "location.lng"}),
        ({"location": {"lat": 98.6513, "lng": 3.7128}}, {"location"}),
        ({"location": {"lat": 3.60, "lng": 98.67}}, {"location"}),
        ({"location": {"lat": 0, "lng": 0}}, {"location"}),
        ({"location": {"lat": 3.7070, "lng": 98.6366}}, {"kelurahan"}),
        ({"location": {"lat": 3.7070, "lng": 98.6366, "accuracy": 60}}, {"kelurahan"}),
        ({"location": {**INSIDE, "accuracy": 8000}, "kelurahan": ""}, {"kelurahan"}),
        ({"location": {**INSIDE, "accuracy": -1}}, {"location.accuracy"}),
        ({"location": {**INSIDE, "origin": "office"}}, {"location.origin"}),
        ({"reporter": {"email": "bukan surel"}}, {"reporter.email"}),
        ({"reporter": {"phone": "telepon"}}, {"reporter.phone"}),
        ({"privacy": "anonymous", "reporter": {"name": "Sari"}}, {"reporter"}),
        ({"about": "TIDAKADA"}, {"about"}),
        ({"holder": "person:1", "status": "closed"}, {"holder", "status"}),
    ],
)
def test_each_bad_field_is_named_and_nothing_is_kept(
    api: FlaskClient, change: dict[str, Any], fields: set[str]
) -> None:
    answer = api.post("/api/v1/complaints", json={**GOOD, **change})
    body = answer.get_json()
    assert (answer.status_code, answer.mimetype, body["code"]) == (422, "application/problem+json", "invalid")
    assert set(body["errors"]) == fields
    assert all(sentence for sentences in body["errors"].values() for sentence in sentences)
    assert complaints(api) == 0


def test_swapped_coordinates_are_said_to_be_swapped(api: FlaskClient) -> None:
    answer = api.post("/api/v1/complaints", json={**GOOD, "location": {"lat": 98.6513, "lng": 3.7128}})
    assert "tertukar" in " ".join(answer.get_json()["errors"]["location"])


@pytest.mark.parametrize(
    ("data", "content_type", "status"),
    [
        (b"{", "application/json", 400),
        (b"a=1", "application/x-www-form-urlencoded", 415),
        (b"[]", "application/json", 422),
        (b"null", "application/json", 422),
    ],
)
def test_what_is_no_json_object_is_refused(
    api: FlaskClient, data: bytes, content_type: str, status: int
) -> None:
    answer = api.post("/api/v1/complaints", data=data, content_type=content_type)
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")


def test_a_body_too_large_is_refused(api: FlaskClient) -> None:
    answer = api.post("/api/v1/complaints", data=b"x" * 1_000_001, content_type="application/json")
    assert (answer.status_code, answer.get_json()["code"]) == (413, "too_large")


def test_another_method_says_which_are_allowed(api: FlaskClient) -> None:
    answer = api.delete("/api/v1/complaints")
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "שלום",
        "🚮" * 50,
        "{{7*7}} ${7*7}",
        "a\r\nb",
        "'; DROP TABLE complaint; --",
    ],
)
def test_words_are_kept_as_they_are(api: FlaskClient, text: str) -> None:
    made = api.post("/api/v1/complaints", json={**GOOD, "text": text}).get_json()
    seen = api.get(f"/api/v1/complaints/{made['number']}", headers=tracking(made)).get_json()
    assert seen["text"] == text.replace("\r\n", "\n")


def test_the_citizen_follows_with_every_second_accounted_for(api: FlaskClient) -> None:
    made = api.post("/api/v1/complaints", json=GOOD).get_json()
    seen = api.get(f"/api/v1/complaints/{made['number'].lower()}", headers=tracking(made))
    assert seen.status_code == 200
    body = seen.get_json()
    assert body["next"] == ["write", "withdraw"]
    resolution = next(one for one in body["clocks"] if one["clock"] == "resolution")
    assert resolution["status"] in ("running", "not_started")
    spans = resolution["because"]
    assert all(before["end"] == after["start"] for before, after in pairwise(spans))
    assert not any("person:" in str(span["holder"]) for span in spans)


def test_a_number_without_its_secret_and_an_unknown_number_answer_alike(api: FlaskClient) -> None:
    made = api.post("/api/v1/complaints", json=GOOD).get_json()
    other = api.post("/api/v1/complaints", json=GOOD).get_json()
    known, unknown = f"/api/v1/complaints/{made['number']}", "/api/v1/complaints/MRL-2611-00000"
    answers = [
        api.get(known),
        api.get(known, headers={"Authorization": "Tracking wrong"}),
        api.get(known, headers=tracking(other)),
        api.get(unknown, headers=tracking(made)),
        api.post(f"{known}/messages", json={"text": "Halo."}, headers=tracking(other)),
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.data for answer in answers}) == 1


def test_a_draft_is_completed_before_others_wait_for_it(
    api: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It needs no database; what speaks against it is told in its turn, as a known key has its answer."""
    waited: list[bool] = []

    def watched(draft: Draft, *, now: datetime, rulebook: Rulebook) -> Draft:
        waited.append(db._sqlite_writer.locked())
        if len(waited) > 1:
            raise invalid("category", words("Kategori ini tidak dikenal."))
        return completed(draft, now=now, rulebook=rulebook)

    monkeypatch.setattr("complaints_service.intake.service.completed", watched)
    headers = {"Idempotency-Key": "completed"}
    first, again, other = (
        api.post("/api/v1/complaints", json=GOOD, headers=sent) for sent in (headers, headers, {})
    )
    assert (first.status_code, again.status_code, other.status_code) == (201, 200, 422)
    assert again.get_json() == first.get_json()
    assert waited == [False] * 3


def test_a_message_is_taken_once_per_key(api: FlaskClient) -> None:
    made = api.post("/api/v1/complaints", json=GOOD).get_json()
    headers = {**tracking(made), "Idempotency-Key": "m1"}
    address = f"/api/v1/complaints/{made['number']}/messages"
    first = api.post(address, json={"text": "Kapan?"}, headers=headers)
    again = api.post(address, json={"text": "Kapan?"}, headers=headers)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.get_json() == again.get_json()
    seen = api.get(f"/api/v1/complaints/{made['number']}", headers=tracking(made)).get_json()
    assert [message["text"] for message in seen["messages"]] == ["Kapan?"]


def test_a_dispute_needs_a_reason_and_a_resolution_to_dispute(api: FlaskClient) -> None:
    made = api.post("/api/v1/complaints", json=GOOD).get_json()
    address = f"/api/v1/complaints/{made['number']}/resolution"
    empty = api.post(address, json={"accepted": False}, headers=tracking(made))
    assert (empty.status_code, set(empty.get_json()["errors"])) == (422, {"comment"})
    early = api.post(address, json={"accepted": False, "comment": "Belum."}, headers=tracking(made))
    assert (early.status_code, early.get_json()["code"]) == (409, "act_not_allowed")
    assert early.get_json()["allowed"] == ["write", "withdraw"]


def test_every_answer_carries_the_security_headers(api: FlaskClient) -> None:
    for answer in (
        api.get("/healthz"),
        api.get("/api/v1/complaints/x"),
        api.get("/tidak-ada"),
        api.delete("/lapor"),
    ):
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store"
