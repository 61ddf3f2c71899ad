"""One complaint from the photo to the dispute on a phone, its acts counted, with words that strain every page."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from playwright.sync_api import Browser, Locator, Page, expect

from complaints_service import clock
from complaints_service.edge.resources import KEY
from config.rulebook import Rulebook
from tests.browser.pages import follow, sound
from tests.browser.test_photos import photo
from tests.support.photos import kept_files
from tests.support.visitors import session_token
from tests.support.world import open_office

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("backend", ["sqlite"], indirect=True)]
PHONE = 360
#: Right to left from its first letter on, and one word of 300.
WORDS = f"המדרכה שבורה ומים עומדים בה כבר שבוע {'א' * 300} {'a' * 300}"
#: Whatever sticks out: to the right the window grows, to the left it is cut off.
STICKS_OUT = """() => [...document.querySelectorAll("main *")].filter((one) => {
  const box = one.getBoundingClientRect();
  return box.width && box.height && !one.closest(".vh, details:not([open]), svg, .pinmap") && (box.left < -1 || box.right > innerWidth + 1);
}).map((one) => `${one.tagName}.${one.className}`)"""


class Thumb:
    """Somebody with a phone: what they press, choose and fill in is counted."""

    def __init__(self) -> None:
        self.acts = 0

    def press(self, what: Locator) -> None:
        self.acts += 1
        what.click()

    def type(self, what: Locator, words: str) -> None:
        self.acts += 1
        what.fill(words)

    def pick(self, what: Locator, value: str) -> None:
        self.acts += 1
        what.select_option(value)

    def choose(self, what: Locator, *names: str) -> None:
        self.acts += 1
        what.set_input_files([photo(name, 40 * shade) for shade, name in enumerate(names, start=1)])


def fits(page: Page) -> None:
    sound(page)
    assert page.evaluate(STICKS_OUT) == [], page.url


def test_photo_pin_proof_and_dispute(
    browser: Browser, live_server: str, app: Flask, rulebook: Rulebook
) -> None:
    office = open_office(app.extensions[KEY].engine, rulebook)
    phone = browser.new_context(
        viewport={"width": PHONE, "height": 780}, base_url=live_server, has_touch=True, is_mobile=True,
        geolocation={"latitude": 3.7053, "longitude": 98.6553, "accuracy": 20}, permissions=["geolocation"],
    )  # fmt: skip
    page, thumb = phone.new_page(), Thumb()
    page.goto("/lapor")
    expect(page.locator(".pinmap")).to_be_visible()
    thumb.type(page.get_by_label("Ceritakan"), WORDS)
    thumb.choose(page.locator("#files"), "satu.jpg", "dua.jpg")
    thumb.press(page.get_by_role("group", name="Apakah laporan ini").get_by_text("Tidak", exact=True))
    thumb.pick(page.get_by_label("Jenis", exact=False).first, "drainase_banjir")
    thumb.press(page.get_by_role("button", name="Pakai lokasi saya"))
    expect(page.locator("[data-pin-words]")).to_contain_text("Pin di Rengas Pulau")
    thumb.press(page.get_by_role("button", name="Kirim laporan"))
    page.wait_for_url("**/bukti")
    assert thumb.acts == 6, "ninety seconds are enough for six acts and a sentence"
    number = page.url.split("/")[-2]
    assert len(kept_files(office.engine, number)) == 2
    fits(page)
    follow(page.get_by_role("link", name="Buka halaman lacak"))
    fits(page)

    desk = browser.new_context(viewport={"width": PHONE, "height": 780}, base_url=live_server)
    token = session_token(office, "rina", clock.now())
    desk.add_cookies([{"name": "tanggap", "value": token, "url": live_server}])
    officer = desk.new_page()
    officer.goto(f"/meja/{number}/resolve")
    officer.get_by_label("Laporan kepada warga").fill("Sudah diperbaiki.")
    officer.locator("#files_after").set_input_files([photo("beres.jpg", 200)])
    expect(officer.locator(".drafted li:not([data-busy])")).to_have_count(1)
    officer.get_by_role("button", name="Selesaikan").click()
    officer.wait_for_url(f"**/meja/{number}")

    page.reload()
    proof = page.get_by_role("img", name=re.compile("^Sesudah"))
    expect(proof).to_be_visible()
    page.get_by_text("Tolak", exact=True).click()
    page.get_by_label(re.compile("Apa yang belum beres")).fill("Masih tergenang.")
    page.get_by_label("Foto yang belum beres").set_input_files([photo("belum.jpg", 120)])
    expect(page.locator(".drafted li:not([data-busy])")).to_have_count(1)
    follow(page.get_by_role("button", name="Kirim penilaian"))
    expect(page.get_by_role("heading", name="Sekarang giliran kantor")).to_be_visible()
    expect(page.locator(".said-last img")).to_have_count(1)  # the office's photo stays with its last word
    officer.reload()
    expect(officer.get_by_text("Masih tergenang.").first).to_be_visible()
    assert [one.author for one in kept_files(office.engine, number)].count("citizen") == 3
    fits(officer)
    desk.close()
    phone.close()
