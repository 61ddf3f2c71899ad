"""Before a report goes: neighbours' reports to follow instead, and what its category asks; one press more at most."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from complaints_service import clock
from complaints_service.edge.resources import KEY
from config.rulebook import Rulebook
from tests.support.photos import kept_files, upload
from tests.support.visitors import Visitor, when
from tests.support.world import Office, open_office

NOW = when("Tue 2026-11-24 14:05")
HERE = {"lat": "3.685", "lng": "98.655"}
REPORT = {
    "text": "Parit di depan rumah saya juga tumpat.", "category": "drainase_banjir", "about_office": "no",
    "privacy": "confidential", "name": "Sari Contoh", **HERE,
}  # fmt: skip
LAMP = {**REPORT, "text": "Lampu jalan padam.", "category": "lampu_jalan"}

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def office(app: Flask, rulebook: Rulebook, monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return open_office(app.extensions[KEY].engine, rulebook)


@pytest.fixture
def citizen(client: FlaskClient, office: Office) -> Visitor:
    return Visitor(client)


def neighbour(office: Office, **told: object) -> str:
    made = {"privacy": "open", "lat": 3.6852, "lng": 98.655, "kelurahan": None, **told}
    text = "Parit tumpat, rumah Pak Budi nomor 7."
    return office.complain(
        text, now=NOW - timedelta(days=2), about_office="no", **{"name": "Budi", **made}
    ).number


def test_a_neighbours_report_is_shown_once_and_the_own_one_goes_by_the_second_press(
    citizen: Visitor, office: Office
) -> None:
    number = neighbour(office)
    page = citizen.send("/lapor", of="/lapor", **REPORT)
    assert citizen.status == 422 and "1 tetangga sudah melapor" in page
    assert f'value="{number}"' in page and "Dilaporkan 22 Nov" in page
    assert "Budi" not in page and "nomor 7" not in page
    assert REPORT["text"] in page and 'value="Sari Contoh"' in page
    citizen.send("/lapor", **REPORT, follow="")
    assert citizen.status == 303


def test_following_brings_ones_own_words_photo_and_news_and_adds_a_voice(
    citizen: Visitor, office: Office
) -> None:
    number = neighbour(office)
    citizen.send("/lapor", of="/lapor", **REPORT)
    citizen.send("/lapor", **{**REPORT, "files": [upload("a.png")]}, follow=number)
    assert citizen.status == 303
    own = citizen.location.removesuffix("/bukti")
    [there] = kept_files(office.engine, number)
    assert not there.shown_to_citizen, "read where the office works on it, by the office alone"
    page = citizen.read(own)
    assert "Anda mengikuti laporan tetangga" in page and number in page
    assert "Budi" not in page and "nomor 7" not in page
    officer = Visitor(citizen.client).sign_in(office, "rina", NOW)
    assert "2 warga" in officer.read(f"/meja/{number}")
    assert "2 warga" in officer.read("/meja?view=queue") + officer.read("/meja")


@pytest.mark.parametrize("told", [{"privacy": "confidential"}, {"privacy": "anonymous", "name": None}])
def test_of_what_is_not_open_nothing_is_shown_and_nothing_can_be_followed(
    citizen: Visitor, office: Office, told: dict[str, object]
) -> None:
    hidden = neighbour(office, **told)
    found = citizen.send("/lapor/dekat", of="/lapor", by="/lapor", **REPORT)
    assert "tetangga" not in found and hidden not in found
    refused = [
        citizen.send("/lapor", of="/lapor", **REPORT, follow=one) for one in (hidden, "MRL-2611-00000")
    ]
    assert citizen.status == 409
    said = [re.search(r'id="salah">\s*<p>(.*?)</p>', page, re.DOTALL) for page in refused]
    assert said[0] and said[1] and said[0][1] == said[1][1]
    citizen.send("/lapor", of="/lapor", **REPORT)
    assert citizen.status == 303


def test_whoever_reports_staff_sees_no_neighbours(citizen: Visitor, office: Office) -> None:
    neighbour(office)
    citizen.send("/lapor", of="/lapor", **{**REPORT, "about_office": "yes"})
    assert citizen.status == 303


def test_the_questions_of_a_category_are_asked_once_and_need_no_answer(
    citizen: Visitor, office: Office
) -> None:
    page = citizen.send("/lapor", of="/lapor", **LAMP)
    assert citizen.status == 422 and "Nomor di tiang lampu" in page
    citizen.send("/lapor", **LAMP)
    assert citizen.status == 303


def test_an_answer_reaches_the_office_with_its_question(
    citizen: Visitor, office: Office, client: FlaskClient
) -> None:
    citizen.send("/lapor", of="/lapor", **LAMP)
    citizen.send("/lapor", **LAMP, **{"answer:tiang": "MRL 0417", "answer:tinggi": "of another category"})
    assert citizen.status == 303
    number = citizen.location.split("/")[2]
    page = citizen.read(f"/laporan/{number}")
    assert "MRL 0417" in page
    officer = Visitor(citizen.client).sign_in(office, "trantib", NOW)
    page = officer.sign_in(office, "meja", NOW).read(f"/meja/{number}")
    assert "Nomor di tiang lampu" in page and "MRL 0417" in page and "of another category" not in page
    told = client.get(f"/api/v1/tickets/{number}").get_json()
    assert told["answers"] == [{"code": "tiang", "asked": "Nomor di tiang lampu", "answer": "MRL 0417"}]


def test_an_answer_that_is_too_long_is_told_at_its_field(citizen: Visitor, office: Office) -> None:
    page = citizen.send("/lapor", of="/lapor", **LAMP, **{"answer:tiang": "9" * 300})
    assert citizen.status == 422 and 'id="tiang-error"' in page and "9" * 300 in page


def test_the_api_takes_answers_of_the_category_and_refuses_others(
    client: FlaskClient, office: Office
) -> None:
    body = {"text": "Lampu jalan padam.", "category": "lampu_jalan", "privacy": "open"}
    for answers, status in (({"tiang": "7"}, 201), ({"warna": "biru"}, 422), ({"tiang": ["7"]}, 422)):
        answer = client.post("/api/v1/complaints", json={**body, "answers": answers})
        assert answer.status_code == status, answer.get_json()


def test_the_api_shows_the_same_neighbours_and_follows_one(client: FlaskClient, office: Office) -> None:
    number = neighbour(office)
    neighbour(office, privacy="confidential")
    point = {"lat": 3.685, "lng": 98.655}
    body = {"text": REPORT["text"], "privacy": "open", "about_office": "no", "location": point}
    told = client.post("/api/v1/complaints/similar", json=body)
    (found,) = told.get_json()["reports"]
    assert set(found) == {"number", "category", "street", "kelurahan", "received_on"}
    assert found["number"] == number and found["received_on"] == "2026-11-22"
    about_staff = client.post("/api/v1/complaints/similar", json={**body, "about_office": "yes"})
    assert about_staff.get_json() == {"reports": []}
    refused = client.post("/api/v1/complaints", json={**body, "joins": "MRL-2611-00000"})
    assert (refused.status_code, refused.get_json()["code"]) == (409, "not_followable")
    done = client.post("/api/v1/complaints", json={**body, "joins": number}).get_json()
    own = client.get(
        f"/api/v1/complaints/{done['number']}", headers={"Authorization": f"Tracking {done['secret']}"}
    )
    assert own.get_json()["status"] == "merged"


def test_an_emergency_shows_the_numbers_while_typing_on_the_returned_page_and_on_the_receipt(
    citizen: Visitor, office: Office
) -> None:
    fire = {**REPORT, "text": "Ada kebakaran di gudang plastik belakang rumah"}
    for page in (
        citizen.send("/lapor/dekat", of="/lapor", by="/lapor", **fire),
        citizen.send("/lapor", of="/lapor", **{**fire, "lat": "", "lng": ""}),
    ):
        assert 'href="tel:112"' in page and 'href="tel:113"' in page
    citizen.send("/lapor", of="/lapor", **{**fire, "category": "lainnya"})
    assert 'href="tel:112"' in citizen.read(citizen.location)
    citizen.send("/lapor", of="/lapor", **{**REPORT, "category": "lainnya"})
    assert "tel:112" not in citizen.read(citizen.location)
