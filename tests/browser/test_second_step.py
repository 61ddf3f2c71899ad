"""Passkeys in a real browser with a device of its own (Chromium's virtual authenticator): made, signed in with, lost."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
import zxingcpp
from flask import Flask
from PIL import Image
from playwright.sync_api import Browser, CDPSession, Page, expect

from complaints_service import clock, db
from complaints_service.accounts.factor.models import SpentChallenge
from complaints_service.edge.resources import KEY
from config.rulebook import Rulebook
from tests.browser.pages import PHONE, follow, sound
from tests.support.visitors import session_token, when
from tests.support.world import PASSWORD, Office, open_office

NOW = when("Tue 2026-11-24 14:05")

# A browser sees the same pages on either database.
pytestmark = [pytest.mark.parametrize("backend", ["sqlite"])]


@pytest.fixture
def office(app: Flask, rulebook: Rulebook, monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return open_office(app.extensions[KEY].engine, rulebook)


@pytest.fixture
def site(app: Flask, live_server: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The same server by a name: devices keep no passkey for an address of numbers."""
    named = live_server.replace("127.0.0.1", "localhost")
    running = app.extensions[KEY]
    settings = replace(running.settings, base_url=named)
    monkeypatch.setitem(app.extensions, KEY, replace(running, settings=settings))
    return named


def device(page: Page) -> tuple[CDPSession, str]:
    """Gives the browser a device that keeps passkeys and knows its owner."""
    talk = page.context.new_cdp_session(page)
    talk.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
    }
    made = talk.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return talk, made["authenticatorId"]


def test_a_passkey_is_made_signs_in_alone_and_after_a_password_and_proves(
    browser: Browser, site: str, office: Office
) -> None:
    context = browser.new_context(viewport={"width": PHONE, "height": 800})
    context.add_cookies([{"name": "tanggap", "value": session_token(office, "rina", NOW), "url": site}])
    page = context.new_page()
    talk, key = device(page)

    page.goto(f"{site}/akun-saya")
    follow(page.get_by_role("link", name="Atur langkah kedua"))
    sound(page)
    follow(page.get_by_role("button", name="Pasang aplikasi kode"))
    expect(page.get_by_label("Kode yang sekarang tampil di aplikasi")).to_be_focused()
    drawn = zxingcpp.read_barcode(Image.open(BytesIO(page.locator(".scan").screenshot())))
    secret = page.locator(".pre b").inner_text().replace(" ", "")
    assert drawn is not None and f"secret={secret}" in drawn.text
    sound(page)
    page.get_by_label("Nama untuk perangkat ini").fill("laptop kantor")
    follow(page.get_by_role("button", name="Tambah kunci sandi"))
    expect(page.get_by_role("heading", name="Kode pemulihan Rina Contoh")).to_be_visible()
    expect(page.get_by_role("heading", name="laptop kantor")).to_be_visible()
    sound(page)

    follow(page.get_by_role("button", name="Keluar"))
    page.goto(f"{site}/masuk")
    sound(page)
    follow(page.get_by_role("button", name="Masuk dengan kunci sandi"))
    page.wait_for_url("**/meja")
    follow(page.get_by_role("button", name="Keluar"))

    page.goto(f"{site}/masuk")
    page.get_by_label("Nama masuk").fill("rina")
    page.get_by_label("Kata sandi", exact=True).fill(PASSWORD)
    follow(page.get_by_role("button", name="Masuk", exact=True))
    expect(page.get_by_role("heading", level=1)).to_have_text("Langkah kedua")
    sound(page)
    talk.send("WebAuthn.setUserVerified", {"authenticatorId": key, "isUserVerified": False})
    page.get_by_role("button", name="Masuk dengan kunci sandi").click()
    expect(page.get_by_text("Perangkat ini tidak memberi kunci sandi")).to_be_visible()
    talk.send("WebAuthn.setUserVerified", {"authenticatorId": key, "isUserVerified": True})
    follow(page.get_by_role("button", name="Masuk dengan kunci sandi"))
    page.wait_for_url("**/meja")

    page.goto(f"{site}/bukti?next=/akun-saya/langkah-kedua")
    sound(page)
    follow(page.get_by_role("button", name="Buktikan dengan kunci sandi"))
    page.wait_for_url("**/akun-saya/langkah-kedua")
    follow(page.get_by_role("button", name="Lepas: laptop kantor"))
    expect(page.get_by_text("Kunci sandi dilepas.")).to_be_visible()
    follow(page.get_by_role("button", name="Keluar"))
    page.goto(f"{site}/masuk")
    follow(page.get_by_role("button", name="Masuk dengan kunci sandi"))
    expect(page.get_by_role("alert").first).to_contain_text("Kunci sandi itu tidak diterima.")
    with db.reading(office.engine) as session:
        assert session.query(SpentChallenge).count() == 4
    context.close()
