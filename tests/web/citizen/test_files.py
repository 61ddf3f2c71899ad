"""Files of a complaint: on its pages, and only for whoever may see the complaint."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from complaints_service import clock, db
from complaints_service.accounts.sign_in import start_session
from complaints_service.edge.resources import KEY
from complaints_service.file_store.folder import FolderStore
from complaints_service.intake import attachments
from complaints_service.intake.attachments import Wanted
from complaints_service.intake.media import Gate
from complaints_service.intake.models import Attachment
from config.rulebook import Rulebook
from tests.support.world import Office, open_office


@pytest.fixture
def office(app: Flask, rulebook: Rulebook) -> Office:
    return open_office(app.extensions[KEY].engine, rulebook)


def attach(office: Office, app: Flask, number: str) -> int:
    """A photo of a complaint, kept as the job keeps it; its id."""
    photo = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(photo, "PNG")
    gate = Gate(FolderStore(app.extensions[KEY].settings.media_folder))
    kept = gate.keep(gate.check(photo.getvalue(), name="parit.png"))
    now = clock.now()
    with db.writing(office.engine) as session:
        attachments.want_file(
            session, number=number, wanted=Wanted(route="telegram", source="elsewhere", kind="photo"), now=now
        )
        row = session.query(Attachment).one()
        attachments.keep_file(session, attachment_id=row.id, kept=kept, now=now)
        return row.id


def signed_in(office: Office, app: Flask, login: str) -> FlaskClient:
    client = app.test_client()
    with db.writing(office.engine) as session:
        token = start_session(session, account_id=office.accounts[login], user_agent="test", now=clock.now())
    client.set_cookie("tanggap", token)
    return client


def complain(client: FlaskClient) -> str:
    """Complains on the API and opens the link; the cookie stays with the client."""
    body = {
        "text": "Parit tumpat.",
        "kelurahan": "12.71.12.1002",
        "privacy": "open",
        "about_office": "no",
        "category": "drainase_banjir",
    }
    made = client.post("/api/v1/complaints", json=body).get_json()
    client.get(f"/lacak/{made['secret']}")
    return str(made["number"])


def test_citizen_and_officer_see_the_photo_and_nobody_else_does(office: Office, app: Flask) -> None:
    citizen = app.test_client()
    number = complain(citizen)
    file = attach(office, app, number)
    own, desk = f"/laporan/{number}/berkas/{file}", f"/meja/{number}/berkas/{file}"
    assert own in citizen.get(f"/laporan/{number}").text
    answer = citizen.get(own, buffered=True)
    assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"

    rina = signed_in(office, app, "rina")
    assert desk in rina.get(f"/meja/{number}").text
    assert rina.get(desk, buffered=True).status_code == 200
    assert signed_in(office, app, "trantib").get(desk).status_code == 404
    assert app.test_client().get(own).status_code == 404
    assert app.test_client().get(desk).status_code == 303


def test_a_file_of_another_complaint_is_not_there(office: Office, app: Flask) -> None:
    citizen = app.test_client()
    first, second = complain(citizen), complain(citizen)
    file = attach(office, app, first)
    assert citizen.get(f"/laporan/{second}/berkas/{file}").status_code == 404
    assert signed_in(office, app, "rina").get(f"/meja/{second}/berkas/{file}").status_code in (303, 404)


def test_what_is_not_here_is_said_and_not_linked(office: Office, app: Flask) -> None:
    citizen = app.test_client()
    number = complain(citizen)
    now = clock.now() + timedelta(seconds=1)
    with db.writing(office.engine) as session:
        attachments.want_file(
            session, number=number, wanted=Wanted(route="telegram", source="elsewhere", kind="voice"), now=now
        )
    page = citizen.get(f"/laporan/{number}").text
    assert "Pesan suara, sedang diambil" in page
    assert "/berkas/" not in page


def test_a_file_that_waits_for_the_scanner_is_given_to_nobody(office: Office, app: Flask) -> None:
    citizen = app.test_client()
    number = complain(citizen)
    folder = Path(app.extensions[KEY].settings.media_folder)
    file = attach(office, app, number)
    (kept,) = folder.glob("*/*.jpg")
    mark = kept.with_name(f"{kept.name}.held")
    mark.touch()
    page = citizen.get(f"/laporan/{number}").text
    assert "masih diperiksa dari program jahat" in page and f"/berkas/{file}" not in page
    held = citizen.get(f"/laporan/{number}/berkas/{file}")
    assert held.status_code == 409 and "masih diperiksa" in held.text
    mark.unlink()
    assert citizen.get(f"/laporan/{number}/berkas/{file}", buffered=True).status_code == 200


def test_a_refused_file_says_why_and_what_to_do(office: Office, app: Flask) -> None:
    citizen = app.test_client()
    number = complain(citizen)
    file = attach(office, app, number)
    with db.writing(office.engine) as session:
        now = clock.now()
        assert attachments.refuse_file(session, attachment_id=file, reason="several_pages", now=now)
        assert not attachments.refuse_file(session, attachment_id=file, reason="broken", now=now), "once"
    page = citizen.get(f"/laporan/{number}").text
    assert "Foto berisi beberapa halaman. Simpan sebagai PDF, lalu kirim lagi." in page
