"""A citizen's path in a real browser: complain, follow, answer, dispute, accept; narrow, wide, and without a script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from complaints_service import clock
from complaints_service.edge.resources import KEY
from config.rulebook import Rulebook
from tests.browser.pages import PHONE, faults_of, follow
from tests.support.world import Office, open_office

#: What the database cannot change is walked on one.
anywhere = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


@pytest.fixture
def office(app: Flask, rulebook: Rulebook) -> Office:
    return open_office(app.extensions[KEY].engine, rulebook)


WINDOWS = {"360": (360, True), "1280": (1280, True), "360 without script": (360, False)}


@pytest.fixture(params=WINDOWS)
def reader(request: pytest.FixtureRequest, browser: Browser, live_server: str) -> Iterator[Page]:
    """A page on a phone, a desk, and a phone without scripts; anything it reports as broken fails the test."""
    width, script = WINDOWS[request.param]
    context = browser.new_context(
        viewport={"width": width, "height": 800},
        java_script_enabled=script,
        base_url=live_server,
        locale="id-ID",
        timezone_id="Asia/Jakarta",
    )
    page = context.new_page()
    broken: list[str] = []
    page.on(
        "console",
        lambda message: broken.append(message.text) if message.type in ("error", "warning") else None,
    )
    page.on("pageerror", lambda error: broken.append(str(error)))
    page.on(
        "request",
        lambda asked: None if asked.url.startswith((live_server, "data:")) else broken.append(asked.url),
    )
    yield page
    context.close()
    # A form that has to be mended comes back as 422, which Chromium notes as an error of its own.
    assert [said for said in broken if "422" not in said] == []


def fill(page: Page) -> None:
    page.goto("/")
    follow(page.get_by_role("link", name="Mulai melapor"))
    page.get_by_label("Ceritakan").fill("Parit tumpat di Gang Contoh. Kalau hujan air naik.")
    page.get_by_role("group", name="Apakah laporan ini").get_by_label("Tidak", exact=True).check()
    page.get_by_label("Kelurahan", exact=True).select_option(label="Rengas Pulau")
    page.get_by_text("Terbuka", exact=True).click()
    follow(page.get_by_role("button", name="Kirim laporan"))


def no_overflow(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


# The whole way on both databases once.
@pytest.mark.parametrize(
    ("backend", "reader"), [*(("sqlite", one) for one in WINDOWS), ("postgresql", "360")], indirect=True
)
def test_a_citizen_complains_follows_disputes_and_accepts(
    reader: Page, office: Office, live_server: str
) -> None:
    fill(reader)
    expect(reader.get_by_role("heading", level=1)).to_have_text(re.compile(r"^MRL-\d{4}-[0-9A-Z]{5}$"))
    number = reader.get_by_role("heading", level=1).inner_text()
    expect(reader.get_by_text("Seksi Sarana dan Prasarana").first).to_be_visible()

    follow(reader.get_by_role("link", name="Buka halaman lacak"))
    expect(reader).to_have_url(re.compile(rf"/laporan/{number}$"))
    expect(reader.get_by_role("heading", name="Sekarang giliran kantor")).to_be_visible()
    reader.get_by_role("textbox", name="Tulis pesan").fill("Kapan dikerjakan?")
    reader.get_by_role("button", name="Kirim pesan").click()
    expect(reader.get_by_text("Kapan dikerjakan?")).to_be_visible()

    office.act("rina", number, "question", text="Di depan rumah nomor berapa?", now=clock.now())
    reader.reload()
    expect(reader.get_by_role("heading", name="Kami menunggu jawaban Anda")).to_be_visible()
    reader.get_by_role("textbox", name="Jawaban Anda").fill("Nomor lima.")
    reader.get_by_role("button", name="Kirim jawaban").click()
    expect(reader.get_by_role("heading", name="Sekarang giliran kantor")).to_be_visible()

    office.act("rina", number, "resolve", text="Parit sudah dikeruk.", now=clock.now())
    reader.reload()
    expect(reader.get_by_role("heading", name="Kantor menyatakan selesai")).to_be_visible()
    reader.get_by_text("Tolak", exact=True).click()
    reader.get_by_role("button", name="Kirim penilaian").click()
    expect(reader.get_by_text("Tulis apa yang belum beres.").first).to_be_visible()
    reader.get_by_text("Tolak", exact=True).click()
    reader.get_by_label(re.compile("Apa yang belum beres")).fill("Ujungnya masih tumpat.")
    reader.get_by_role("button", name="Kirim penilaian").click()
    expect(reader.get_by_role("heading", name="Sekarang giliran kantor")).to_be_visible()

    office.act("rina", number, "resolve", text="Ujungnya juga sudah.", now=clock.now() + timedelta(seconds=1))
    reader.reload()
    reader.get_by_text("Terima", exact=True).click()
    reader.get_by_role("button", name="Kirim penilaian").click()
    expect(reader.get_by_text("Terima kasih. Laporan ini ditutup.")).to_be_visible()
    assert no_overflow(reader)


@anywhere
def test_what_was_typed_stays_and_the_focus_goes_to_what_is_wrong(reader: Page, office: Office) -> None:
    reader.goto("/lapor")
    reader.get_by_label("Ceritakan").fill("Lampu jalan mati.")
    reader.get_by_role("group", name="Apakah laporan ini").get_by_label("Tidak", exact=True).check()
    reader.get_by_label(re.compile("Nomor ponsel")).fill("nomor saya")
    reader.get_by_role("button", name="Kirim laporan").click()
    expect(reader.get_by_label("Ceritakan")).to_have_value("Lampu jalan mati.")
    expect(reader.get_by_label(re.compile("Nomor ponsel"))).to_have_value("nomor saya")
    lacking = "Pilih kelurahan. Tanpa itu kami tidak tahu siapa yang harus datang."
    expect(reader.get_by_role("alert").get_by_role("link", name=lacking)).to_have_attribute(
        "href", "#kelurahan"
    )
    expect(reader.locator("#kelurahan-error")).to_have_text(lacking)
    kelurahan = reader.get_by_label("Kelurahan", exact=True)
    expect(kelurahan).to_have_attribute("aria-invalid", "true")
    expect(kelurahan).to_be_focused()


@anywhere
def test_english_is_one_switch_away(reader: Page, office: Office) -> None:
    reader.goto("/")
    follow(reader.get_by_role("link", name="English"))
    expect(reader.locator("html")).to_have_attribute("lang", "en")
    expect(reader.get_by_role("link", name="Lapor", exact=True)).to_have_count(0)


@anywhere
def test_no_page_of_a_citizen_breaks_wcag(browser: Browser, live_server: str, office: Office) -> None:
    context = browser.new_context(
        viewport={"width": PHONE, "height": 800}, base_url=live_server, locale="id-ID"
    )
    page = context.new_page()
    found: list[str] = []
    for path in ("/", "/lapor", "/lacak", "/hak", "/privasi", "/bantuan", "/masuk", "/tidak-ada"):
        page.goto(path)
        found += faults_of(page)
    page.goto("/lapor")
    follow(page.get_by_role("button", name="Kirim laporan"))
    found += faults_of(page)
    fill(page)
    found += faults_of(page)
    follow(page.get_by_role("link", name="Buka halaman lacak"))
    found += faults_of(page)
    context.close()
    assert found == []


@anywhere
def test_pages_are_light(browser: Browser, live_server: str, office: Office) -> None:
    """Bytes over the wire, every file included: 60 kB, 130 kB with the map and its streets."""
    for path, most in (("/", 60_000), ("/lapor", 130_000), ("/lacak", 60_000)):
        context = browser.new_context(base_url=live_server)
        page = context.new_page()
        sizes: list[int] = []
        page.on("requestfinished", lambda asked, sizes=sizes: sizes.append(asked.sizes()["responseBodySize"]))
        page.goto(path, wait_until="networkidle")
        context.close()
        assert 0 < sum(sizes) < most, f"{path} weighs {sum(sizes)} bytes"
