"""Whoever reads the public figures, then the reports on show: both pages are sound."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect

from complaints_service.edge.resources import KEY
from config.rulebook import Rulebook
from tests.browser.pages import follow, sound
from tests.support.open_office import NOW, office_to_publish
from tests.support.printed import Printed


@pytest.mark.parametrize("backend", ["sqlite"])
def test_figures_and_reports_on_show(
    browser: Browser, app: Flask, live_server: str, rulebook: Rulebook
) -> None:
    office = office_to_publish(app.extensions[KEY].engine, rulebook)
    number = office.complain("Parit tumpat.", category="drainase_banjir", now=NOW).number
    office.act("camat", number, "release", words="Parit di depan pasar tumpat.", now=NOW)
    context = browser.new_context(
        viewport={"width": 360, "height": 780}, base_url=live_server, locale="id-ID"
    )
    page = context.new_page()
    page.goto("/terbuka")
    sound(page)
    printed = Printed(page)
    assert not printed.overprinted() and not printed.outside()
    for words in ("Oktober 2026", "Per kelurahan", "Cara kami menjaga"):
        assert "".join(words.split()) in "".join(printed.text.split()), printed.text
    page.get_by_label("Bulan", exact=True).select_option("2026-09")
    follow(page.get_by_role("button", name="Tampilkan"))
    expect(page.get_by_text("September 2026: 20 laporan masuk")).to_be_visible()
    follow(page.get_by_role("link", name="Laporan yang ditampilkan, dengan jawabannya"))
    page.get_by_label("Cari kata").fill("pasar")
    follow(page.get_by_role("button", name="Tampilkan"))
    expect(page.get_by_text("Parit di depan pasar tumpat.")).to_be_visible()
    sound(page)
    context.close()
