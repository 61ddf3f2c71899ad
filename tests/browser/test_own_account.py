"""One's own account in a real browser: read, a browser ended, a password refused and changed; light and dark."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect

from complaints_service import clock, db
from complaints_service.accounts.keys import NewKey, issue_key
from complaints_service.edge.resources import KEY
from config.rulebook import Rulebook
from tests.browser.pages import PHONE, follow, open_signed_in, sound
from tests.support.visitors import session_token, when
from tests.support.world import PASSWORD, SETUP, Office, open_office
from tests.web.account.test_all_that_opens_ends import NEW_PASSWORD, opened

NOW = when("Tue 2026-11-24 14:05")

# A browser sees the same pages on either database.
pytestmark = [
    pytest.mark.parametrize("backend", ["sqlite"]),
]


@pytest.fixture
def office(app: Flask, rulebook: Rulebook, monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return open_office(app.extensions[KEY].engine, rulebook)


def test_what_opens_an_account_is_read_and_ended(browser: Browser, live_server: str, office: Office) -> None:
    opened(office)
    with db.writing(office.engine) as session:
        new = NewKey(
            scopes=("read", "act", "figures"), name="Aplikasi pelaporan kantor", network="10.0.0.0/8"
        )
        issue_key(session, account_id=office.accounts["rina"], new=new, now=NOW, actor=SETUP)
    context = browser.new_context(viewport={"width": PHONE, "height": 800})
    page = open_signed_in(context, live_server, session_token(office, "rina", NOW))
    page.goto(f"{live_server}/meja")
    follow(page.get_by_role("link", name="Akun saya"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Akun saya")
    sound(page)

    page.get_by_role("button", name="Cabut: Aplikasi pelaporan kantor").click()
    expect(page.get_by_text("Kunci itu tidak berlaku lagi.")).to_be_visible()
    page.get_by_role("button", name="Akhiri: ").first.click()
    expect(page.get_by_text("Sesi itu berakhir.")).to_be_visible()

    page.get_by_label("Kata sandi yang sekarang").fill("salah salah salah")
    page.get_by_label("Kata sandi baru").fill(NEW_PASSWORD)
    page.get_by_label("Sekali lagi").fill(NEW_PASSWORD)
    page.get_by_role("button", name="Simpan kata sandi").click()
    expect(page.get_by_role("alert")).to_contain_text("Kata sandi yang sekarang keliru.")
    expect(page.get_by_label("Kata sandi yang sekarang")).to_be_focused()
    sound(page)
    page.get_by_label("Kata sandi yang sekarang").fill(PASSWORD)
    page.get_by_label("Kata sandi baru").fill(NEW_PASSWORD)
    page.get_by_label("Sekali lagi").fill(NEW_PASSWORD)
    page.get_by_role("button", name="Simpan kata sandi").click()
    expect(page.get_by_text("Kata sandi diganti.")).to_be_visible()
    expect(page.get_by_text("Belum ada obrolan yang terhubung.")).to_be_visible()
    sound(page)
    context.close()
