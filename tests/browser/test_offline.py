"""A phone without a line: the draft that is asked for, the form that still opens, the report that arrives exactly once."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import text

from complaints_service.edge.resources import KEY
from config.rulebook import Rulebook
from tests.browser.pages import follow, sound
from tests.support.photos import kept_files
from tests.support.world import Office, open_office

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("backend", ["sqlite"], indirect=True)]


@pytest.fixture
def office(app: Flask, rulebook: Rulebook) -> Office:
    return open_office(app.extensions[KEY].engine, rulebook)


@pytest.fixture
def phone(browser: Browser, live_server: str, office: Office) -> Iterator[BrowserContext]:
    context = browser.new_context(
        viewport={"width": 360, "height": 780}, base_url=live_server, has_touch=True, is_mobile=True
    )
    yield context
    context.close()


def photo(name: str, shade: int) -> Any:
    made = io.BytesIO()
    Image.new("RGB", (320, 240), (shade, 90, 60)).save(made, "JPEG")
    return {"name": name, "mimeType": "image/jpeg", "buffer": made.getvalue()}


def fill(page: Page, words: str, *, privacy: str = "open") -> None:
    page.get_by_label("Ceritakan").fill(words)
    page.get_by_role("group", name="Apakah laporan ini").get_by_label("Tidak", exact=True).check()
    page.get_by_label("Kelurahan", exact=True).select_option(index=1)
    page.locator(f"[name=privacy][value={privacy}]").check(force=True)


def told(office: Office) -> list[str]:
    """The words of every report that the ledger has, in the order they came."""
    with office.engine.connect() as connection:
        return list(connection.scalars(text("select text from complaint order by id")))


def kept(page: Page) -> str:
    """All that this device holds of what was typed."""
    return str(page.evaluate("JSON.stringify({...localStorage})"))


#: What a phone does with a share target: a form of its own is sent to it.
SHARE = """() => {
  const form = document.createElement("form"), text = document.createElement("input"), files = document.createElement("input");
  Object.assign(form, { method: "post", enctype: "multipart/form-data", action: "/lapor/terima" });
  Object.assign(text, { name: "text", value: "Dari galeri" });
  Object.assign(files, { name: "files", type: "file" });
  const held = new DataTransfer();
  held.items.add(new File(["Parit tumpat sejak Senin."], "galeri.txt", { type: "text/plain" }));
  files.files = held.files;
  form.append(text, files);
  document.body.append(form);
  form.submit();
}"""


def worked(page: Page) -> None:
    """Until the worker answers for the page and has kept what it needs."""
    page.evaluate("navigator.serviceWorker.ready")
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    page.wait_for_function("() => caches.match('/lapor/luring').then(Boolean)")


def test_a_draft_is_asked_for_and_never_shown_by_itself(phone: BrowserContext, office: Office) -> None:
    page = phone.new_page()
    page.goto("/lapor")
    page.evaluate("localStorage.setItem('tanggap:lapor', JSON.stringify({values: {name: 'Lama'}}))")
    fill(page, "Parit tumpat di Gang Contoh.")
    page.get_by_label("Nama", exact=False).last.fill("Sari Contoh")
    page.get_by_label(re.compile("Nomor ponsel")).fill("0812 0000 0000")
    page.locator("#files").set_input_files([photo("satu.jpg", 10)])
    expect(page.locator(".drafted li:not([data-busy])")).to_have_count(1)
    page.wait_for_function("() => Object.keys(localStorage).includes('tanggap:draf:lapor')")
    page.close()

    page = phone.new_page()
    page.goto("/lapor")
    offer = page.locator("[data-draft-offer]")
    expect(offer).to_contain_text(re.compile(r"Lanjutkan draf dari \d\d\.\d\d\?"))
    assert page.get_by_label("Ceritakan").input_value() == ""
    sound(page)
    held = kept(page)
    assert "Parit tumpat" in held
    assert "Sari" not in held and "0812" not in held and "Lama" not in held, "who reports is never kept"
    offer.get_by_role("button", name="Lanjutkan").click()
    expect(page.get_by_label("Ceritakan")).to_have_value("Parit tumpat di Gang Contoh.")
    expect(page.locator(".drafted li")).to_contain_text("satu.jpg")
    page.get_by_label(re.compile("^Nama")).fill("Sari Contoh")

    page.locator("[name=privacy][value=anonymous]").check(force=True)
    page.wait_for_function("() => localStorage.length === 0")
    page.locator("[name=privacy][value=confidential]").check(force=True)
    page.wait_for_function("() => localStorage.length === 1")
    page.locator("[name=about_office][value=yes]").check(force=True)
    page.wait_for_function("() => localStorage.length === 0")
    page.close()


def test_a_draft_ends_after_a_day_and_at_a_press(phone: BrowserContext, office: Office) -> None:
    page = phone.new_page()
    page.goto("/lapor")
    page.get_by_label("Ceritakan").fill("Lampu mati.")
    page.wait_for_function("() => localStorage.length === 1")
    page.locator("[data-draft-status]").get_by_role("button", name="Hapus draf").click()
    expect(page.get_by_label("Ceritakan")).to_have_value("")
    assert page.evaluate("localStorage.length") == 0
    page.get_by_label("Ceritakan").fill("Lampu mati.")
    page.wait_for_function("() => localStorage.length === 1")
    page.evaluate(
        "() => { const name = 'tanggap:draf:lapor', one = JSON.parse(localStorage.getItem(name));"
        " one.at -= 24 * 3600 * 1000; window.addEventListener('pagehide',"
        " () => localStorage.setItem(name, JSON.stringify(one))); }"
    )
    page.goto("/")
    assert page.evaluate("localStorage.length") == 0, "the front page forgets it as well"


def test_a_report_without_a_line_arrives_exactly_once(
    phone: BrowserContext, app: Flask, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = phone.new_page()
    page.goto("/lapor")
    worked(page)
    phone.set_offline(True)
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sampaikan keluhan")
    expect(page.locator(".pinmap")).to_be_visible()
    page.get_by_role("button", name="Kirim laporan").click()
    expect(page.get_by_role("alert").filter(has_text="Ceritakan dulu apa yang terjadi")).to_be_visible()
    fill(page, "Parit tumpat, dikirim tanpa sambungan.")
    page.get_by_label(re.compile("Nomor ponsel")).fill("0812 0000 0000")
    page.locator("#files").set_input_files([photo("satu.jpg", 10), photo("dua.jpg", 90)])
    page.get_by_role("button", name="Kirim laporan").click()
    waiting = page.locator("[data-queue]")
    expect(waiting).to_contain_text("menunggu di ponsel ini")
    expect(page.get_by_label("Ceritakan")).to_have_value("")
    assert "Parit" not in kept(page)
    sound(page)
    page.close()
    assert told(office) == []

    # A night later: the form's session is long gone, and the first answer is lost behind the commit.
    hand_in, answers = app.view_functions["complaint_form.post_complaint"], []

    def lose_the_first(**values: Any) -> Any:
        answers.append(hand_in(**values))
        return answers[-1] if len(answers) > 1 else ("", 502)

    monkeypatch.setitem(app.view_functions, "complaint_form.post_complaint", lose_the_first)
    phone.clear_cookies()
    phone.set_offline(False)
    page = phone.new_page()
    page.goto("/")
    expect(page.locator("[data-queue]")).to_contain_text("sudah masuk")
    assert len(answers) > 1 and told(office) == ["Parit tumpat, dikirim tanpa sambungan."]
    number = page.locator("[data-number]").inner_text()
    assert len(kept_files(office.engine, number)) == 2
    follow(page.get_by_role("link", name="Buka laporannya"))
    page.wait_for_url(f"**/laporan/{number}")
    expect(page.locator(".photos img")).to_have_count(2)
    page.goto("/lapor")
    held = page.evaluate(
        "async () => { const found = []; for (const name of await caches.keys())"
        " for (const one of await (await caches.open(name)).keys()) found.push(new URL(one.url).pathname);"
        " return found; }"
    )
    ours = ("/static/", "/wilayah.json", "/peta.json", "/lapor/luring")
    assert "/lapor/luring" in held and [one for one in held if not one.startswith(ours)] == []


def test_a_line_lost_while_sending_loses_nothing(phone: BrowserContext, office: Office) -> None:
    page = phone.new_page()
    page.goto("/lapor")
    worked(page)
    fill(page, "Sambungan putus di tengah.")
    page.evaluate("Object.defineProperty(navigator, 'onLine', {get: () => true})")
    phone.set_offline(True)
    page.get_by_role("button", name="Kirim laporan").click()
    expect(page.locator("[data-queue]")).to_contain_text("menunggu di ponsel ini")
    phone.set_offline(False)
    expect(page.locator("[data-queue]")).to_contain_text("sudah masuk")
    assert told(office) == ["Sambungan putus di tengah."]


def test_what_is_shared_without_a_line_and_what_has_to_be_mended_lose_no_photo(
    phone: BrowserContext, office: Office
) -> None:
    page = phone.new_page()
    page.goto("/lapor")
    worked(page)
    phone.set_offline(True)
    page.evaluate(SHARE)
    page.wait_for_url("**/lapor")
    expect(page.get_by_label("Ceritakan")).to_have_value("Dari galeri")
    expect(page.locator(".drafted li")).to_contain_text("galeri.txt")
    fill(page, "Dari galeri, tanpa sambungan.")
    page.get_by_label(re.compile("Nomor ponsel")).fill("nomor saya")
    page.get_by_role("button", name="Kirim laporan").click()
    expect(page.locator("[data-queue]")).to_contain_text("menunggu di ponsel ini")
    phone.set_offline(False)
    page.locator("[data-mend]").click()  # its form stands on this page
    expect(page.get_by_label("Ceritakan")).to_have_value("Dari galeri, tanpa sambungan.")
    expect(page.locator(".drafted li:not([data-busy])")).to_contain_text("galeri.txt")
    assert told(office) == []
    page.get_by_label(re.compile("Nomor ponsel")).fill("0812 0000 0000 (WA)")
    page.get_by_role("button", name="Kirim laporan").click()
    page.wait_for_url("**/bukti")
    assert told(office) == ["Dari galeri, tanpa sambungan."]
    assert len(kept_files(office.engine, page.url.split("/")[-2])) == 1


def test_an_anonymous_report_waits_on_the_page_alone(phone: BrowserContext, office: Office) -> None:
    page = phone.new_page()
    page.goto("/lapor")
    phone.set_offline(True)
    fill(page, "Tanpa nama.", privacy="anonymous")
    page.get_by_role("button", name="Kirim laporan").click()
    expect(page.get_by_text("Laporan anonim tidak disimpan di ponsel ini")).to_be_visible()
    assert page.evaluate("tanggapQueue.all().then((all) => all.length)") == 0 and kept(page) == "{}"
    phone.set_offline(False)
    page.wait_for_url("**/bukti")
    assert told(office) == ["Tanpa nama."]
