"""Files for programs: beside the JSON of a report, a message, a judgement or an act; listed and fetched by right."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from complaints_service import clock
from complaints_service.edge.resources import KEY
from config.rulebook import Rulebook
from tests.support.keys import bearer
from tests.support.photos import PROGRAM, kept_files, photo, upload
from tests.support.world import Office, open_office

REPORT = {
    "text": "Parit tumpat.", "kelurahan": "12.71.12.1002", "privacy": "open", "about_office": "no",
    "category": "drainase_banjir",
}  # fmt: skip


@pytest.fixture
def office(app: Flask, rulebook: Rulebook) -> Office:
    return open_office(app.extensions[KEY].engine, rulebook)


def send(
    client: FlaskClient, path: str, body: dict[str, Any], key: str = "", auth: str = "", **files: Any
) -> TestResponse:
    headers = {**({"Idempotency-Key": key} if key else {}), **({"Authorization": auth} if auth else {})}
    return client.post(path, data={"data": json.dumps(body), **files}, headers=headers)


def test_a_report_with_files_is_made_once_by_its_key(client: FlaskClient, office: Office) -> None:
    path = "/api/v1/complaints"
    first = send(client, path, REPORT, "k1", files=[upload(), upload("b.png", photo(1))])
    assert first.status_code == 201, first.text
    again = send(client, path, REPORT, "k1", files=[upload(), upload("b.png", photo(1))])
    assert (again.status_code, again.get_json()) == (200, first.get_json())
    other = send(client, path, REPORT, "k1", files=[upload("c.png", photo(2))])
    assert (other.status_code, other.get_json()["code"]) == (409, "idempotency_key_reused")
    number, auth = first.get_json()["number"], f"Tracking {first.get_json()['secret']}"
    own = client.get(f"{path}/{number}", headers={"Authorization": auth}).get_json()
    assert [(one["kind"], one["by"], one["seq"]) for one in own["files"]] == [("photo", "citizen", None)] * 2
    address = f"{path}/{number}/files/{own['files'][0]['id']}"
    fetched = client.get(address, headers={"Authorization": auth}, buffered=True)
    assert (fetched.status_code, fetched.mimetype) == (200, "image/jpeg")
    assert client.get(address).status_code == 404


def test_a_broken_file_and_too_many_are_named_and_nothing_is_written(
    client: FlaskClient, office: Office
) -> None:
    path = "/api/v1/complaints"
    broken = send(client, path, REPORT, files=[upload(), upload("x.jpg", PROGRAM)])
    assert broken.status_code == 422 and broken.get_json()["errors"]["files"][0].startswith("x.jpg ")
    many = send(client, path, REPORT, files=[upload(f"{n}.png", photo(n)) for n in range(20)])
    assert many.status_code == 422 and "files" in many.get_json()["errors"]
    assert client.post(path, data={"files": [upload()]}).status_code == 422, "no JSON beside it"
    plain = client.post("/api/v1/complaints/MRL-2611-AAAAA/withdrawal", data={"data": "{}"})
    assert plain.status_code in (404, 415), "only where files are taken"


def test_messages_disputes_and_acts_bring_files(client: FlaskClient, office: Office) -> None:
    made = client.post("/api/v1/complaints", json=REPORT).get_json()
    number, auth = made["number"], f"Tracking {made['secret']}"
    own, desk = f"/api/v1/complaints/{number}", f"/api/v1/tickets/{number}"
    rina = bearer(office, "rina", "read", "act", now=clock.now())["Authorization"]
    said = send(client, f"{own}/messages", {"text": "Ini."}, auth=auth, files=[upload()])
    assert said.status_code == 201, said.text
    note = send(client, f"{desk}/notes", {"text": "Alat."}, auth=rina, files=[upload("n.png", photo(1))])
    assert note.status_code == 201, note.text
    done = send(
        client, f"{desk}/resolve", {"text": "Sudah."}, auth=rina,
        files_before=[upload("b.png", photo(2))], files_after=[upload("a.png", photo(3))],
    )  # fmt: skip
    assert done.status_code == 201, done.text
    hidden = send(
        client, f"{desk}/messages", {"text": "Lagi."}, auth=rina, files=[upload("h.png", photo(4))],
        shown_to_citizen="false",
    )  # fmt: skip
    assert hidden.status_code == 201, hidden.text
    dispute = {"accepted": False, "comment": "Belum."}
    assert send(client, f"{own}/resolution", dispute, auth=auth, files=[upload()]).status_code == 201
    refused = send(
        client, f"{desk}/priority", {"priority": "high", "reason": "x y"}, auth=rina, files=[upload()]
    )
    assert (refused.status_code, refused.get_json()["code"]) == (409, "files_not_taken")
    seen = client.get(desk, headers={"Authorization": rina}).get_json()["files"]
    assert [(one["role"], one["shown_to_citizen"]) for one in seen] == [
        (None, True), (None, False), ("before", True), ("after", True), (None, False), (None, True),
    ]  # fmt: skip
    shown = client.get(own, headers={"Authorization": auth}).get_json()["files"]
    assert [one["id"] for one in shown] == [one["id"] for one in seen if one["shown_to_citizen"]]
    secret = next(one["id"] for one in seen if not one["shown_to_citizen"])
    assert client.get(f"{own}/files/{secret}", headers={"Authorization": auth}).status_code == 404
    assert (
        client.get(f"{desk}/files/{secret}", headers={"Authorization": rina}, buffered=True).status_code
        == 200
    )
    assert len(kept_files(office.engine, number)) == 6


def test_the_description_tells_of_files(client: FlaskClient) -> None:
    paths = client.get("/api/v1/openapi.json").get_json()["paths"]
    form = paths["/api/v1/complaints"]["post"]["requestBody"]["content"]["multipart/form-data"]["schema"]
    assert form["properties"]["files"]["maxItems"] == 5
    act = paths["/api/v1/tickets/{number}/resolve"]["post"]["requestBody"]["content"]["multipart/form-data"]
    assert {"files_before", "files_after", "shown_to_citizen"} <= set(act["schema"]["properties"])
    assert (
        "multipart/form-data" not in paths["/api/v1/tickets/{number}/take"]["post"]["requestBody"]["content"]
    )
