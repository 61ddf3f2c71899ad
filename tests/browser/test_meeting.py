"""A meeting planned, held, and an action that comes back until it is done; training noted and confirmed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect

from complaints_service import clock, db
from complaints_service.development.catalogue import catalogue
from complaints_service.development.service import seed_trainings
from complaints_service.edge.resources import KEY
from config.rulebook import Rulebook
from tests.browser.pages import PHONE, follow, open_signed_in, sound
from tests.support.measured import NOW, Measured, measured_office
from tests.support.prepared import Prepared
from tests.support.visitors import session_token, when
from tests.support.world import SETUP

# A browser sees the same pages on either database.
pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


NewContext = Callable[..., BrowserContext]


class At:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now: datetime = NOW


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> At:
    made = At()
    monkeypatch.setattr(clock, "now", lambda: made.now)
    return made


@pytest.fixture
def measured(app: Flask, rulebook: Rulebook, at: At, prepared: Prepared) -> Measured:
    made = prepared(app.extensions[KEY].engine, rulebook, measured_office)
    with db.writing(made.office.engine) as session:
        seed_trainings(session, trainings=catalogue(rulebook, date(2026, 11, 24)), now=NOW, actor=SETUP)
    return made


def open_as(new_context: NewContext, live_server: str, measured: Measured, login: str, now: datetime) -> Page:
    context = new_context(viewport={"width": PHONE, "height": 800})
    token = session_token(measured.office, login, now)
    return open_signed_in(context, live_server, token)


def plan(page: Page, live_server: str, starts: str) -> None:
    page.goto(f"{live_server}/rapat")
    follow(page.get_by_role("link", name="Rencanakan rapat"))
    page.get_by_label("Untuk siapa").select_option(label="Rapat Seksi Sarana dan Prasarana")
    page.get_by_label("Mulai").fill(starts)
    page.get_by_role("button", name="Rencanakan dan susun agenda").click()
    expect(page.get_by_role("status")).to_contain_text("Rapat direncanakan.")


def test_a_meeting_is_held_and_its_action_comes_back_until_done(
    new_context: NewContext, live_server: str, measured: Measured, at: At
) -> None:
    page = open_as(new_context, live_server, measured, "kasi", NOW)
    plan(page, live_server, "2026-11-25T09:00")
    expect(page.get_by_role("heading", level=1)).to_have_text("Rapat Seksi Sarana dan Prasarana")
    expect(page.get_by_role("link", name="Sampah diam")).to_be_visible()
    expect(page.get_by_role("button", name="Tutup rapat")).to_have_count(0)
    sound(page)

    at.now = when("Wed 2026-11-25 10:00")
    page = open_as(new_context, live_server, measured, "kasi", at.now)
    page.goto(f"{live_server}/rapat")
    sound(page)
    follow(page.get_by_role("link", name="Rapat Seksi Sarana dan Prasarana"))
    page.get_by_label("Catatan: Sampah diam").fill("Hubungi warga hari ini")
    page.get_by_label("Tindakan baru").fill("Angkut sampah Gang Contoh")
    page.get_by_label("Siapa", exact=True).select_option(label="Rina Contoh")
    page.get_by_label("Paling lambat").fill("2026-11-27")
    page.get_by_role("button", name="Catat tindakan").click()
    expect(page.get_by_role("status")).to_contain_text("Catatan tersimpan.")
    expect(page.get_by_label("Catatan: Sampah diam")).to_have_value("Hubungi warga hari ini")
    page.get_by_role("button", name="Tutup rapat").click()
    expect(page.get_by_text("Tulis apa yang disepakati.").first).to_be_visible()
    sound(page)
    page.get_by_label("Apa yang disepakati").fill("Sampah diangkut paling lambat Jumat.")
    page.get_by_role("checkbox", name="Rina Contoh").check()
    page.get_by_role("checkbox", name="Kasi Contoh").check()
    page.get_by_role("button", name="Tutup rapat").click()
    expect(page.get_by_role("status")).to_contain_text("Rapat selesai.")
    expect(page.get_by_text("Sampah diangkut paling lambat Jumat.")).to_be_visible()
    expect(page.get_by_role("button", name="Tutup rapat")).to_have_count(0)
    sound(page)
    plan(page, live_server, "2026-12-02T09:00")
    agenda = page.locator("section", has=page.get_by_role("heading", name="Agenda", exact=True))
    expect(agenda.get_by_role("link", name="Angkut sampah Gang Contoh")).to_be_visible()
    following = page.url

    at.now = when("Mon 2026-11-30 09:00")
    theirs = open_as(new_context, live_server, measured, "rina", at.now)
    theirs.goto(f"{live_server}/meja")
    follow(theirs.get_by_role("navigation", name="Utama").get_by_role("link", name="Rapat 1"))
    follow(theirs.get_by_role("link", name="Angkut sampah Gang Contoh"))
    expect(theirs.get_by_text("Terlambat")).to_be_visible()
    sound(theirs)
    theirs.get_by_label("Hasilnya").fill("Sudah diangkut Sabtu.")
    theirs.get_by_role("button", name="Tandai selesai").click()
    expect(theirs.get_by_text("Sudah diangkut Sabtu.")).to_be_visible()
    theirs.goto(f"{live_server}/tindakan-bersama")
    sound(theirs)

    page = open_as(new_context, live_server, measured, "kasi", at.now)
    page.goto(following)
    page.get_by_role("button", name="Susun lagi dari keadaan sekarang").click()
    expect(page.get_by_role("status")).to_contain_text("Agenda disusun lagi")
    expect(page.get_by_text("Angkut sampah Gang Contoh")).to_have_count(0)
    sound(page)


def test_a_training_is_noted_and_confirmed(
    new_context: NewContext, live_server: str, measured: Measured
) -> None:
    path = f"{live_server}/pelatihan/{measured.office.officers['rina']}"
    page = open_as(new_context, live_server, measured, "rina", NOW)
    page.goto(path)
    noting = page.locator("section", has=page.get_by_role("heading", name="Catat pelatihan"))
    noting.get_by_label("Dari katalog", exact=True).select_option(
        label="Pelayanan prima dan komunikasi dengan warga, 16 JP"
    )
    noting.get_by_label("Hari pertama").fill("2026-11-16")
    noting.get_by_label("Hari terakhir").fill("2026-11-17")
    noting.get_by_role("button", name="Catat pelatihan").click()
    expect(page.get_by_text("16 JP menunggu dikukuhkan.")).to_be_visible()
    sound(page)
    theirs = open_as(new_context, live_server, measured, "kasi", NOW)
    theirs.goto(path)
    theirs.get_by_role("button", name="Kukuhkan: Pelayanan prima dan komunikasi dengan warga").click()
    expect(theirs.get_by_text("Masih kurang 4 dari 20 JP setahun.")).to_be_visible()
    sound(theirs)
    theirs.goto(f"{live_server}/pelatihan/katalog")
    sound(theirs)
