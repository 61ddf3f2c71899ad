"""What a citizen is told where it matters: of cookies, of a phone's limits, in their own language."""

from __future__ import annotations

import pytest
from flask import Flask

from complaints_service.edge.resources import KEY
from tests.services.post import open_mail
from tests.support import world
from tests.support.visitors import Visitor, when
from tests.support.world import Office

NOW = when("Tue 2026-11-24 14:05")
REPORT = {
    "text": "Parit tumpat.",
    "kelurahan": "12.71.12.1002",
    "privacy": "confidential",
    "about_office": "no",
}


@pytest.fixture
def office(office: Office, app: Flask, monkeypatch: pytest.MonkeyPatch) -> Office:
    """The test office with the application's own key."""
    monkeypatch.setattr(world, "TRACKING_KEY", app.extensions[KEY].settings.tracking_key)
    return office


@pytest.mark.parametrize("address", ["/lapor", "/lacak"])
def test_without_cookies_it_is_cookies_that_are_named(app: Flask, office: Office, address: str) -> None:
    sent = app.test_client(use_cookies=False).post(address, data={**REPORT, "number": "MRL", "contact": "x"})
    assert sent.status_code == 403
    assert "kuki" in sent.text and "kedaluwarsa" not in sent.text and "terlalu lama" not in sent.text


def test_with_cookies_an_old_form_is_said_to_be_old(app: Flask, office: Office) -> None:
    visitor = Visitor(app.test_client())
    said = visitor.send_expired("/lapor", of="/lapor", **REPORT)
    assert visitor.status == 403 and "terlalu lama" in said and "tidak mengirim kuki" not in said


def test_what_a_phone_cannot_do_is_said_on_form_receipt_and_where_a_link_is_lost(
    app: Flask, office: Office
) -> None:
    cannot = "tidak bisa dikirim ke sana"
    visitor = Visitor(app.test_client())
    assert cannot in visitor.read("/lapor")
    visitor.send("/lapor", phone="081234567890", **REPORT)
    assert cannot in visitor.read(visitor.location)
    other = Visitor(app.test_client())
    other.send("/lapor", of="/lapor", **REPORT)
    assert cannot not in other.read(other.location), "nobody gave a number"
    open_mail(office, NOW)
    other.send("/lacak", of="/lacak", number="MRL-2611-7K4Q2", contact="0812")
    assert "Ke nomor telepon tidak ada yang terkirim" in other.read("/lacak")


def test_the_browsers_language_until_one_is_chosen_and_the_officer_is_told(
    app: Flask, office: Office
) -> None:
    client = app.test_client()
    english = {"Accept-Language": "en-GB,en;q=0.9,id;q=0.2"}
    assert '<html lang="en"' in client.get("/", headers=english).text
    assert '<html lang="id"' in client.get("/", headers={"Accept-Language": "fr, ms;q=0.5"}).text
    client.get("/bahasa/id")
    assert '<html lang="id"' in client.get("/", headers=english).text
    number = office.complain(
        "The drain is blocked.", now=NOW, language="en", category="drainase_banjir"
    ).number
    seen = Visitor(app.test_client()).sign_in(office, "kasi", NOW).read(f"/meja/{number}")
    assert "Warga membaca bahasa Inggris." in seen


def test_robots_may_keep_what_is_for_everybody(app: Flask, office: Office) -> None:
    answer = app.test_client().get("/robots.txt")
    assert answer.mimetype == "text/plain" and "Disallow: /lacak/" in answer.text
    assert "Disallow: /lapor\n" not in answer.text and "Disallow: /\n" not in answer.text


@pytest.mark.parametrize("address", ["/", "/lapor", "/lacak", "/hak", "/privasi", "/bantuan"])
def test_a_shared_link_has_a_title_words_and_a_picture(app: Flask, office: Office, address: str) -> None:
    page = app.test_client().get(address).text
    for name in (
        'name="description" content="',
        'property="og:title" content="',
        'property="og:image" content="http',
    ):
        assert name in page and f'{name}"' not in page, name


def test_help_says_where_and_when_and_draws_a_day(app: Flask, office: Office) -> None:
    page = Visitor(app.test_client()).read("/bantuan")
    assert office.rulebook.office.address in page and office.rulebook.office.phone in page
    assert "Sen–Kam" in page and "08.00–12.00, 13.00–16.30" in page
    assert 'class="clock"' in page and "kami bertanya kepada Anda" in page


def test_citizens_read_no_editorial_notes(app: Flask, office: Office) -> None:
    assert "belum kami periksa" not in Visitor(app.test_client()).read("/hak")
