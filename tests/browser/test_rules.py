"""The rules of a running office in a real browser: typed in a draft, released by the second of two; the sheet of what is open."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from complaints_service import db
from complaints_service.accounts.service import grant_role
from tests.browser.pages import PHONE, follow, sound
from tests.support.visitors import session_token, when
from tests.support.world import SETUP, Office

NOW = when("Tue 2026-11-24 14:05")

# A browser sees the same pages on either database.
pytestmark = [
    pytest.mark.parametrize("backend", ["sqlite"]),
]


def _opens(browser: Browser, live_server: str, office: Office, login: str) -> Page:
    context = browser.new_context(viewport={"width": PHONE, "height": 800})
    context.add_cookies([{"name": "tanggap", "value": session_token(office, login, NOW), "url": live_server}])
    return context.new_page()


def test_a_promise_changes_by_two_people(
    app: Flask, browser: Browser, live_server: str, office: Office
) -> None:
    office.complain(now=NOW)
    with db.writing(office.engine) as session:
        account = office.accounts["camat"]
        grant_role(session, account_id=account, role="administrator", unit_id=None, now=NOW, actor=SETUP)
    admin = _opens(browser, live_server, office, "admin")
    for place in ("aturan", "aturan/janji", "jalur", "libur", "terbuka", "buka/jenis", "buka/jam"):
        admin.goto(f"{live_server}/pengelola/{place}")
        sound(admin)
    admin.goto(f"{live_server}/pengelola/buka/isi/janji/sampah")
    sound(admin)
    admin.get_by_label("penyelesaian").fill("2")
    admin.get_by_label("Dasarnya").fill("SK Camat 9/2026")
    follow(admin.get_by_role("button", name="Simpan di draf"))
    admin.goto(f"{live_server}/pengelola/buka")
    admin.get_by_label("Hari pertama").fill("2026-12-01")
    follow(admin.get_by_role("button", name="Simpan tanggalnya"))
    follow(admin.get_by_role("button", name="Ajukan untuk dirilis"))
    expect(admin.get_by_text("Anda yang mengajukannya")).to_be_visible()
    camat = _opens(browser, live_server, office, "camat")
    camat.goto(f"{live_server}/pengelola/buka")
    expect(camat.get_by_text("SK Camat 9/2026").first).to_be_visible()
    sound(camat)
    follow(camat.get_by_role("button", name="Rilis sekarang"))
    expect(camat.get_by_text("Draf ini sama dengan aturan yang berlaku.")).to_be_visible()
