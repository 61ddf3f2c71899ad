"""The survey by thumb: nine questions on a telephone, without scripts too, and what the office prints and reads."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from complaints_service import db
from complaints_service.survey.skm.queries import period
from complaints_service.survey.skm.service import NewPeriod, open_period
from config.entries.survey import ELEMENTS
from tests.browser.hands import Hands
from tests.browser.pages import PHONE, follow, open_signed_in, sound
from tests.support.printed import Printed
from tests.support.visitors import session_token, when
from tests.support.world import SETUP, Office

NOW = when("Tue 2026-11-24 14:05")
#: What a survey may take of somebody's time, and what reading nine questions takes of it.
SECONDS, READING = 90, 60
pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


def opened(office: Office) -> tuple[int, str]:
    with db.writing(office.engine) as session:
        made = open_period(
            session,
            new=NewPeriod(
                unit="SARPRAS",
                service="pengaduan",
                population=20,
                opened_on=date(2026, 11, 24),
                until_on=date(2026, 12, 24),
            ),
            rights=None,
            now=NOW,
            actor=SETUP,
            rulebook=office.rulebook,
        )
        found = period(session, period_id=made)
        assert found is not None
        return made, found.code


def test_nine_questions_by_thumb_and_the_office_s_side(
    browser: Browser, live_server: str, office: Office
) -> None:
    made, code = opened(office)
    phone = browser.new_context(
        viewport={"width": PHONE, "height": 740}, locale="id-ID", has_touch=True, java_script_enabled=False
    )
    page = phone.new_page()
    page.goto(f"{live_server}/survei/{code}")
    _keep(page, "survei-360")
    thumb = Hands(page)
    for place, name in enumerate(ELEMENTS):
        thumb.think().touch(page.locator(f"#{name} label").nth(place % 4))
    with page.expect_navigation():
        thumb.think().touch(page.get_by_role("button", name="Kirim jawaban"))
    assert (thumb.touches, thumb.keys) == (10, 0)
    thumb.tell("survey of nine elements")
    assert thumb.seconds + READING < SECONDS
    expect(page.get_by_role("heading", name="Terima kasih")).to_be_visible()
    phone.close()

    context = browser.new_context(locale="id-ID")
    page = open_signed_in(context, live_server, session_token(office, "kasi", NOW))
    for address, name in (
        (f"/survei/{code}?kios=1", "survei-kios"),
        (f"/pengelola/survei/{made}", "survei-kantor"),
        (f"/pengelola/survei/{made}/poster", "survei-poster"),
        (f"/pengelola/survei/{made}/lembar", "survei-lembar"),
        (f"/pengelola/survei/{made}/slip", "survei-slip"),
        ("/pengelola/survei", "survei-daftar"),
    ):
        page.goto(live_server + address)
        sound(page)
        _keep(page, name)
    page.goto(f"{live_server}/pengelola/survei/{made}")
    page.get_by_label("Satu lembar satu baris").fill("344334423\n" * 9)
    follow(page.get_by_role("button", name="Simpan lembar"))
    follow(page.get_by_role("button", name="Tutup periode"))
    expect(page.get_by_text("Survei ditutup.")).to_be_visible()
    sound(page)
    follow(page.get_by_role("button", name="Umumkan hasilnya"))
    _keep(page, "survei-hasil-kantor")
    page.goto(f"{live_server}/terbuka/skm")
    expect(page.get_by_text("IKM 8")).to_be_visible()
    sound(page)
    printed = Printed(page)
    assert not printed.overprinted() and not printed.outside()
    assert "IKM8" in "".join(printed.text.split())
    _keep(page, "survei-terbuka")
    context.close()


def test_the_counter_prints_a_second_slip_while_a_survey_asks(
    browser: Browser, live_server: str, office: Office
) -> None:
    _made, code = opened(office)
    context = browser.new_context(locale="id-ID", java_script_enabled=False)
    page = open_signed_in(context, live_server, session_token(office, "meja", NOW))
    page.goto(f"{live_server}/loket")
    page.locator("[name=text]").fill("Lampu jalan padam di depan balai.")
    page.locator("[name=category]").select_option("lampu_jalan")
    page.locator("[name=kelurahan]").select_option("12.71.12.1002")
    for name, value in (("about_office", "no"), ("privacy", "open"), ("channel", "counter")):
        page.locator(f"input[name={name}][value={value}]").check(force=True)
    follow(page.get_by_role("button", name="Simpan dan cetak slip"))
    printed = Printed(page)
    assert not printed.overprinted() and not printed.outside()
    assert printed.sizes == [(80, 150)] * 2
    assert sorted(f"/survei/{code}/" in one for one in printed.codes()) == [False, True]
    context.close()


def _keep(page: Page, name: str) -> None:
    """Pictures to look at, where somebody asks for them."""
    if folder := os.environ.get("TANGGAP_PICTURES"):
        before = page.viewport_size
        for width in (PHONE, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)
        if before:
            page.set_viewport_size(before)
