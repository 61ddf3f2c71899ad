"""A superior rates, the officer objects, the superior's superior decides: in a real browser, with axe and without scripts."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect

from complaints_service import clock
from complaints_service.edge.resources import KEY
from config.rulebook import Rulebook
from tests.browser.pages import PHONE, WALKS, follow, open_signed_in, sound
from tests.support.evaluations import REASON, Evaluations, evaluated_office
from tests.support.prepared import Prepared
from tests.support.visitors import session_token

# A browser sees the same pages on either database.
pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def held(app: Flask, rulebook: Rulebook, prepared: Prepared, monkeypatch: pytest.MonkeyPatch) -> Evaluations:
    made = prepared(app.extensions[KEY].engine, rulebook, evaluated_office)
    monkeypatch.setattr(clock, "now", lambda: made.now)
    return made


#: The answer ends above this on a phone, and the whole page is no taller than that.
FOLD, TALLEST = 600, 2800
ANSWER_ENDS = "document.querySelector('[data-answer]').getBoundingClientRect().bottom"
#: Of the words in the matrix, those that a line breaks apart.
BROKEN = """() => [...document.querySelectorAll(".matrix th, .matrix td")].flatMap((cell) => {
  const text = [...cell.childNodes].find((one) => one.nodeType === 3);
  return [...text.data.matchAll(/[^\\s]+/g)].filter((word) => {
    const range = document.createRange();
    range.setStart(text, word.index);
    range.setEnd(text, word.index + word[0].length);
    return range.getClientRects().length > 1;
  }).map((word) => word[0]);
})"""


def whole_words(page: Page) -> None:
    """No word of the matrix is broken, from the narrowest window on."""
    before = page.viewport_size
    for width in (320, 360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate(BROKEN) == [], width
    if before:
        page.set_viewport_size(before)


def open_as(context: BrowserContext, live_server: str, held: Evaluations, login: str) -> Page:
    token = session_token(held.measured.office, login, held.now)
    return open_signed_in(context, live_server, token)


@pytest.mark.parametrize(("width", "scripts"), WALKS)
def test_rated_objected_and_decided(
    browser: Browser, live_server: str, held: Evaluations, width: int, scripts: bool
) -> None:
    """With scripts axe looks at each page; without them the whole way is walked all the same."""

    def look(page: Page) -> None:
        if scripts:
            sound(page)

    def browser_of(login: str) -> Page:
        view = {"width": width, "height": 800}
        context = browser.new_context(viewport=view, java_script_enabled=scripts, locale="id-ID")  # type: ignore[arg-type]
        return open_as(context, live_server, held, login)

    kasi = browser_of("kasi")
    kasi.goto(f"{live_server}/evaluasi/pegawai/{held.officer('rina')}")
    look(kasi)
    kasi.get_by_label("Periode").select_option(label="Triwulan IV 2026")
    kasi.get_by_role("button", name="Mulai").click()
    expect(kasi.get_by_text("Yang menilai tetap Anda.")).to_be_visible()
    look(kasi)
    assert kasi.evaluate(ANSWER_ENDS) <= FOLD
    expect(kasi.get_by_role("rowheader", name="Jawaban pertama tepat waktu")).to_be_visible()
    results = kasi.get_by_role("group", name="Hasil kerja")
    results.get_by_role("radio", name="Di bawah ekspektasi").check()
    kasi.get_by_label("Alasan, dibaca pegawai").fill(REASON)
    kasi.get_by_role("button", name="Kirim ke pegawai").click()
    expect(kasi.get_by_text("Pilih di atas, sesuai, atau di bawah ekspektasi.").first).to_be_visible()
    expect(kasi.get_by_label("Alasan, dibaca pegawai")).to_have_value(REASON)
    expect(results.get_by_role("radio", name="Di bawah ekspektasi")).to_be_checked()
    look(kasi)
    kasi.get_by_role("group", name="Perilaku kerja").get_by_role("radio", name="Sesuai ekspektasi").check()
    follow(kasi.get_by_role("button", name="Simpan draf"))
    kasi.get_by_text("Tabel predikat", exact=True).click()
    expect(kasi.locator(".matrix .hit")).to_contain_text("Butuh Perbaikan")
    if scripts:
        whole_words(kasi)
    expect(kasi.get_by_text("Perilaku kerja dinilai tanpa bukti")).to_be_visible()
    kasi.get_by_role("checkbox", name="Saya tahu, dan tetap menilai.").check()
    kasi.get_by_role("button", name="Kirim ke pegawai").click()
    expect(kasi.get_by_role("status")).to_contain_text("Evaluasi terkirim.")

    rina = browser_of("rina")
    rina.goto(f"{live_server}/evaluasi")
    look(rina)
    follow(rina.get_by_role("link", name="Baca dan tanggapi evaluasi Anda"))
    expect(rina.get_by_text(REASON)).to_be_visible()
    look(rina)
    assert rina.evaluate(ANSWER_ENDS) <= FOLD
    if scripts:
        assert rina.evaluate("document.documentElement.scrollHeight") <= TALLEST
    rina.get_by_text("Saya berkeberatan").click()
    rina.get_by_label("Apa yang keliru, dan mengapa").fill("Laporan itu datang ketika saya cuti.")
    rina.get_by_role("button", name="Ajukan keberatan").click()
    expect(rina.get_by_role("status")).to_contain_text("Keberatan Anda tercatat.")
    look(rina)

    camat = browser_of("camat")
    camat.goto(f"{live_server}/evaluasi")
    follow(camat.get_by_role("link", name="Putuskan keberatan"))
    expect(camat.get_by_text("Laporan itu datang ketika saya cuti.")).to_be_visible()
    camat.get_by_role("radio", name="Diterima").check()
    decision = camat.get_by_role("region", name="Putusan Anda")
    decision.get_by_label("Hasil kerja").select_option(label="Sesuai ekspektasi")
    camat.get_by_label("Alasan putusan").fill("Benar, laporan itu bukan kesalahannya.")
    look(camat)
    camat.get_by_role("button", name="Putuskan").click()
    expect(camat.get_by_role("status")).to_contain_text("Putusan tercatat.")
    expect(camat.get_by_text("(semula: Di bawah ekspektasi)")).to_be_visible()
    look(camat)

    rina.reload()
    expect(rina.locator(".big")).to_have_text("Baik")
    if scripts:
        assert rina.evaluate("document.documentElement.scrollHeight") <= TALLEST
    (view,) = [held.view(one) for one in (1,)]
    assert view.digest is not None
    expect(rina.get_by_text(view.digest)).to_be_visible()
    for page in (kasi, rina, camat):
        page.context.close()


def test_feedback_is_given(browser: Browser, live_server: str, held: Evaluations) -> None:
    view = {"width": PHONE, "height": 800}
    context = browser.new_context(viewport=view, locale="id-ID")  # type: ignore[arg-type]
    page = open_as(context, live_server, held, "hasan")
    page.goto(f"{live_server}/umpan-balik/{held.officer('rina')}")
    page.get_by_role("radio", name="Penghargaan").check()
    page.get_by_label("Umpan balik", exact=True).fill("Selalu membantu ketika truk terlambat.")
    page.get_by_label("Nilai BerAKHLAK").select_option(label="Kolaboratif")
    page.get_by_role("button", name="Sampaikan").click()
    expect(page.get_by_role("status")).to_contain_text("Umpan balik Anda tercatat.")
    expect(page.get_by_text("Selalu membantu ketika truk terlambat.")).to_be_visible()
    sound(page)
    context.close()
