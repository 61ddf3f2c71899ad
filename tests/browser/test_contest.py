"""An officer contests time and a superior decides, in a real browser without scripts, and with axe."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.pages import PHONE, WALKS, follow, open_signed_in, sound
from tests.support.visitors import session_token, when
from tests.support.world import Office

NOW = when("Tue 2026-11-24 14:05")

# A browser sees the same pages on either database.
pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


def open_as(context: BrowserContext, live_server: str, office: Office, login: str) -> Page:
    token = session_token(office, login, NOW)
    return open_signed_in(context, live_server, token)


@pytest.mark.parametrize(("width", "scripts"), WALKS)
def test_a_span_is_contested_and_decided(
    browser: Browser, live_server: str, office: Office, width: int, scripts: bool
) -> None:
    """With scripts axe looks at each page; without them the whole way is walked all the same."""
    number = office.complain("Parit tumpat di Gang Contoh", now=when("Mon 2026-11-23 10:00")).number
    view = {"width": width, "height": 800}
    mine = browser.new_context(viewport=view, java_script_enabled=scripts, locale="id-ID")
    page = open_as(mine, live_server, office, "rina")
    page.goto(f"{live_server}/meja/{number}")
    page.get_by_text("Tindakan lain").click()
    follow(page.get_by_role("link", name="Sanggah waktu"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Waktu mana yang bukan waktu Anda?")
    if scripts:
        sound(page)
    expect(page.get_by_label("Dari")).to_have_value("2026-11-23T10:00")
    page.get_by_label("Dari").fill("2026-11-23T13:00")
    page.get_by_label("Sampai").fill("2026-11-23T15:00")
    page.get_by_role("button", name="Sanggah waktu").click()
    expect(page.get_by_text("Tulis alasannya.").first).to_be_visible()
    page.get_by_label("Alasan").fill("Dinas luar.")
    page.get_by_role("button", name="Sanggah waktu").click()
    expect(page.get_by_role("status")).to_contain_text("Sanggahan Anda diterima.")
    expect(page.get_by_text("Belum diputuskan")).to_be_visible()

    theirs = browser.new_context(viewport=view, java_script_enabled=scripts, locale="id-ID")
    page = open_as(theirs, live_server, office, "kasi")
    page.goto(f"{live_server}/meja")
    expect(page.get_by_role("heading", name="Perlu diputuskan")).to_be_visible()
    if scripts:
        sound(page)
    follow(page.get_by_role("link", name="Parit dan banjir, ").first)
    follow(page.get_by_role("link", name="Putuskan sanggahan").last)
    if scripts:
        sound(page)
    page.get_by_role("radio").first.check()
    page.get_by_label("Waktu siapa sebenarnya?").select_option(label="Antrean Seksi Sarana dan Prasarana")
    page.get_by_label("Alasan").fill("Benar, ada surat tugasnya.")
    page.get_by_role("button", name="Putuskan sanggahan").click()
    expect(page.get_by_role("status")).to_have_text("Putusan tercatat. Angka kinerja mengikuti.")
    if scripts:
        sound(page)
    page.goto(f"{live_server}/meja")
    expect(page.get_by_role("heading", name="Perlu diputuskan")).to_have_count(0)

    page = mine.pages[0]
    page.reload()
    custody = page.locator("section", has=page.get_by_role("heading", name="Siapa memegang berapa lama"))
    expect(custody.get_by_role("row", name="Antrean Seksi Sarana dan Prasarana")).to_contain_text("2 j 00 m")
    expect(custody.get_by_text("Benar, ada surat tugasnya.")).to_be_visible()
    mine.close()
    theirs.close()


def test_leave_is_entered_in_a_browser(browser: Browser, live_server: str, office: Office) -> None:
    context = browser.new_context(viewport={"width": PHONE, "height": 800}, locale="id-ID")
    page = open_as(context, live_server, office, "kasi")
    page.goto(f"{live_server}/cuti")
    page.get_by_label("Petugas").select_option(label="Rina Contoh, Seksi Sarana dan Prasarana")
    page.get_by_label("Hari pertama").fill("2026-12-01")
    page.get_by_label("Hari terakhir").fill("2026-12-03")
    page.get_by_label("Jenis cuti").select_option(label="Cuti tahunan")
    page.get_by_role("button", name="Setujui cuti").click()
    expect(page.get_by_role("status")).to_contain_text("Cuti tercatat.")
    expect(page.get_by_text("Sel, 1 Des 2026 sampai Kam, 3 Des 2026")).to_be_visible()
    sound(page)
    page.get_by_role("button", name="Batalkan cuti Rina Contoh").click()
    expect(page.get_by_text("Belum ada cuti yang tercatat.")).to_be_visible()
    sound(page)
    context.close()
