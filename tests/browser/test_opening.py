"""An office of another kind opened in a real browser: from the first link to the first answered report, by pages alone."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect

from complaints_service import clock
from complaints_service.cli.setup import first_start, prepare
from complaints_service.edge.resources import KEY
from tests.browser.pages import PHONE, follow, sound
from tests.support.visitors import when

MONDAY = when("Mon 2026-11-23 08:30")
WORDS = "perahu kayu di muara"

# A browser sees the same pages on either database.
pytestmark = [
    pytest.mark.parametrize("backend", ["sqlite"]),
]


@pytest.fixture
def link(app: Flask, monkeypatch: pytest.MonkeyPatch) -> str:
    """What the start of an empty office prints, on a Monday morning."""
    monkeypatch.setattr(clock, "now", lambda: MONDAY)
    service = app.extensions[KEY]
    ready = prepare(replace(service, settings=replace(service.settings, demo=False)), now=MONDAY).service
    app.extensions[KEY] = ready
    found = re.search(r"/sandi/[\w-]+", "\n".join(first_start(ready, now=MONDAY)))
    assert found is not None
    return found.group()


def test_an_office_opens_from_nothing_to_its_first_answer(
    browser: Browser, live_server: str, link: str
) -> None:
    context = browser.new_context(viewport={"width": PHONE, "height": 800})
    page = _chooses(context, live_server, link, "admin")
    page.goto(f"{live_server}/pengelola")
    follow(page.get_by_role("link", name="Isi aturan kantor langkah demi langkah"))
    page.wait_for_url("**/pengelola/buka")
    sound(page)
    follow(page.get_by_role("link", name="Nama dan alamat kantor"))
    for label, text in (
        ("Nama kantor", "Puskesmas Contoh"),
        ("Nama kantor dalam bahasa Inggris", "Sample Health Centre"),
        ("Kode kantor", "contoh"),
        ("Awalan nomor laporan", "CTH"),
    ):
        page.get_by_label(label, exact=True).fill(text)
    follow(page.get_by_role("button", name="Simpan di draf"))
    page.wait_for_url("**/wilayah")
    sound(page)
    follow(page.get_by_role("link", name="Langkah berikutnya"))
    page.get_by_label("Jenis kantor").select_option("puskesmas")
    follow(page.get_by_role("button", name="Pakai templat ini"))
    expect(page.get_by_text("Tersimpan di draf.")).to_be_visible()
    page.wait_for_url("**/unit")
    sound(page)
    follow(page.get_by_role("link", name="Langkah berikutnya"))
    page.get_by_label("Sabtu").fill("08:00-12:00")
    follow(page.get_by_role("button", name="Simpan di draf"))
    page.wait_for_url("**/jam")
    sound(page)
    follow(page.get_by_role("link", name="Langkah berikutnya"))
    sound(page)
    follow(page.get_by_role("link", name="Langkah berikutnya"))
    follow(page.get_by_role("button", name="Rilis sekarang"))
    expect(page.get_by_text("Draf ini sama dengan aturan yang berlaku.")).to_be_visible()

    way = _enters(page, live_server, "rina", "Penanggung Jawab UKP")
    rina = _chooses(browser.new_context(), live_server, way, "rina")
    page.goto(f"{live_server}/pengelola/buka")
    follow(page.get_by_role("link", name="Coba penyaluran"))
    page.get_by_label("Jenis laporan").select_option("pelayanan_kantor")
    follow(page.get_by_role("button", name="Coba"))
    expect(page.get_by_role("heading", name="Upaya Kesehatan Perseorangan")).to_be_visible()
    page.wait_for_url("**/penyaluran?**")
    sound(page)

    number = _reports(browser.new_context().new_page(), live_server)
    rina.goto(f"{live_server}/meja/{number}/message")
    rina.get_by_role("textbox").first.fill("Loket kedua sudah dibuka setiap pagi.")
    follow(rina.get_by_role("button", name="Kirim").first)
    expect(rina.get_by_text("Loket kedua sudah dibuka setiap pagi.").first).to_be_visible()


def _chooses(context: BrowserContext, live_server: str, link: str, login: str) -> Page:
    """Somebody opens their link, chooses a password and signs in with it."""
    page = context.new_page()
    page.goto(f"{live_server}{link}")
    for box in page.locator("input[type=password]").all():
        box.fill(f"{WORDS} {login}")
    follow(page.locator("main form button").first)
    page.goto(f"{live_server}/masuk")
    page.get_by_label("Nama masuk").fill(login)
    page.locator("input[type=password]").fill(f"{WORDS} {login}")
    follow(page.locator("main form button").first)
    return page


def _enters(page: Page, live_server: str, login: str, post: str) -> str:
    """The administrator enters somebody; the way by which they choose a password."""
    page.goto(f"{live_server}/pengelola/pegawai")
    page.get_by_label("Nama lengkap").fill("Rina Contoh")
    page.get_by_label("Status kepegawaian").select_option("non_asn")
    named = page.get_by_label("Jabatan").locator("option", has_text=post).first.get_attribute("value")
    page.get_by_label("Jabatan").select_option(named)
    page.get_by_label("Dasarnya").fill("SK 1/2026")
    page.get_by_label("Nama masuk").fill(login)
    follow(page.get_by_role("button", name="Catat pegawai"))
    follow(page.get_by_role("button", name="Buat tautan masuk"))
    found = re.search(r"/sandi/[\w-]+", page.content())
    assert found is not None
    return found.group()


def _reports(page: Page, live_server: str) -> str:
    """A citizen reports; the report's number."""
    page.goto(f"{live_server}/lapor")
    page.get_by_label("Ceritakan").fill("Antrean di loket terlalu panjang setiap pagi.")
    page.get_by_role("group", name="Apakah laporan ini").get_by_label("Tidak", exact=True).check()
    page.get_by_label("Jenis", exact=False).first.select_option("pelayanan_kantor")
    page.get_by_label("Kelurahan", exact=True).select_option(label="Rengas Pulau")
    page.locator("label", has_text="Rahasia").first.click()
    follow(page.get_by_role("button", name="Kirim laporan"))
    found = re.search(r"CTH-2611-\w{5}", page.content())
    assert found is not None, page.content()[:3000]
    return found.group()
