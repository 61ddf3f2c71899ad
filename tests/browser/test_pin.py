"""The map one points at: by keyboard, by device, by list; the pin and the list are one place."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from complaints_service.edge.resources import KEY
from config.rulebook import Rulebook
from tests.browser.pages import follow
from tests.support.world import Office, open_office

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("backend", ["sqlite"], indirect=True)]
RENGAS_PULAU, TERJUN = "12.71.12.1002", "12.71.12.1003"


@pytest.fixture
def office(app: Flask, rulebook: Rulebook) -> Office:
    return open_office(app.extensions[KEY].engine, rulebook)


def phone(browser: Browser, live_server: str, lat: float, lng: float, accuracy: float) -> Page:
    """A phone that knows where it is, as well as told."""
    context = browser.new_context(
        viewport={"width": 360, "height": 780}, base_url=live_server, locale="id-ID",
        geolocation={"latitude": lat, "longitude": lng, "accuracy": accuracy}, permissions=["geolocation"],
    )  # fmt: skip
    page = context.new_page()
    page.goto("/lapor")
    expect(page.locator(".pinmap")).to_be_visible()
    return page


@pytest.fixture
def page(browser: Browser, live_server: str, office: Office) -> Iterator[Page]:
    made = phone(browser, live_server, 3.7053, 98.6553, 30)
    yield made
    made.context.close()


def test_a_pin_is_set_by_keyboard_alone_and_names_its_kelurahan(page: Page) -> None:
    page.locator(".pinmap").focus()
    page.keyboard.press("Equal")
    page.keyboard.press("Enter")
    expect(page.locator("[data-pin-words]")).to_contain_text("Pin di ")
    expect(page.get_by_label("Kelurahan", exact=True)).not_to_have_value("")
    expect(page.locator("[name=origin]")).to_have_value("pin")
    expect(page.locator("[name=lat]")).not_to_have_value("")
    expect(page.locator('[data-sum="kelurahan"]')).not_to_have_text("Belum dipilih")


def test_the_device_says_how_sure_it_is_and_the_list_drops_a_pin_elsewhere(page: Page) -> None:
    page.get_by_role("button", name="Pakai lokasi saya").click()
    expect(page.locator("[data-pin-words]")).to_contain_text("Pin di Rengas Pulau, tepat sampai sekitar 30 m")
    expect(page.locator("[name=origin]")).to_have_value("device")
    expect(page.locator("[name=accuracy]")).to_have_value("30")
    expect(page.locator(".pinmap path.accuracy")).to_have_count(1)
    page.get_by_label("Kelurahan", exact=True).select_option(label="Terjun")
    expect(page.locator("[data-pin-words]")).to_contain_text("Pin dihapus")
    expect(page.locator("[name=lat]")).to_have_value("")
    expect(page.locator(".pinmap .pin")).to_have_count(0)


def test_an_uncertain_device_keeps_its_point_and_the_list_is_chosen(
    browser: Browser, live_server: str, office: Office
) -> None:
    page = phone(browser, live_server, 3.7053, 98.6553, 8_000)
    page.get_by_role("button", name="Pakai lokasi saya").click()
    expect(page.locator("[data-pin-words]")).to_contain_text("sekitar 8 km")
    expect(page.get_by_label("Kelurahan", exact=True)).to_have_value("")
    page.get_by_label("Kelurahan", exact=True).select_option(label="Terjun")
    assert page.input_value("[name=lat]") == "3.705300", "the point stays: it may be there"
    page.context.close()


def test_a_pin_outside_is_told_at_once_and_the_list_is_enough(
    browser: Browser, live_server: str, office: Office
) -> None:
    page = phone(browser, live_server, 3.7800, 98.6700, 20)
    page.get_by_role("button", name="Pakai lokasi saya").click()
    told = page.locator("[data-pin-words]")
    expect(told).to_contain_text("di luar wilayah kami, kemungkinan di")
    expect(told).to_contain_text("itu cukup")
    assert page.input_value("[name=lat]") == ""
    page.get_by_label("Ceritakan").fill("Parit tumpat di Gang Contoh.")
    page.get_by_label("Kelurahan", exact=True).select_option(label="Terjun")
    page.get_by_role("group", name="Apakah laporan ini").get_by_label("Tidak", exact=True).check()
    follow(page.get_by_role("button", name="Kirim laporan"))
    expect(page).to_have_url(f"{live_server}/laporan/{page.locator('h1').inner_text()}/bukti")
    page.context.close()


def test_street_and_corner_set_the_pin_and_a_pasted_link_offers_one(page: Page) -> None:
    page.get_by_text("Tanpa peta: pilih jalan, lalu simpangnya").click()
    page.get_by_label("Jalan", exact=True).select_option(index=5)
    page.get_by_label("Simpang atau patokan").select_option(index=1)
    expect(page.locator("[data-pin-words]")).to_contain_text("Pin di ")
    expect(page.locator("[name=origin]")).to_have_value("corner")
    expect(page.locator("[name=address]")).not_to_have_value("")
    page.get_by_label("Ceritakan").fill("Di sini https://maps.google.com/?q=3.7070,98.6366 bang")
    page.get_by_role("button", name="Pakai titik dari tulisan Anda: Terjun").click()
    expect(page.get_by_label("Kelurahan", exact=True)).to_have_value(TERJUN)
    expect(page.locator("[name=origin]")).to_have_value("link")
    page.get_by_label("Ceritakan").fill("Di sini https://maps.app.goo.gl/AbCdE bang")
    expect(page.locator("[data-offers]")).to_contain_text("Tautan peta yang pendek tidak memuat titiknya")


def test_the_map_says_what_it_is_and_names_streets_as_one_comes_nearer(page: Page) -> None:
    expect(page.locator(".pinmap .credit")).to_have_text("contoh, bukan peta resmi")
    assert page.locator(".pinmap .is-alley").count() == 0
    page.get_by_role("button", name="Pakai lokasi saya").click()
    expect(page.locator(".pinmap .is-alley span, .pinmap .is-street span").first).to_be_visible()
    expect(page.get_by_role("button", name="Perbesar")).to_be_visible()
