"""The place on the form: told beside the map, set without one, and one place whatever was pressed."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from complaints_service import clock, db
from complaints_service.edge.resources import KEY
from complaints_service.places.streets import spots_on, streets
from complaints_service.tickets.ledger.models import Complaint
from config.rulebook import Rulebook
from config.street_map import write_map
from tests.support.visitors import Visitor, engine_of, when
from tests.support.world import Office, open_office

NOW = when("Tue 2026-11-24 14:05")
RENGAS_PULAU, TERJUN, PAYA_PASIR = "12.71.12.1002", "12.71.12.1003", "12.71.12.1005"
IN_RENGAS_PULAU = {"lat": "3.7053", "lng": "98.6553"}
OUTSIDE = {"lat": "3.5952", "lng": "98.6722"}
REPORT = {
    "text": "Lampu mati di Gang Contoh.",
    "category": "lampu_jalan",
    "privacy": "open",
    "about_office": "no",
    "seen": "serupa tanya:lampu_jalan",
}

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def office(client: FlaskClient, rulebook: Rulebook, monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return open_office(engine_of(client), rulebook)


@pytest.fixture
def citizen(client: FlaskClient, office: Office) -> Visitor:
    return Visitor(client)


def sent(office: Office) -> list[Complaint]:
    with db.reading(office.engine) as session:
        return list(session.scalars(select(Complaint).order_by(Complaint.id)))


def send(citizen: Visitor, **fields: str) -> str:
    return citizen.send("/lapor", of="/lapor", **{**REPORT, **fields})


def choose(citizen: Visitor, **fields: str) -> str:
    """Presses a button of the form that sets the place: it leads elsewhere than the form itself."""
    citizen.raw = citizen.raw.replace('action="/lapor"', 'action="/lapor/tempat"')
    return citizen.send("/lapor/tempat", **{**REPORT, **fields})


def test_a_pin_sets_the_kelurahan_and_its_accuracy_is_kept(citizen: Visitor, office: Office) -> None:
    send(citizen, **IN_RENGAS_PULAU, accuracy="23.4", origin="device")
    [said] = sent(office)
    assert (said.kelurahan, said.place_accuracy, said.place_origin) == (RENGAS_PULAU, 24, "device")


def test_a_pin_and_a_list_that_say_two_places_are_refused_in_words(citizen: Visitor, office: Office) -> None:
    page = send(citizen, **IN_RENGAS_PULAU, kelurahan=PAYA_PASIR)
    assert citizen.status == 422 and not sent(office)
    assert "Titik di peta ada di Rengas Pulau, tetapi yang dipilih Paya Pasir" in page
    assert 'name="without_pin"' in citizen.raw, "without a script the pin can be dropped"
    send(citizen, **IN_RENGAS_PULAU, kelurahan=PAYA_PASIR, without_pin="1")
    [said] = sent(office)
    assert (said.kelurahan, said.lat, said.place_origin) == (PAYA_PASIR, None, "list")


def test_a_pin_outside_with_the_list_is_the_list_and_alone_is_refused_once(
    citizen: Visitor, office: Office
) -> None:
    page = send(citizen, **OUTSIDE)
    assert citizen.status == 422 and "itu cukup" in page
    send(citizen, **OUTSIDE, kelurahan=TERJUN)
    [said] = sent(office)
    assert (said.kelurahan, said.lat) == (TERJUN, None)


def test_an_uncertain_device_is_asked_for_the_kelurahan(citizen: Visitor, office: Office) -> None:
    page = send(citizen, **IN_RENGAS_PULAU, accuracy="8000", origin="device")
    assert citizen.status == 422 and "sekitar 8 km" in page
    assert 'class="accuracy"' in citizen.raw, "the circle is drawn"
    send(citizen, **IN_RENGAS_PULAU, accuracy="8000", origin="device", kelurahan=TERJUN)
    [said] = sent(office)
    assert (said.kelurahan, said.lat, said.place_accuracy) == (TERJUN, 3.7053, 8000)


def test_no_single_place_and_a_pin_are_two_answers(citizen: Visitor, office: Office) -> None:
    assert "Pin di peta menunjuk satu tempat" in send(citizen, **IN_RENGAS_PULAU, kelurahan="-")
    assert not sent(office)


def test_street_and_corner_set_the_point_without_a_script(
    citizen: Visitor, office: Office, rulebook: Rulebook
) -> None:
    street = next(one for one in streets(rulebook) if len(spots_on(one.code, rulebook)) > 2)
    citizen.read("/lapor")
    page = choose(citizen, street=street.code)
    assert citizen.status == 200 and REPORT["text"] in page and "simpang" in page
    spot = next(one for one in spots_on(street.code, rulebook) if one.kind == "corner")
    choose(citizen, street=street.code, corner=spot.code)
    assert (
        f'name="lat" value="{spot.lat:.6f}"' in citizen.raw and 'name="origin" value="corner"' in citizen.raw
    )
    hidden = dict(
        re.findall(r'<input type="hidden" name="(lat|lng|origin|accuracy)" value="([^"]*)"', citizen.raw)
    )
    address = re.search(r'name="address"[^>]* value="([^"]*)"', citizen.raw)
    assert address is not None
    citizen.send("/lapor", **REPORT, **hidden, address=address[1])
    [said] = sent(office)
    assert (said.lat, said.lng, said.place_origin) == (spot.lat, spot.lng, "corner")
    assert said.address is not None and said.address.startswith(street.name) and said.kelurahan


def test_a_point_in_what_was_written_is_offered_and_taken(citizen: Visitor, office: Office) -> None:
    text = "Lampu mati https://www.google.com/maps/@3.7053,98.6553,17z"
    page = send(citizen, text=text)
    assert citizen.status == 422 and "Pakai titik dari tulisan Anda: Rengas Pulau" in page
    offered = re.search(r'name="offer" value="([^"]+)"', citizen.raw)
    assert offered is not None
    choose(citizen, text=text, offer=offered[1])
    assert 'name="lat" value="3.705300"' in citizen.raw and 'value="link"' in citizen.raw
    assert f'value="{RENGAS_PULAU}" selected' in citizen.raw


def test_a_short_link_says_that_it_holds_no_point(citizen: Visitor, office: Office) -> None:
    assert "Tautan peta yang pendek tidak memuat titiknya" in send(
        citizen, text="Di https://maps.app.goo.gl/AbC12"
    )


@pytest.mark.parametrize(
    ("asked", "state", "kelurahan"),
    [
        (IN_RENGAS_PULAU, "in", RENGAS_PULAU),
        ({**IN_RENGAS_PULAU, "accuracy": "8000"}, "unsure", ""),
        (OUTSIDE, "outside", ""),
        ({"lat": "98.6553", "lng": "3.7053"}, "wrong", ""),
        ({"lat": "x", "lng": "98.6"}, "", ""),
        ({}, "", ""),
    ],
)
def test_what_is_said_of_a_point_at_once(
    citizen: Visitor, asked: dict[str, str], state: str, kelurahan: str
) -> None:
    citizen.read("/lapor")
    token = re.search(r'name="csrf_token" value="([^"]+)"', citizen.raw)
    assert token is not None
    said = citizen.client.post("/tempat", data={**asked, "csrf_token": token[1]}).get_json()
    assert (said["state"], said["kelurahan"]) == (state, kelurahan)
    assert bool(said["words"]) is bool(state)


def test_the_map_s_file_is_the_rulebook_s_and_its_corners_are_told(
    client: FlaskClient, rulebook: Rulebook
) -> None:
    answer = client.get("/peta.json")
    assert rulebook.street_map is not None and answer.data == write_map(rulebook.street_map)
    assert "public" in answer.headers["Cache-Control"]
    code = streets(rulebook)[0].code
    assert {one["point"] for one in client.get(f"/jalan/{code}.json").get_json()} == {
        spot.code for spot in spots_on(code, rulebook)
    }
    for none in ("999999", "x", "-1", "1e3"):
        assert client.get(f"/jalan/{none}.json").get_json() == []


def test_without_a_street_map_the_outlines_and_the_list_serve(
    client: FlaskClient, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = client.application.extensions[KEY]
    bare = replace(service, rulebook=replace(service.rulebook, street_map=None))
    monkeypatch.setitem(client.application.extensions, KEY, bare)
    page = client.get("/lapor").text
    assert 'class="map"' in page and "data-corner" not in page and client.get("/peta.json").status_code == 404
