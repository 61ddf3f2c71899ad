"""The counter by keyboard alone and in under a minute: a report for somebody who stands there, with its slip."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.hands import Hands
from tests.browser.pages import open_signed_in, sound
from tests.support.visitors import session_token, when
from tests.support.world import Office

NOW = when("Tue 2026-11-24 14:05")

# A browser sees the same pages on either database.
pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


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

    clerk = Hands(page)
    clerk.think().type("Lampu jalan padam di depan balai sejak tiga malam, gelap sekali.")
    clerk.think().press("Tab", "Space")  # not about the office
    expect(page.get_by_label("Tidak", exact=True)).to_be_checked()
    clerk.think().press("Tab")
    clerk.type("Lampu")
    clerk.press("Tab")
    while page.evaluate("document.activeElement.id") != "kelurahan":  # past what is proposed
        clerk.press("Tab")
    clerk.think().type("Rengas")
    expect(page.get_by_role("link", name="Lampu padam di simpang")).to_be_visible()
    expect(page.get_by_text(near)).to_be_visible()
    clerk.think()  # whether it is that one
    clerk.think().press("Tab")
    clerk.type("Gang Contoh")
    clerk.think().press("Tab", "Space", "ArrowDown")
    expect(page.get_by_label("Rahasia")).to_be_checked()
    clerk.think().press("Tab")
    clerk.type("Warga Contoh")
    clerk.think().press("Tab")
    clerk.type("081200000000")
    with page.expect_navigation():
        clerk.think().press("Enter")
    clerk.tell("counter")
    assert clerk.seconds < 60

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
