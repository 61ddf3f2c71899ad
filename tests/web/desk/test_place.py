"""Whoever has to go there finds the place on the ticket: map, coordinates, links, a number that can be called."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from complaints_service import clock
from tests.support.visitors import Visitor, when
from tests.support.world import Office

NOW = when("Tue 2026-11-24 14:05")
TERJUN = "12.71.12.1003"
POINT = {"lat": 3.7053, "lng": 98.6553, "accuracy": 40, "origin": "device"}

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def rina(client: FlaskClient, office: Office, monkeypatch: pytest.MonkeyPatch) -> Visitor:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return Visitor(client).sign_in(office, "rina", NOW)


def test_a_pin_is_shown_with_everything_that_leads_there(rina: Visitor, office: Office) -> None:
    number = office.complain(
        "Sampah menumpuk.",
        category="sampah",
        now=NOW,
        phone="0812-3456 7890",
        address="Gang Contoh 3",
        **POINT,
    ).number
    page = rina.read(f"/meja/{number}")
    assert "Gang Contoh 3, Rengas Pulau" in page and "3.70530, 98.65530" in page
    assert "tepat sampai sekitar 40 m" in page and "lokasi perangkat" in page
    for part in (
        'href="geo:3.705300,98.655300?q=3.705300,98.655300"',
        'href="https://www.openstreetmap.org/?mlat=3.705300&amp;mlon=98.655300#map=18/3.705300/98.655300"',
        'href="https://www.google.com/maps/search/?api=1&amp;query=3.705300%2C98.655300"',
        'class="streets"',
        'class="accuracy"',
        "contoh, bukan peta resmi",
    ):
        assert part in rina.raw, part
    rina.send(f"/meja/{number}/pelapor", purpose="Menanyakan tempatnya.")
    assert 'href="tel:081234567890"' in rina.raw
    told = rina.client.get(f"/api/v1/tickets/{number}").get_json()["place"]
    assert (told["lat"], told["accuracy"], told["origin"]) == (3.7053, 40, "device")
    assert set(told["links"]) == {"geo", "osm", "google"} and told["address"] == "Gang Contoh 3"


def test_without_a_pin_the_kelurahan_is_drawn_and_nothing_leads_anywhere(
    rina: Visitor, office: Office
) -> None:
    number = office.complain("Sampah menumpuk.", category="sampah", now=NOW).number
    page = rina.read(f"/meja/{number}")
    assert "Tidak ada titik di peta." in page and 'class="streets' in rina.raw and "geo:" not in rina.raw
    assert rina.client.get(f"/api/v1/tickets/{number}").get_json()["place"]["links"] == {}


def test_links_in_texts_can_be_pressed_and_nothing_else_of_them(rina: Visitor, office: Office) -> None:
    text = 'Lihat https://a.example/?q="><script>x</script> dan geo:3.7060,98.6560 atau javascript:alert(1).'
    number = office.complain(text, category="sampah", now=NOW).number
    rina.read(f"/meja/{number}")
    assert '<a href="https://a.example/?q=" dir="ltr" rel="noopener noreferrer nofollow">' in rina.raw
    assert "<script>x" not in rina.raw and 'href="javascript' not in rina.raw
    assert "Titik dalam percakapan:" in rina.page and "3.70600, 98.65600" in rina.page


def test_an_officer_mends_the_place_on_its_page(rina: Visitor, office: Office) -> None:
    number = office.complain("Sampah menumpuk.", category="sampah", now=NOW).number
    page = rina.read(f"/meja/{number}/relocate")
    assert "Di mana tempat yang benar?" in page
    page = rina.send(f"/meja/{number}/relocate", point="https://maps.app.goo.gl/x", reason="Salah pilih.")
    assert rina.status == 422 and "Tautan pendek tidak memuat koordinat" in page
    rina.send(f"/meja/{number}/relocate", point="3.7070, 98.6366", reason="Salah pilih.")
    page = rina.read(f"/meja/{number}")
    assert "Terjun" in page and "3.70700, 98.63660" in page and "dibetulkan kantor" in page
    assert "Rina Contoh membetulkan tempatnya menjadi Terjun: “Salah pilih”" in page


def test_the_api_mends_it_too_and_the_citizen_reads_the_place(rina: Visitor, office: Office) -> None:
    made = office.complain("Sampah menumpuk.", category="sampah", now=NOW)
    body = {"kelurahan": TERJUN, "reason": "Salah pilih.", "version": 2}
    rina.read("/meja")
    token = rina.raw.split('name="csrf_token" value="')[1].split('"')[0]
    answer = rina.client.post(
        f"/api/v1/tickets/{made.number}/relocate", json=body, headers={"X-CSRFToken": token}
    )
    assert answer.status_code == 201, answer.json
    tracked = rina.client.get(
        f"/api/v1/complaints/{made.number}", headers={"Authorization": f"Tracking {made.secret}"}
    ).get_json()
    assert tracked["place"]["kelurahan"] == TERJUN == tracked["kelurahan"]
    assert tracked["place"]["origin"] == "office"
