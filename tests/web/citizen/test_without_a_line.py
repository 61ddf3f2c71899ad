"""What a phone keeps of the form and sends when its line is back: nobody's page, one report, whoever is there by then."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from complaints_service import clock, db
from complaints_service.edge.resources import KEY
from complaints_service.tickets.ledger.models import Complaint
from config.rulebook import Rulebook
from tests.support.photos import kept_files, photo, upload
from tests.support.visitors import Visitor, when
from tests.support.world import Office, open_office

NOW = when("Tue 2026-11-24 14:05")
REPORT = {
    "text": "Parit tumpat di Gang Contoh.", "category": "drainase_banjir", "about_office": "no",
    "kelurahan": "12.71.12.1002", "privacy": "confidential", "key": "kunci-yang-menunggu",
}  # fmt: skip
WORD = re.compile(r'name="(draft_files\w*)" value="([^"]+)" checked')

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def office(app: Flask, rulebook: Rulebook, monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return open_office(app.extensions[KEY].engine, rulebook)


def send_waiting(client: FlaskClient, **fields: Any) -> Any:
    """As `queue.js` sends: a token of this hour, the key of the form that was filled in long ago."""
    token = client.get("/lapor/tanda").get_json()["token"]
    return client.post(
        "/lapor", data={**REPORT, "csrf_token": token, **fields}, headers={"Accept": "application/json"}
    )


def reports(office: Office) -> int:
    with db.reading(office.engine) as session:
        return session.scalar(select(func.count()).select_from(Complaint)) or 0


def test_the_page_that_is_kept_is_nobodys(
    client: FlaskClient, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = client.get("/lapor/luring")
    page = answer.get_data(as_text=True)
    assert "Set-Cookie" not in answer.headers and answer.headers["Content-Language"] == "id"
    assert re.findall(r'name="(?:csrf_token|key)" value="([^"]*)"', page) == ["", ""]
    assert 'name="kembali"' not in page and "<time" not in page
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=3))
    assert client.get("/lapor/luring").get_data(as_text=True) == page, "nothing on it passes"


def test_what_waited_arrives_once_whoever_is_signed_in_by_then(
    client: FlaskClient, app: Flask, office: Office
) -> None:
    first = send_waiting(client, files=[upload("a.png"), upload("b.png", photo(1))])
    said = first.get_json()
    assert first.status_code == 200 and set(said) == {"number", "open", "receipt"}
    officer = Visitor(app.test_client()).sign_in(office, "rina", NOW).client
    again = send_waiting(officer, files=[upload("a.png"), upload("b.png", photo(1))])
    assert again.get_json() == said and reports(office) == 1
    own = f"/laporan/{said['number']}"
    assert client.get_cookie("lacak", path=own) is not None and officer.get_cookie("lacak", path=own) is None
    # Sent ahead or with the form, the same files are the same sending.
    stranger = app.test_client()
    ahead = [
        stranger.post("/lapor/berkas", data={"files": one}).get_json()["word"]
        for one in (upload("a.png"), upload("b.png", photo(1)))
    ]
    third = send_waiting(stranger, draft_files=ahead)
    assert third.get_json() == said, third.text
    assert reports(office) == 1 and len(kept_files(office.engine, said["number"])) == 2
    assert stranger.get(said["receipt"]).status_code == 200
    assert client.get(said["open"]).status_code == 303


def test_nobody_is_there_to_look_first_at_what_neighbours_reported_or_at_questions(
    client: FlaskClient, office: Office
) -> None:
    before = {**REPORT, "privacy": "open", "seen": "", "category": "lampu_jalan"}
    office.complain("Lampu mati.", now=NOW, privacy="open", category="lampu_jalan")
    page = Visitor(client).send("/lapor", of="/lapor", **before)
    assert "Periksa" in page or "tetangga" in page, "a form would come back once"
    assert send_waiting(client, **{**before, "key": "yang-menunggu-lama"}).status_code == 200
    assert reports(office) == 2


def test_what_has_to_be_mended_is_refused_for_good(client: FlaskClient, office: Office) -> None:
    assert send_waiting(client, kelurahan="").status_code == 422
    assert send_waiting(client, phone="nomor saya").status_code == 422
    assert reports(office) == 0


def test_a_photo_shared_from_the_gallery_opens_the_form_with_it(client: FlaskClient, office: Office) -> None:
    citizen = Visitor(client)
    target = json.loads(client.get("/manifest.webmanifest").data)["share_target"]
    shared = {"title": "Parit", "text": "Tumpat sejak Senin", "url": "", "files": [upload("IMG_1.jpg")]}
    citizen._took(client.post(target["action"], data=shared))
    assert citizen.status == 200 and "Parit\nTumpat sejak Senin</textarea>" in citizen.page
    [(field, word)] = WORD.findall(citizen.raw)
    assert reports(office) == 0, "nobody has pressed Send"
    citizen.send("/lapor", **{**REPORT, "text": "Parit tumpat.", field: word})
    assert citizen.status == 303
    assert len(kept_files(office.engine, citizen.location.split("/")[2])) == 1
    citizen._took(client.post(target["action"], data={"files": [upload(f"{one}.jpg") for one in range(6)]}))
    assert citizen.status == 422 and "Paling banyak 5 berkas" in citizen.page


def test_a_phone_can_install_it(client: FlaskClient, office: Office) -> None:
    page = client.get("/")
    assert '<link rel="manifest" href="/manifest.webmanifest">' in page.text
    assert "manifest-src 'self'" in page.headers["Content-Security-Policy"]
    answer = client.get("/manifest.webmanifest")
    assert answer.mimetype == "application/manifest+json"
    told = json.loads(answer.data)
    assert told["display"] == "standalone" and told["start_url"] == "/lapor"
    assert {one["purpose"] for one in told["icons"]} == {"any", "maskable"}
    for one in told["icons"]:
        with client.get(one["src"]) as icon:
            assert icon.status_code == 200 and icon.mimetype == "image/png"
    worker = client.get("/sw.js")
    assert worker.mimetype == "text/javascript" and worker.headers["Cache-Control"] == "no-cache"
    assert "tanggapQueue" in worker.text and "addEventListener" in worker.text
