"""The desk's tools in a browser: answering by keyboard alone from a template, and several tickets without a script."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from complaints_service import db
from complaints_service.tickets.ledger.models import Ticket
from tests.browser.pages import PHONE, follow, open_signed_in, sound
from tests.support.visitors import session_token, when
from tests.support.world import Office

NOW = when("Tue 2026-11-24 14:05")

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def numbers(office: Office) -> list[str]:
    """Three tickets of Rina's, the most pressing first."""
    rina = office.officers["rina"]
    made = []
    for day in (17, 18, 19):
        at = when(f"{['Tue', 'Wed', 'Thu'][day - 17]} 2026-11-{day} 09:00")
        number = office.complain(f"Sampah menumpuk di Gang {day}", category="sampah", now=at).number
        if f"person:{rina}" != holder(office, number):
            office.act("kasi", number, "assign", to=f"person:{rina}", reason="Tolong.", now=at)
        made.append(number)
    return made


def holder(office: Office, number: str) -> str:
    with db.reading(office.engine) as session:
        return f"person:{session.scalar(select(Ticket.holder_officer_id).where(Ticket.number == number))}"


def goes(page: Page, key: str) -> None:
    """Presses what leads to another page, and waits until it is there."""
    with page.expect_navigation():
        page.keyboard.press(key)


def test_an_answer_by_keyboard_alone_from_a_template_and_on_to_the_next(
    browser: Browser, live_server: str, office: Office, numbers: list[str]
) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="id-ID")
    page = open_signed_in(context, live_server, session_token(office, "rina", NOW))
    page.goto(f"{live_server}/meja?view=mine")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    sound(page)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.get_by_label(f"Pilih {numbers[0]}")).to_be_checked()
    goes(page, "o")
    assert f"/meja/{numbers[0]}" in page.url
    page.keyboard.press("r")
    box = page.get_by_label("Jawab warga", exact=True)
    expect(box).to_be_focused()
    page.keyboard.type(";;")
    page.keyboard.type("Sampah: jadwal")
    goes(page, "Enter")
    expect(box).to_have_value(re.compile("giliran angkut"))
    page.keyboard.press("r")
    box.press("End")
    page.keyboard.type(" jkos?")
    expect(box).to_have_value(re.compile("jkos"))
    goes(page, "Control+Shift+Enter")
    assert f"/meja/{numbers[1]}?" in page.url and page.url.endswith("#jawab")
    expect(box).to_be_focused()  # it is once the page has been drawn, and would take what is pressed before
    page.keyboard.press("Escape")
    expect(box).not_to_be_focused()
    goes(page, "h")
    expect(page.get_by_role("heading", level=1)).to_contain_text("serahkan")
    context.close()


def test_what_is_half_written_is_there_on_another_device(
    browser: Browser, live_server: str, office: Office, numbers: list[str]
) -> None:
    context = browser.new_context(viewport={"width": PHONE, "height": 800}, locale="id-ID")
    page = open_signed_in(context, live_server, session_token(office, "rina", NOW))
    page.goto(f"{live_server}/meja/{numbers[0]}")
    with page.expect_response("**/draf"):
        page.get_by_label("Jawab warga", exact=True).fill("Baru separuh")
    other = browser.new_context(viewport={"width": PHONE, "height": 800}, locale="id-ID")
    again = open_signed_in(other, live_server, session_token(office, "rina", NOW))
    again.goto(f"{live_server}/meja/{numbers[0]}")
    expect(again.get_by_label("Jawab warga", exact=True)).to_have_value("Baru separuh")
    context.close()
    other.close()


def test_keys_are_switched_off_for_good(
    browser: Browser, live_server: str, office: Office, numbers: list[str]
) -> None:
    context = browser.new_context(viewport={"width": PHONE, "height": 800}, locale="id-ID")
    page = open_signed_in(context, live_server, session_token(office, "rina", NOW))
    page.goto(f"{live_server}/akun-saya")
    follow(page.get_by_role("button", name="Matikan tombol"))
    sound(page)
    page.goto(f"{live_server}/meja?view=mine")
    page.keyboard.press("j")
    expect(page.locator(".ticket h3 a").first).not_to_be_focused()
    assert page.locator("dialog").count() == 0
    context.close()


def test_several_tickets_without_a_script(
    browser: Browser, live_server: str, office: Office, numbers: list[str]
) -> None:
    context = browser.new_context(
        viewport={"width": PHONE, "height": 800}, java_script_enabled=False, locale="id-ID"
    )
    page = open_signed_in(context, live_server, session_token(office, "rina", NOW))
    page.goto(f"{live_server}/meja?view=mine")
    for number in numbers[:2]:
        page.get_by_label(f"Pilih {number}").check()
    page.get_by_label("Untuk yang dipilih").select_option(label="Serahkan")
    follow(page.get_by_role("button", name="Lanjut dengan yang dipilih"))
    page.get_by_label("Kepada").select_option(label="Antrean Seksi Sarana dan Prasarana")
    page.get_by_label("Alasan").fill("Dibagi ulang.")
    follow(page.get_by_role("button", name="Periksa dulu"))
    expect(page.get_by_text("2 tiket bisa.")).to_be_visible()
    follow(page.get_by_role("button", name="Lakukan untuk 2 tiket"))
    expect(page.get_by_role("heading", level=1)).to_have_text("2 tiket sudah")
    context.close()
