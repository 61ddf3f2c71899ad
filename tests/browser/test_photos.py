"""Photos on a phone: chosen, seen, sent ahead one by one, lost and sent again, shown side by side."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from playwright.sync_api import Browser, Page, Request, Route, expect

from complaints_service import clock
from complaints_service.edge.resources import KEY
from config.rulebook import Rulebook
from tests.browser.hands import Hands
from tests.support.photos import PROGRAM, kept_files
from tests.support.visitors import session_token
from tests.support.world import Office, open_office

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("backend", ["sqlite"], indirect=True)]


@pytest.fixture
def office(app: Flask, rulebook: Rulebook) -> Office:
    return open_office(app.extensions[KEY].engine, rulebook)


@pytest.fixture
def page(browser: Browser, live_server: str, office: Office) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": 360, "height": 780},
        base_url=live_server,
        locale="id-ID",
        has_touch=True,
        is_mobile=True,
        service_workers="block",  # whose requests a test is not told of
    )
    made = context.new_page()
    yield made
    context.close()


def photo(name: str, shade: int) -> Any:
    picture = Image.new("RGB", (640, 480), (shade, 90, 60))
    picture.paste((220, 200, shade), (0, 0, 320, 480))
    made = io.BytesIO()
    picture.save(made, "JPEG")
    return {"name": name, "mimeType": "image/jpeg", "buffer": made.getvalue()}


def fill(page: Page) -> None:
    page.get_by_label("Ceritakan").fill("Parit tumpat di Gang Contoh.")
    page.get_by_text("Tidak", exact=True).first.click()
    page.get_by_label("Kelurahan", exact=True).select_option(index=1)
    page.locator("[name=privacy][value=open]").check(force=True)


def test_a_lost_line_costs_one_file_and_a_removed_one_does_not_come(page: Page, office: Office) -> None:
    asked: list[Request] = []
    page.on("request", lambda one: asked.append(one) if one.method == "POST" else None)
    lost = 0

    def lose_the_second(route: Route) -> None:
        nonlocal lost
        if b"dua.jpg" in (route.request.post_data_buffer or b"") and not lost:
            lost += 1
            route.abort()
        else:
            route.continue_()

    page.route("**/lapor/berkas", lose_the_second)
    page.goto("/lapor")
    expect(page.get_by_text("Ambil foto")).to_be_visible()
    page.locator("#files").set_input_files(
        [photo("satu.jpg", 10), photo("dua.jpg", 90), photo("tiga.jpg", 170)]
    )
    drafted = page.locator(".drafted li:not([data-busy])")
    expect(drafted).to_have_count(3)
    assert lost == 1
    page.get_by_role("button", name="Hapus tiga.jpg").click()
    expect(drafted).to_have_count(2)
    page.locator("#files").set_input_files([{"name": "x.jpg", "mimeType": "image/jpeg", "buffer": PROGRAM}])
    expect(page.locator("[data-told]")).to_contain_text("x.jpg bukan jenis berkas")
    fill(page)
    page.get_by_role("button", name="Kirim laporan").click()
    page.wait_for_url("**/bukti")
    number = page.url.split("/")[-2]
    assert len(kept_files(office.engine, number)) == 2
    form = next(one for one in asked if one.url.endswith("/lapor"))
    assert len(form.post_data_buffer or b"") < 20_000, "what has arrived is not sent again"
    page.goto(f"/laporan/{number}")
    pictures = page.locator(".photos img")
    expect(pictures).to_have_count(2)
    pictures.first.scroll_into_view_if_needed()
    expect(pictures.first).to_have_js_property("naturalWidth", 640)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_two_photos_and_a_pin_take_under_a_minute_and_a_half_on_a_slow_line(
    page: Page, office: Office
) -> None:
    """The slow line is a third generation's: 400 ms away, 50 kB in a second. Photos go while one types."""
    slow = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", slow)
    page.goto("/lapor")
    citizen = Hands(page)
    for name, shade in (("satu.jpg", 10), ("dua.jpg", 90)):
        citizen.think()
        with page.expect_file_chooser() as asked:
            citizen.touch(page.get_by_text("Ambil foto"))
        asked.value.set_files([photo(name, shade)])
        citizen.touches += 2  # the shutter, and that it is good
    citizen.think().touch(page.get_by_label("Ceritakan"))
    citizen.type("Parit tumpat di Gang Contoh, air masuk ke rumah setiap hujan.")
    citizen.think().touch(page.get_by_text("Tidak", exact=True).first)
    citizen.think().touch(page.locator(".pinmap"))
    expect(page.locator("[data-pin-words]")).to_contain_text("Pin di ")
    citizen.think().touch(page.locator("label", has=page.locator("[name=privacy][value=open]")))
    expect(page.locator(".drafted li:not([data-busy])")).to_have_count(2)
    citizen.think().touch(page.get_by_role("button", name="Kirim laporan"))
    page.wait_for_url("**/bukti")
    assert len(kept_files(office.engine, page.url.split("/")[-2])) == 2
    citizen.tell("phone")
    assert citizen.seconds < 90


def test_before_and_after_fit_a_phone(page: Page, office: Office) -> None:
    now = clock.now()
    made = office.complain(now=now - timedelta(hours=2))
    token = session_token(office, "rina", now)
    page.context.add_cookies([{"name": "tanggap", "value": token, "domain": "127.0.0.1", "path": "/"}])
    page.goto(f"/meja/{made.number}/resolve")
    page.get_by_label("Laporan kepada warga").fill("Sudah dikeruk.")
    page.locator("#files_before").set_input_files([photo("lama.jpg", 30)])
    page.locator("#files_after").set_input_files([photo("baru.jpg", 200)])
    page.get_by_role("button", name="Selesaikan").click()
    page.wait_for_url(f"**/meja/{made.number}")
    page.context.clear_cookies()  # whoever is signed in opens no citizen's link
    page.goto(f"/lacak/{made.secret}")
    boxes = [one.bounding_box() for one in page.locator(".pair img").all()]
    assert len(boxes) == 2 and all(boxes)
    left, right = boxes
    assert left and right and left["y"] == right["y"] and left["x"] + left["width"] <= right["x"]
    assert right["x"] + right["width"] <= 360
