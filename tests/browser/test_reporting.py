"""An officer reports with a photo and a superior decides: in a real browser, with axe and without scripts."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from playwright.sync_api import Browser, FilePayload, Page, expect
from pypdf import PdfReader

from complaints_service import db
from tests.browser.pages import WALKS, follow, sound
from tests.browser.test_contest import open_as
from tests.support.signed_plans import SignedPlan, signed_plan
from tests.support.visitors import when
from tests.support.world import Office

NOW = when("Tue 2026-11-24 14:05")
# A browser sees the same pages on either database.
pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def plan(office: Office) -> SignedPlan:
    with db.writing(office.engine) as session:
        return signed_plan(
            session, officer_id=office.officers["rina"], rater_id=office.officers["kasi"], now=NOW
        )


def photo() -> FilePayload:
    drawn = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(drawn, "PNG")
    return {"name": "parit.png", "mimeType": "image/png", "buffer": drawn.getvalue()}


@pytest.mark.parametrize(("width", "scripts"), WALKS)
def test_reported_declined_reported_again_and_approved(
    browser: Browser, live_server: str, office: Office, plan: SignedPlan, width: int, scripts: bool
) -> None:
    """With scripts axe looks at each page; without them the whole way is walked all the same."""
    address = f"{live_server}/realisasi/{office.officers['rina']}"

    def look(page: Page) -> None:
        if scripts:
            sound(page)

    def browser_of(login: str) -> Page:
        view = {"width": width, "height": 800}
        context = browser.new_context(viewport=view, java_script_enabled=scripts, locale="id-ID")  # type: ignore[arg-type]
        return open_as(context, live_server, office, login)

    rina = browser_of("rina")
    rina.goto(address)
    look(rina)
    follow(rina.get_by_role("link", name="Laporkan November 2026").first)
    rina.get_by_label("Apa yang dicapai").fill("38 dari 44 titik bersih.")
    rina.get_by_role("button", name="Kirim ke atasan").click()
    expect(rina.get_by_text("Isi dengan angka, misalnya 12 atau 12,5.").first).to_be_visible()
    expect(rina.get_by_label("Apa yang dicapai")).to_have_value("38 dari 44 titik bersih.")
    look(rina)
    rina.get_by_label("Berapa yang tercapai (titik)").fill("38")
    rina.get_by_label("Berkas bukti").set_input_files(photo())
    rina.get_by_role("button", name="Kirim ke atasan").click()
    expect(rina.get_by_role("status")).to_contain_text("Realisasi terkirim.")
    look(rina)

    kasi = browser_of("kasi")
    kasi.goto(f"{live_server}/tim")
    look(kasi)
    follow(kasi.get_by_role("link", name="1 realisasi Rina Contoh menunggu persetujuan"))
    expect(kasi.get_by_text("38 dari 44 titik bersih.")).to_be_visible()
    look(kasi)
    with kasi.expect_download() as kept:
        kasi.get_by_role("link", name="parit.png").click()
    assert kept.value.suggested_filename.endswith(".jpg")
    kasi.locator("summary", has_text="Tolak").click()
    kasi.get_by_label("Mengapa ditolak").fill("Fotonya bukan parit itu.")
    kasi.get_by_role("button", name="Tolak").click()
    expect(kasi.get_by_role("status")).to_contain_text("Tercatat.")

    rina.goto(f"{address}/lapor/{plan.indicators[0]}")
    rina.get_by_label("Berapa yang tercapai (titik)").fill("36")
    rina.get_by_label("Apa yang dicapai").fill("36 titik, dengan berita acara.")
    rina.get_by_label("Tautan bukti").fill("https://contoh.example/ba/7")
    rina.get_by_role("button", name="Kirim ke atasan").click()
    expect(rina.get_by_text("Alasan: Fotonya bukan parit itu.")).to_be_visible()

    kasi.reload()
    kasi.get_by_role("button", name="Setujui").click()
    expect(kasi.get_by_text("November 2026: 36 titik")).to_be_visible()
    look(kasi)
    for page in (rina, kasi):
        page.context.close()


def test_the_pages_beside_are_sound(
    browser: Browser, live_server: str, office: Office, plan: SignedPlan
) -> None:
    for login, paths in {
        "rina": ("/kinerja", f"/kinerja/{office.officers['rina']}/periode"),
        "camat": ("/tim", "/kinerja-kantor", "/kinerja"),
    }.items():
        context = browser.new_context(locale="id-ID")
        page = open_as(context, live_server, office, login)
        for path in paths:
            page.goto(live_server + path)
            page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
            sound(page)
        context.close()


def test_a_plan_is_taken_along_as_a_document(
    browser: Browser, live_server: str, office: Office, plan: SignedPlan
) -> None:
    page = open_as(browser.new_context(locale="id-ID"), live_server, office, "rina")
    page.goto(f"{live_server}/rencana/{office.officers['rina']}")
    with page.expect_download() as kept:
        page.get_by_role("link", name="Dokumen PDF").click()
    text = PdfReader(kept.value.path()).pages[0].extract_text()
    assert "Sasaran Kinerja Pegawai" in text and "Rina Contoh" in text
    page.context.close()
