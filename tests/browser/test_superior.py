"""A superior's way in a real browser: what waits, the month, one person, the tickets behind a figure; and axe."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect

from complaints_service import clock
from complaints_service.edge.resources import KEY
from config.rulebook import Rulebook
from tests.browser.pages import PHONE, follow, sound
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

    follow(page.get_by_role("link", name="Janji yang lewat", exact=True))
    expect(page.get_by_text("Terlambat: 1 laporan.")).to_be_visible()
    follow(page.get_by_role("link", name="Papan"))

    page.get_by_text("Lihat sebagai tabel").click()
    expect(page.get_by_role("table", name="Tepat waktu per bulan").get_by_text("75 %")).to_be_visible()

    follow(page.get_by_role("link", name="Per unit"))
    page.get_by_label("Janji").select_option("first_response")
    page.get_by_role("button", name="Tampilkan").click()
    follow(page.get_by_role("link", name="80 %"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Jawaban pertama tepat waktu")
    follow(page.get_by_role("link", name="Sampah diam"))
    expect(page.locator("#jam")).to_be_visible()


def test_a_month_is_chosen_without_a_script(signed_in: Opening, live_server: str) -> None:
    page = signed_in("rina", scripts=False)
    page.goto(f"{live_server}/kinerja")
    page.get_by_label("Bulan").select_option("2026-10")
    page.get_by_role("button", name="Tampilkan").click()
    expect(page.get_by_text("Oktober 2026: 1 dari 1").first).to_be_visible()


def test_the_figures_have_no_barriers_and_fit_the_screen(
    signed_in: Opening, live_server: str, measured: Measured
) -> None:
    rina = measured.office.officers["rina"]
    faults: list[str] = []
    asked: list[str] = []
    for login, paths in {
        "kasi": (
            "/papan",
            "/papan/kelurahan",
            "/papan/waktu",
            "/papan/bukti/resolution_on_time?unit=SARPRAS",
        ),
        "rina": (
            "/kinerja",
            f"/kinerja/{rina}/buku-harian",
            f"/kinerja/{rina}/first_response_on_time",
            "/kinerja?period=2025-03",
        ),
        "auditor": ("/kinerja",),
    }.items():
        page = signed_in(login)
        page.on("console", lambda told: faults.append(told.text) if told.type == "error" else None)
        page.on("request", lambda request: asked.append(request.url))
        for path in paths:
            page.goto(live_server + path)
            sound(page)
    assert not faults
    assert not [url for url in asked if not url.startswith((live_server, "data:"))]


def test_the_answer_stands_on_the_first_screen_and_the_page_ends(
    signed_in: Opening, live_server: str
) -> None:
    for login, path, answer in (
        ("rina", "/kinerja", ".said"),
        ("camat", "/kinerja", ".said, .card"),
        ("camat", "/papan", "#pe"),
        ("camat", "/papan/unit", "tbody tr"),
        ("rina", "/kinerja/buku-harian", ".card li"),
    ):
        page = signed_in(login)
        page.goto(live_server + path)
        box = page.locator(answer).first.bounding_box()
        assert box and box["y"] < 600, (path, box)
        tall = page.evaluate("document.documentElement.scrollHeight")
        assert tall <= 2400, (login, path, tall)
