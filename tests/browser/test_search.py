"""From the desk to a search and back, a view saved, and an open list that is told of a change."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages import follow, sound
from tests.support.visitors import session_token, when
from tests.support.world import Office

NOW = when("Tue 2026-11-24 14:05")

# A browser sees the same pages on either database.
pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


def test_somebody_who_leads_searches_saves_a_view_and_is_told_of_what_is_new(
    page: Page, live_server: str, office: Office
) -> None:
    number = office.complain("Parit tumpat di depan masjid.", now=NOW, address="Gang Kenanga 3").number
    page.context.add_cookies(
        [{"name": "tanggap", "value": session_token(office, "kasi", NOW), "url": live_server}]
    )
    page.clock.install()
    page.goto(f"{live_server}/meja?view=led&channel=web")
    sound(page)
    follow(page.get_by_role("link", name="Cari di semua laporan"))
    page.get_by_role("searchbox").fill(number[-4:].lower())
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("1 laporan.")
    expect(page.get_by_role("link", name="Gang Kenanga 3")).to_be_visible()
    sound(page)

    page.goto(f"{live_server}/meja?view=led&channel=web")
    page.get_by_text("Simpan saringan ini").click()
    page.get_by_label("Nama tampilan").fill("Dari web")
    with page.expect_navigation():
        page.get_by_role("button", name="Simpan tampilan").click()
    follow(page.get_by_role("link", name="Dari web"))
    office.complain("Parit tumpat lagi.", now=NOW + timedelta(days=1))
    page.clock.run_for(16_000)
    expect(page.get_by_text("1 baru")).to_be_visible()
    sound(page)
    follow(page.get_by_role("link", name="Muat ulang"))
    expect(page.get_by_text("1 baru")).to_be_hidden()
