"""The counter by keyboard alone: a report for somebody who stands there, with its slip, in a real browser."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.pages import open_signed_in, sound
from tests.support.visitors import session_token, when
from tests.support.world import Office

NOW = when("Tue 2026-11-24 14:05")

# A browser sees the same pages on either database.
pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


def pressed(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_a_report_is_entered_by_keyboard_and_its_slip_printed(
    browser: Browser, live_server: str, office: Office
) -> None:
    near = office.complain(
        "Lampu padam di simpang.", category="lampu_jalan", now=when("Mon 2026-11-23 10:00")
    ).number
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="id-ID")
    page = open_signed_in(context, live_server, session_token(office, "meja", NOW))
    page.add_init_script("window.print = () => { document.documentElement.dataset.printed = '1'; }")
    page.goto(f"{live_server}/loket")
    expect(page.get_by_label("Yang disampaikan warga")).to_be_focused()
    for width, scheme in ((360, "dark"), (1280, "light")):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)
        sound(page)
        _keep(page, f"loket-{width}-{scheme}")

    page.keyboard.type("Lampu jalan padam di depan balai.")
    pressed(page, "Tab", "Space")  # not about the office
    expect(page.get_by_label("Tidak", exact=True)).to_be_checked()
    pressed(page, "Tab")
    page.keyboard.type("Lampu")
    page.keyboard.press("Tab")
    while page.evaluate("document.activeElement.id") != "kelurahan":  # past what is proposed
        page.keyboard.press("Tab")
    page.keyboard.type("Rengas")
    expect(page.get_by_role("link", name="Lampu padam di simpang")).to_be_visible()
    expect(page.get_by_text(near)).to_be_visible()
    pressed(page, "Tab")
    page.keyboard.type("Gang Contoh")
    pressed(page, "Tab", "Space", "ArrowDown")
    expect(page.get_by_label("Rahasia")).to_be_checked()
    pressed(page, "Tab")
    page.keyboard.type("Warga Contoh")
    with page.expect_navigation():
        page.keyboard.press("Enter")

    expect(page.get_by_text("Laporan tersimpan.")).to_be_visible()
    expect(page.locator("html[data-printed]")).to_be_attached()
    expect(page.get_by_role("link", name="Laporan berikutnya")).to_be_focused()
    assert [each["name"] for each in context.cookies() if each["name"] in ("lacak", "baca")] == []
    _keep(page, "slip")
    sound(page)
    context.close()


def _keep(page: Page, name: str) -> None:
    """A picture to look at, where somebody asks for them."""
    if folder := os.environ.get("TANGGAP_PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
