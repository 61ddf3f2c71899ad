"""A superior's way in a real browser: what waits, the month, one person, the tickets behind a figure; and axe."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect

from complaints_service import clock
from complaints_service.edge.resources import KEY
from config.rulebook import Rulebook
from tests.browser.pages import PHONE, sound
from tests.support.measured import NOW, Measured, measured_office
from tests.support.prepared import Prepared
from tests.support.visitors import session_token

Opening = Callable[..., Page]

# A browser sees the same pages on either database.
pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def measured(app: Flask, rulebook: Rulebook, monkeypatch: pytest.MonkeyPatch, prepared: Prepared) -> Measured:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return prepared(app.extensions[KEY].engine, rulebook, measured_office)


@pytest.fixture
def signed_in(browser: Browser, live_server: str, measured: Measured) -> Iterator[Opening]:
    """Opens a page of somebody's, on a phone, with or without scripts."""
    opened: list[BrowserContext] = []

    def open_page(login: str, *, scripts: bool = True) -> Page:
        context = browser.new_context(
            viewport={"width": PHONE, "height": 800},
            java_script_enabled=scripts,
        )
        token = session_token(measured.office, login, NOW)
        context.add_cookies([{"name": "tanggap", "value": token, "url": live_server}])
        opened.append(context)
        return context.new_page()

    yield open_page
    for context in opened:
        context.close()


def test_a_superior_goes_from_the_board_to_a_tickets_clock_without_a_script(
    signed_in: Opening, live_server: str
) -> None:
    page = signed_in("kasi", scripts=False)
    page.goto(f"{live_server}/papan")
    expect(page.get_by_role("heading", level=1)).to_have_text("Hari ini di kantor")

    page.get_by_role("link", name="Terlambat", exact=True).click()
    expect(page.get_by_text("Terlambat: 1 laporan.")).to_be_visible()
    page.get_by_role("link", name="Papan").click()

    page.get_by_text("Lihat sebagai tabel").click()
    expect(page.get_by_role("table", name="Tepat waktu per bulan").get_by_text("75 %")).to_be_visible()

    page.get_by_role("link", name="Rina Contoh").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Rina Contoh")
    page.get_by_role("link", name="Jawaban pertama tepat waktu").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Jawaban pertama tepat waktu")
    page.get_by_role("link", name="Sampah diam").click()
    expect(page.locator("#jam")).to_be_visible()


def test_a_month_is_chosen_without_a_script(signed_in: Opening, live_server: str) -> None:
    page = signed_in("rina", scripts=False)
    page.goto(f"{live_server}/kinerja")
    page.get_by_label("Bulan").select_option("2026-10")
    page.get_by_role("button", name="Tampilkan").click()
    expect(page.get_by_role("heading", name="Oktober 2026")).to_be_visible()
    expect(page.get_by_text("1 dari 1").first).to_be_visible()


def test_the_figures_have_no_barriers_and_fit_the_screen(
    signed_in: Opening, live_server: str, measured: Measured
) -> None:
    rina = measured.office.officers["rina"]
    faults: list[str] = []
    asked: list[str] = []
    for login, paths in {
        "kasi": ("/papan", "/kinerja", "/papan/bukti/resolution_on_time?unit=SARPRAS"),
        "rina": ("/kinerja", f"/kinerja/{rina}/first_response_on_time", "/kinerja?period=2025-03"),
        "auditor": ("/kinerja", "/papan"),
    }.items():
        page = signed_in(login)
        page.on("console", lambda told: faults.append(told.text) if told.type == "error" else None)
        page.on("request", lambda request: asked.append(request.url))
        for path in paths:
            page.goto(live_server + path)
            sound(page)
    assert not faults
    assert not [url for url in asked if not url.startswith((live_server, "data:"))]
