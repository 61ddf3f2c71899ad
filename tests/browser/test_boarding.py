"""A first day in a real browser: the tour by keyboard, left and resumed; help, a remark, and practice."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from complaints_service import clock
from complaints_service.edge.resources import KEY
from config.rulebook import Rulebook
from tests.browser.pages import PHONE, follow, sound
from tests.support.practice import fill_once
from tests.support.visitors import when
from tests.support.world import PASSWORD, Office, open_office

NOW = when("Tue 2026-11-24 14:05")

# A browser sees the same pages on either database.
pytestmark = [pytest.mark.parametrize("backend", ["sqlite"])]


@pytest.fixture
def office(
    app: Flask,
    rulebook: Rulebook,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path_factory: pytest.TempPathFactory,
) -> Office:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    fill_once(monkeypatch, tmp_path_factory)
    return open_office(app.extensions[KEY].engine, rulebook)


def press(page: Page, key: str) -> None:
    with page.expect_navigation():
        page.keyboard.press(key)


def test_a_first_day(browser: Browser, live_server: str, office: Office) -> None:
    context = browser.new_context(viewport={"width": PHONE, "height": 800}, locale="id")
    page = context.new_page()
    page.goto(f"{live_server}/masuk")
    page.get_by_label("Nama masuk").fill("rina")
    page.get_by_label("Kata sandi").first.fill(PASSWORD)
    follow(page.get_by_role("button", name="Masuk", exact=True))

    tour = page.get_by_role("dialog", name="Meja kerja")
    expect(tour).to_be_visible()
    sound(page)
    tour.get_by_role("button", name="Lanjut").focus()
    press(page, "Enter")
    tour = page.get_by_role("dialog", name="Antrean unit")
    expect(tour).to_be_focused()
    press(page, "Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    follow(page.get_by_role("link", name="Akun saya"))
    follow(page.get_by_role("link", name="Mulai di sini"))
    sound(page)
    follow(page.get_by_role("button", name="Teruskan tur di halamannya"))
    expect(page.get_by_role("dialog", name="Antrean unit")).to_be_visible()

    follow(page.get_by_role("link", name="Bantuan", exact=True))
    expect(page.get_by_role("heading", name="Meja kerja")).to_be_in_viewport()
    sound(page)
    follow(page.get_by_role("link", name="Masukan", exact=True))
    page.get_by_label("Masukan Anda").fill("Bagus.")
    follow(page.get_by_role("button", name="Kirim masukan"))
    sound(page)

    page.goto(f"{live_server}/latihan")
    sound(page)
    follow(page.get_by_role("link", name="Petugas"))
    expect(page.get_by_text("LATIHAN", exact=True)).to_be_visible()
    sound(page)
    follow(page.get_by_role("link", name="Selesai berlatih"))
    expect(page.get_by_role("heading", level=1, name="Latihan")).to_be_visible()
    context.close()
