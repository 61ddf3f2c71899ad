"""An officer's way through the desk in a real browser: without a script, on a phone and on a desk, and with axe."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.pages import PHONE, follow, sound
from tests.support.visitors import session_token, when
from tests.support.world import PASSWORD, Office

NOW = when("Tue 2026-11-24 14:05")

# A browser sees the same pages on either database.
pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def number(office: Office) -> str:
    """A late ticket of Rina's: answered, asked about, answered by the citizen."""
    number = office.complain(
        "Sampah menumpuk di depan gang",
        category="sampah",
        privacy="confidential",
        name="Butet Contoh",
        phone="081234567890",
        now=when("Mon 2026-11-09 10:20"),
    ).number
    office.act("rina", number, "message", text="Kami datang Kamis.", now=when("Mon 2026-11-09 15:30"))
    office.act("rina", number, "question", text="Gang yang mana?", now=when("Tue 2026-11-10 09:00"))
    office.citizen(number, "write", text="Gang Contoh.", now=when("Wed 2026-11-11 11:00"))
    office.act("rina", number, "note", text="Truk baru ada Selasa.", now=when("Thu 2026-11-12 09:00"))
    return number


def test_an_officer_works_a_ticket_without_a_script(
    browser: Browser, live_server: str, office: Office, number: str
) -> None:
    context = browser.new_context(
        viewport={"width": PHONE, "height": 800}, java_script_enabled=False, locale="id-ID"
    )
    page = context.new_page()
    page.goto(f"{live_server}/meja")
    page.get_by_label("Nama masuk").fill("rina")
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("button", name="Masuk").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Meja kerja")
    expect(page.get_by_text("Lewat 6 hari kerja")).to_be_visible()
    follow(page.get_by_role("link", name="Sampah, "))

    expect(page.get_by_role("heading", name="Giliran Anda")).to_be_visible()
    page.get_by_label("Jawab warga").fill("Truk datang hari ini.")
    page.get_by_role("button", name="Kirim jawaban").click()
    expect(page.get_by_text("terkirim dalam 30 detik")).to_be_visible()
    expect(page.get_by_text("Truk datang hari ini.")).to_be_visible()

    follow(page.get_by_role("link", name="Serahkan"))
    page.get_by_role("button", name="Serahkan").click()
    expect(page.get_by_text("Tulis alasannya.")).to_be_visible()
    expect(page.get_by_label("Kepada")).to_be_focused()
    follow(page.get_by_role("link", name="Tidak jadi"))

    page.get_by_text("Tindakan lain").click()
    follow(page.get_by_role("link", name="Tolak laporan ini"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Mengapa laporan ini ditolak?")
    follow(page.get_by_role("link", name="Tidak jadi"))

    page.get_by_label("Untuk apa Anda membukanya?").fill("Menanyakan letak tumpukannya.")
    page.get_by_role("button", name="Lihat, dan tercatat").click()
    expect(page.get_by_text("Butet Contoh")).to_be_visible()

    follow(page.get_by_role("link", name="Selesaikan"))
    page.get_by_label("Laporan kepada warga").fill("Sudah diangkat.")
    page.get_by_role("button", name="Selesaikan").click()
    expect(page.get_by_role("status")).to_contain_text("Ditandai selesai.")
    follow(page.get_by_role("link", name="Meja kerja"))
    expect(page.get_by_role("heading", name="Tidak ada yang menunggu Anda")).to_be_visible()
    follow(page.get_by_role("link", name="Di warga"))
    expect(page.get_by_text("Menunggu penilaian")).to_be_visible()
    context.close()


@pytest.fixture
def signed_in(browser: Browser, live_server: str, office: Office, request: pytest.FixtureRequest) -> Any:
    """Opens a page of Rina's on a phone."""
    opened = []

    def open_page() -> Page:
        context = browser.new_context(viewport={"width": PHONE, "height": 800})
        token = session_token(office, "rina", NOW)
        context.add_cookies([{"name": "tanggap", "value": token, "url": live_server}])
        opened.append(context)
        return context.new_page()

    yield open_page
    for context in opened:
        context.close()


def test_the_desk_has_no_barriers_and_fits_the_screen(signed_in: Any, live_server: str, number: str) -> None:
    page = signed_in()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    faults: list[str] = []
    page.on("console", lambda told: faults.append(told.text) if told.type == "error" else None)
    acts = ("handover", "message", "question", "reject", "classify")
    paths = ["/meja", "/meja?view=queue", f"/meja/{number}", *(f"/meja/{number}/{act}" for act in acts)]
    for path in paths:
        page.goto(live_server + path)
        if path.endswith("reject"):
            follow(page.get_by_role("button", name="Tolak laporan ini"))
        sound(page)
    assert not [url for url in asked if not url.startswith((live_server, "data:"))]
    # Chromium says every answer of 4xx on its console; the refused form is one.
    assert not [fault for fault in faults if "422" not in fault]
