"""One ticket beside the list on a wide screen, by keys and by its row's button; and two officers at one ticket."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import select

from complaints_service import db
from complaints_service.tickets.ledger.models import Ticket
from tests.browser.pages import faults_of, follow, open_signed_in, sound
from tests.support.visitors import session_token, when
from tests.support.world import Office

NOW = when("Tue 2026-11-24 14:05")

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def numbers(office: Office) -> list[str]:
    """Two tickets of Rina's, the most pressing first."""
    rina, made = office.officers["rina"], []
    for day, name in ((17, "Tue"), (18, "Wed")):
        at = when(f"{name} 2026-11-{day} 09:00")
        number = office.complain(f"Sampah menumpuk di Gang {day}", category="sampah", now=at).number
        with db.reading(office.engine) as session:
            holder = session.scalar(select(Ticket.holder_officer_id).where(Ticket.number == number))
        if holder != rina:
            office.act("kasi", number, "assign", to=f"person:{rina}", reason="Tolong.", now=at)
        made.append(number)
    return made


def test_a_ticket_is_read_and_answered_beside_its_list(
    browser: Browser, live_server: str, office: Office, numbers: list[str]
) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="id-ID")
    page = open_signed_in(context, live_server, session_token(office, "rina", NOW))
    page.goto(f"{live_server}/meja?view=mine")
    pane = page.get_by_role("complementary", name="Sekilas")
    box = page.get_by_label("Jawab warga", exact=True)
    expect(pane).to_be_hidden()
    page.keyboard.press("j")
    expect(pane).to_contain_text(numbers[0])
    page.keyboard.press("j")
    expect(pane).to_contain_text(numbers[1])
    expect(pane).to_contain_text("Giliran Anda")
    page.keyboard.press("r")
    expect(box).to_be_focused()
    page.keyboard.type("Truk datang")
    page.keyboard.press("Escape")
    page.keyboard.press("k")
    expect(pane).to_contain_text(numbers[0])
    expect(box).to_have_value("")
    assert not faults_of(page, [(1280, "light"), (1280, "dark")])
    page.get_by_role("button", name=f"Sekilas {numbers[1]}").click()
    expect(pane).to_contain_text(numbers[1])
    expect(box).to_have_value("Truk datang")  # what was half written was kept
    box.press("End")
    box.press_sequentially(" besok pagi.")
    pane.get_by_label("Mulai dari templat").select_option(index=1)
    pane.get_by_role("button", name="Pakai").click()
    expect(box).to_have_value(re.compile(r"^Truk datang besok pagi\.\n\n\S"))
    expect(box).to_be_focused()
    assert page.url.endswith("/meja?view=mine"), "a template does not lead away from the list"
    box.fill("Truk datang besok pagi. ;jadwal")
    box.press("End")
    box.press_sequentially(" ")
    expect(box).not_to_have_value(re.compile(";jadwal"))
    box.fill("Truk datang besok pagi.")
    follow(page.get_by_role("button", name="Kirim jawaban"))
    assert "/meja?view=mine" in page.url
    expect(page.locator("#belum")).to_contain_text("Truk datang besok pagi.")
    page.get_by_text("Kerapatan dan kolom").click()
    page.get_by_label("Padat").check()
    page.get_by_label("Pemegang").check()
    follow(page.get_by_role("button", name="Simpan untuk saya"))
    expect(page.locator(".list.is-dense .ticket")).to_have_count(2)
    expect(page.locator(".list.is-dense .ticket").first).to_contain_text("Rina Contoh")
    sound(page)
    page.set_viewport_size({"width": 1000, "height": 800})
    expect(page.get_by_role("button", name=f"Sekilas {numbers[0]}")).to_be_hidden()
    context.close()


def test_two_officers_at_one_ticket_know_of_each_other_and_nobody_loses_a_word(
    browser: Browser, live_server: str, office: Office, numbers: list[str]
) -> None:
    opened = []
    for login in ("rina", "kasi"):
        context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="id-ID")
        page = open_signed_in(context, live_server, session_token(office, login, NOW))
        page.goto(f"{live_server}/meja/{numbers[0]}")
        opened.append(page)
    rina, kasi = opened
    box = rina.get_by_label("Jawab warga", exact=True)
    with rina.expect_response("**/draf"):
        box.press_sequentially("Truk datang besok.")
    kasi.reload()
    expect(kasi.locator("[data-writing]")).to_have_text("Rina Contoh juga sedang menulis di sini.")
    kasi.get_by_label("Jawab warga", exact=True).fill("/catat Sudah saya telepon.")
    follow(kasi.get_by_role("button", name="Kirim jawaban"))
    follow(rina.get_by_role("button", name="Kirim jawaban"))
    expect(rina.get_by_role("alert").filter(has_text="Kasi Contoh")).to_be_visible()
    expect(box).to_have_value("Truk datang besok.")
    expect(rina.get_by_text("Sudah saya telepon.")).to_be_visible()
    follow(rina.get_by_role("button", name="Kirim jawaban"))
    expect(rina.locator("#belum")).to_contain_text("Truk datang besok.")
    for page in opened:
        page.context.close()
