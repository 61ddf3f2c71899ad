"""The head reads the month, opens a figure down to a clock in three clicks, and issues the report."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect

from complaints_service import clock
from complaints_service.edge.resources import KEY
from config.rulebook import Rulebook
from tests.browser.pages import follow, open_signed_in, sound
from tests.support.open_office import NOW, office_to_publish
from tests.support.visitors import session_token

#: Tables that reach beyond what a phone shows, or begin far below their heading.
SHOWN_WHOLE = """() => [...document.querySelectorAll('.card:has(table)')].filter(card => {
  const box = card.querySelector('.scroll'), first = card.querySelector('tbody tr');
  const below = first.getBoundingClientRect().top - card.querySelector('h2').getBoundingClientRect().bottom;
  return box.scrollWidth > box.clientWidth || below > 60;
}).map(card => card.textContent.slice(0, 40))"""


@pytest.mark.parametrize("backend", ["sqlite"])
def test_from_the_month_to_a_clock_and_to_an_issued_report(
    browser: Browser, app: Flask, live_server: str, rulebook: Rulebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    office = office_to_publish(app.extensions[KEY].engine, rulebook)
    context = browser.new_context(
        viewport={"width": 360, "height": 780}, base_url=live_server, locale="id-ID"
    )
    page = open_signed_in(context, live_server, session_token(office, "camat", NOW))
    page.goto("/laporan-kantor")
    sound(page)
    follow(page.get_by_role("link", name="R1 Laporan bulanan kepada Wali Kota"))
    expect(page.locator("b", has_text="Oktober 2026")).to_be_visible()
    sound(page)
    # Three clicks: the figure, its report, and there the clock stands.
    follow(page.get_by_role("link", name="61", exact=True))
    expect(page.get_by_text("61 kali dihitung")).to_be_visible()
    sound(page)
    follow(page.locator("ul.list a").first)
    expect(page.locator("#jam")).to_be_attached()
    page.goto("/laporan-kantor/R1")
    page.get_by_label("Kalimat 1").fill("Mutu jawaban membaik.")
    follow(page.get_by_role("button", name="Terbitkan laporan"))
    expect(page.get_by_text("R1/001/2026").first).to_be_visible()
    sound(page)
    page.goto("/laporan-kantor/R4?from=2026-10&until=2026-10")
    sound(page)
    assert page.evaluate(SHOWN_WHOLE) == [], "a table is cut, or stands below an empty strip"
    page.goto("/laporan-kantor/sinyal?period=2026-10")
    sound(page)
    context.close()
