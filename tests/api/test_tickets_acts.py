"""Every act of `/api/v1/tickets/{number}/...` by its address, and the citizen's reopening and withdrawal."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from complaints_service import clock, db
from complaints_service.accounts.keys import NewKey, issue_key
from config.rulebook import Rulebook
from tests.support.visitors import engine_of, when
from tests.support.world import SETUP, Office, open_office

NOW = when("Tue 2026-11-24 14:05")
ASKED = when("Tue 2026-11-24 10:05")

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def office(client: FlaskClient, rulebook: Rulebook, monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return open_office(engine_of(client), rulebook)


def call(
    client: FlaskClient, office: Office, login: str, path: str, **body: Any
) -> tuple[int, dict[str, Any]]:
    answer = client.post(f"/api/v1/tickets/{path}", json=body, headers=bearer(office, login))
    return answer.status_code, answer.get_json()


def bearer(office: Office, login: str) -> dict[str, str]:
    with db.writing(office.engine) as session:
        key = issue_key(
            session,
            account_id=office.accounts[login],
            new=NewKey(scopes=("read", "act")),
            now=NOW,
            actor=SETUP,
        )
    return {"Authorization": f"Bearer {key}"}


def test_a_day_of_acts_by_their_addresses(client: FlaskClient, office: Office) -> None:
    number = office.complain(now=ASKED).number
    steps: list[tuple[str, str, dict[str, Any], str]] = [
        ("rina", "questions", {"text": "Fotonya?", "completeness": True}, "waiting"),
        ("rina", "withdraw-question", {}, "open"),
        ("kasi", "file-complete", {"reason": "Foto dibawa ke loket."}, "open"),
        ("kasi", "priority", {"priority": "high", "reason": "Bahaya."}, "open"),
        ("kasi", "release-target", {"clock": "resolution", "reason": "Perlu telaah."}, "open"),
        ("kasi", "not-substantive", {"message": 3, "reason": "Tidak perlu."}, "open"),
        ("rina", "consult", {"agency": "dlh", "reason": "Armada."}, "open"),
        ("rina", "return", {"to": f"person:{office.officers['rina']}"}, "open"),
        ("rina", "refer", {"agency": "pupr_sumut", "reason": "Jalan provinsi."}, "referred"),
        ("kasi", "return", {"to": f"person:{office.officers['rina']}"}, "open"),
        ("kasi", "cancel", {"reason": "practice", "text": "Hanya latihan."}, "cancelled"),
        ("kasi", "reopen", {"reason": "Sungguhan."}, "open"),
        (
            "rina",
            "contest",
            {"from": "2026-11-24T10:10", "until": "2026-11-24T04:00:00Z", "reason": "x"},
            "open",
        ),
        ("kasi", "decide-contest", {"upheld": True, "holder": "unit:SARPRAS", "reason": "Ya."}, "open"),
        ("hasan", "request-handover", {"reason": "Saya di lokasi."}, "open"),
        ("rina", "decline-handover", {"request": 1, "reason": "Hampir selesai."}, "open"),
    ]
    for login, act, body, state in steps:
        status, answer = call(client, office, login, f"{number}/{act}", **body)
        assert (status, answer.get("status")) == (201, state), f"{act}: {answer}"
    status, answer = call(client, office, "kasi", f"{number}/split", text="Lampu padam.", reason="Dua hal.")
    assert (status, answer["comes_from"], answer["status"]) == (201, number, "open")
    seen = client.get(f"/api/v1/tickets/{number}", headers=bearer(office, "kasi")).get_json()
    assert [(one["upheld"], one["holder"]) for one in seen["contests"]] == [(True, "unit:SARPRAS")]
    [asked] = seen["handover_requests"]
    assert (asked["to"], asked["outcome"]) == (f"person:{office.officers['hasan']}", "declined")
    assert asked["answer"] == "Hampir selesai."
    assert sum(span["seconds"] for span in seen["custody"]["spans"]) == seen["custody"]["total_seconds"]
    corrected = next(event["data"] for event in seen["events"] if event["kind"] == "custody.corrected")
    assert corrected["start"] == "2026-11-24T03:10:00+00:00", "a time without an offset is the office's own"
    assert corrected["end"] == "2026-11-24T04:00:00+00:00"


def test_a_refused_contest_names_its_fields_and_its_code(client: FlaskClient, office: Office) -> None:
    number = office.complain(now=ASKED).number
    for body, status, code, fields in (
        ({"from": "nanti", "until": "2026-11-24T11:00"}, 422, "invalid", {"from"}),
        (
            {"from": "2026-11-24T08:00", "until": "2026-11-24T11:00"},
            422,
            "outside_custody",
            {"from", "until"},
        ),
        ({"from": "2026-11-24T10:10", "until": "2026-11-24T11:00"}, 201, None, set()),
        ({"from": "2026-11-24T10:30", "until": "2026-11-24T11:00"}, 409, "contest_overlaps", set()),
    ):
        found, answer = call(client, office, "rina", f"{number}/contest", reason="x", **body)
        assert (found, answer.get("code"), set(answer.get("errors", {}))) == (status, code, fields)
    assert call(client, office, "rina", f"{number}/decide-contest", upheld=True, reason="x")[0] == 409


def test_a_citizen_reopens_and_withdraws_once_per_key(client: FlaskClient, office: Office) -> None:
    made = office.complain(now=ASKED)
    headers = {"Authorization": f"Tracking {made.secret}", "Idempotency-Key": "one"}
    address = f"/api/v1/complaints/{made.number}"
    early = client.post(f"{address}/reopening", json={"reason": "Belum."}, headers=headers)
    assert (early.status_code, early.get_json()["code"]) == (409, "act_not_allowed")
    empty = client.post(f"{address}/withdrawal", json={"reason": " "}, headers=headers)
    assert (empty.status_code, set(empty.get_json()["errors"])) == (422, {"reason"})
    for status in (201, 200):
        gone = client.post(f"{address}/withdrawal", json={"reason": "Sudah beres."}, headers=headers)
        assert (gone.status_code, gone.get_json()["status"]) == (status, "cancelled")


def test_reopening_too_late_gives_the_new_number_and_its_secret_again_for_the_same_key(
    client: FlaskClient, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = office.complain(now=ASKED - timedelta(days=120))
    office.act("rina", made.number, "resolve", text="Beres.", now=ASKED - timedelta(days=120))
    office.citizen(made.number, "accept", now=ASKED - timedelta(days=119))
    headers = {"Authorization": f"Tracking {made.secret}", "Idempotency-Key": "one"}
    address = f"/api/v1/complaints/{made.number}/reopening"
    first = client.post(address, json={"reason": "Kembali lagi."}, headers=headers)
    again = client.post(address, json={"reason": "Kembali lagi."}, headers=headers)
    assert (first.status_code, again.status_code) == (201, 200)
    body = first.get_json()
    assert again.get_json() == body
    assert body["comes_from"] == made.number != body["number"]
    seen = client.get(
        f"/api/v1/complaints/{body['number']}", headers={"Authorization": f"Tracking {body['secret']}"}
    )
    assert seen.status_code == 200
