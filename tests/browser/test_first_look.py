"""Filling the form in on a phone: neighbours' reports, questions and numbers to call appear; one follows."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect

from complaints_service import clock
from complaints_service.edge.resources import KEY
from config.rulebook import Rulebook
from tests.browser.pages import follow, sound
from tests.support.world import open_office

# What the database can change here, the services' own tests and the access matrix try on both.
pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


def test_one_follows_a_neighbour_instead(
    browser: Browser, app: Flask, live_server: str, rulebook: Rulebook
) -> None:
    office = open_office(app.extensions[KEY].engine, rulebook)
    told = {"privacy": "open", "about_office": "no", "category": "lampu_jalan"}
    office.complain("Lampu padam.", now=clock.now() - timedelta(days=1), **told)
    context = browser.new_context(
        viewport={"width": 360, "height": 780}, base_url=live_server, locale="id-ID"
    )
    page = context.new_page()
    page.goto("/lapor")
    page.get_by_label("Ceritakan").fill("Lampu padam, kabelnya korslet dan keluar api")
    expect(page.get_by_role("link", name="Pemadam kebakaran 113")).to_be_visible()
    page.get_by_role("group", name="Apakah laporan ini").get_by_label("Tidak", exact=True).check()
    page.get_by_label("Jenis").select_option("lampu_jalan")
    page.get_by_label("Kelurahan", exact=True).select_option(label="Rengas Pulau")
    page.get_by_label("Nomor di tiang lampu").fill("MRL 0417")
    page.get_by_label("Ikuti: Lampu jalan").check()
    expect(page.get_by_label("Nomor di tiang lampu")).to_have_value("MRL 0417")
    sound(page)
    follow(page.get_by_role("button", name="Kirim laporan"))
    expect(page.get_by_text("menambah suara pada laporan tetangga")).to_be_visible()
    sound(page)
    context.close()
