"""A plan is written, remarked upon and signed by both, in a real browser with and without scripts, and with axe."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.pages import PHONE, WALKS, follow, open_signed_in, sound
from tests.support.plans import Plans, draft, result
from tests.support.visitors import session_token, when
from tests.support.world import Office

NOW = when("Mon 2026-01-12 09:00")
#: No page on which a plan is written is taller than that on a phone.
HEIGHT, TALLEST = "document.documentElement.scrollHeight", 1200

# A browser sees the same pages on either database.
pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


def open_as(context: BrowserContext, live_server: str, office: Office, login: str) -> Page:
    token = session_token(office, login, NOW)
    return open_signed_in(context, live_server, token)


@pytest.mark.parametrize(("width", "scripts"), WALKS)
def test_a_plan_is_written_talked_about_and_signed_by_both(
    browser: Browser, live_server: str, office: Office, width: int, scripts: bool
) -> None:
    """With scripts axe looks at each page; without them the whole way is walked all the same."""
    plans = Plans(office, NOW)
    head = plans.signed("kasi", "camat", content=draft(result("Parit lancar", 60), result("Warga puas", 40)))
    view = {"width": width, "height": 800}
    plan = f"{live_server}/rencana/{office.officers['rina']}"

    mine = browser.new_context(viewport=view, java_script_enabled=scripts, locale="id-ID")
    page = open_as(mine, live_server, office, "rina")
    page.goto(f"{live_server}/rencana")
    if scripts:
        sound(page)
    follow(page.get_by_role("link", name="Mulai rencana 2026"))
    if scripts:
        sound(page)
    page.get_by_role("radio", name="Dari lembar kosong").check()
    follow(page.get_by_role("button", name="Buat draf"))
    follow(page.get_by_role("link", name="Tambah hasil kerja"))
    if scripts:
        assert page.evaluate(HEIGHT) <= TALLEST, "a result that is not there yet"
        sound(page)
    page.get_by_label("Hasil kerja", exact=True).fill("Pengaduan parit selesai tepat waktu")
    page.get_by_label("Bobot, %").fill("70")
    page.get_by_label("Mendukung hasil Kasi Contoh").select_option(label="Parit lancar")
    follow(page.get_by_role("button", name="Tambah indikator"))
    if scripts:
        assert page.evaluate(HEIGHT) <= TALLEST, "an indicator that is being written"
        expect(page.get_by_label("Indikator", exact=True)).to_be_focused()
    page.get_by_label("Nilainya dari mana").select_option(
        label="Dihitung: Selesai tepat waktu (paling sedikit, %)"
    )
    expect(page.get_by_label("Satuan")).to_be_hidden()
    page.get_by_label("Target", exact=True).fill("75")
    if scripts:
        expect(page.locator("[data-kept]")).to_contain_text("Ketikan tersimpan")
        page.goto(page.url)
        expect(page.get_by_label("Bobot, %")).to_have_value("70")
        expect(page.get_by_text("belum masuk rencana")).to_be_visible()
    follow(page.get_by_role("button", name="Simpan draf").last)
    expect(page.get_by_role("status")).to_have_text("Draf tersimpan.")
    follow(page.get_by_role("link", name="Tambah hasil kerja"))
    page.get_by_label("Hasil kerja", exact=True).fill("Kegiatan seksi didukung")
    page.get_by_label("Bobot, %").fill("20")
    page.get_by_label("Tugas").select_option(label="Tambahan")
    follow(page.get_by_role("button", name="Tambah indikator"))
    page.get_by_label("Indikator", exact=True).fill("Kegiatan dengan laporan")
    page.get_by_label("Target", exact=True).fill("12")
    follow(page.get_by_role("button", name="Simpan draf").last)
    expect(page.get_by_role("alert")).to_contain_text("Hasil 2, indikator 1: Tulis satuannya")
    if scripts:
        sound(page)
        expect(page.get_by_label("Satuan")).to_be_focused()
    expect(page.get_by_label("Hasil kerja", exact=True)).to_have_value("Kegiatan seksi didukung")
    page.get_by_label("Satuan").fill("kegiatan")
    follow(page.get_by_role("button", name="Simpan draf").last)
    if scripts:
        assert page.evaluate(HEIGHT) <= TALLEST, "the list of the parts"
        sound(page)
    follow(page.get_by_role("link", name="Selesai, baca rencananya"))

    expect(page.get_by_text("Jumlah bobot 90 %, kurang 10 dari 100 %.")).to_be_visible()
    expect(page.get_by_role("button", name="Tanda tangani")).to_have_count(0)
    if scripts:
        sound(page)

    theirs = browser.new_context(viewport=view, java_script_enabled=scripts, locale="id-ID")
    page = open_as(theirs, live_server, office, "kasi")
    page.goto(plan)
    page.get_by_label("Tentang").select_option(label="Hasil 1")
    page.get_by_label("Tanggapan Anda").fill("Parit paling penting, jadikan 80.")
    page.get_by_role("button", name="Kirim tanggapan").click()
    expect(page.get_by_text("Parit paling penting, jadikan 80.")).to_be_visible()

    page = mine.pages[0]
    page.reload()
    expect(page.get_by_text("Parit paling penting, jadikan 80.")).to_be_visible()
    follow(page.get_by_role("link", name="Ubah isi"))
    follow(page.get_by_role("link", name="Ubah hasil 1"))
    page.get_by_label("Bobot, %").fill("80")
    page.get_by_text("Catat dalam dialog apa yang diubah").click()
    page.get_by_label("Apa yang Anda ubah").fill("Bobot parit 80")
    follow(page.get_by_role("button", name="Simpan draf").last)
    follow(page.get_by_role("link", name="Selesai, baca rencananya"))
    page.get_by_role("button", name="Tanda tangani").click()
    expect(page.get_by_role("status")).to_have_text("Tanda tangan Anda tercatat.")
    expect(page.get_by_text("Menunggu tanda tangan Kasi Contoh.")).to_be_visible()

    page = theirs.pages[0]
    page.goto(plan)
    expect(page.get_by_text("Rina Contoh mengubah: Bobot parit 80")).to_be_visible()
    page.get_by_role("button", name="Tanda tangani").click()
    expect(page.get_by_text("Berlaku. Isinya terkunci")).to_be_visible()
    if scripts:
        sound(page)
    follow(page.get_by_role("link", name="Matriks peran dan hasil"))
    expect(page.get_by_role("listitem").filter(has_text="Rina Contoh").first).to_contain_text(
        "Pengaduan parit selesai tepat waktu"
    )
    if scripts:
        sound(page)
    signed = plans.versions("rina")[-1]
    assert (signed.state, [each.weight for each in signed.results]) == ("signed", [80, 20])
    assert signed.results[0].superior_result_id == head.results[0].id
    mine.close()
    theirs.close()


def test_goals_are_written_in_a_browser(browser: Browser, live_server: str, office: Office) -> None:
    context = browser.new_context(
        viewport={"width": PHONE, "height": 800}, locale="id-ID", color_scheme="dark"
    )
    page = open_as(context, live_server, office, "camat")
    page.goto(f"{live_server}/sasaran")
    follow(page.get_by_role("link", name="Tulis visi"))
    page.get_by_role("button", name="Simpan").click()
    expect(page.get_by_role("link", name="Tulis sasarannya.")).to_have_attribute("href", "#words")
    sound(page)
    page.get_by_label("Visi", exact=True).fill("Marelan bersih dan melayani")
    page.get_by_label("Tahun terakhir").fill("2029")
    page.get_by_role("button", name="Simpan").click()
    expect(page.get_by_role("status")).to_have_text("Sasaran tercatat.")
    follow(page.get_by_role("link", name=re.compile("Tambah misi")))
    page.get_by_label("Misi", exact=True).fill("Pelayanan yang pasti waktunya")
    page.get_by_role("button", name="Simpan").click()
    expect(page.get_by_text("Pelayanan yang pasti waktunya").first).to_be_visible()
    sound(page)
    context.close()
