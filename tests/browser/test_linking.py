"""An officer links a chat, decides on a letter, and a citizen adds an address: in a real browser, with axe."""

from __future__ import annotations

import re
from collections import deque
from dataclasses import replace

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from complaints_service import clock, db
from complaints_service.edge.resources import KEY
from complaints_service.jobs.linking import PostRoom
from complaints_service.notify.officers.chat import link_of_account, offer_link
from complaints_service.notify.routes import mark_dead, open_route
from complaints_service.notify.senders import LetterRefused
from complaints_service.tickets.ledger.numbers import tracking_secret
from config.rulebook import Rulebook
from tests.browser.pages import PHONE, follow, sound
from tests.services.post import Postman, run
from tests.support.visitors import session_token, when
from tests.support.world import TRACKING_KEY, Office, open_office

NOW = when("Tue 2026-11-24 14:05")
CHAT = "71"

# A browser sees the same pages on either database.
pytestmark = [
    pytest.mark.parametrize("backend", ["sqlite"]),
]


@pytest.fixture
def office(app: Flask, rulebook: Rulebook, monkeypatch: pytest.MonkeyPatch) -> Office:
    """The test office with a bot of a known name and both routes open."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    service = app.extensions[KEY]
    app.extensions[KEY] = replace(service, settings=replace(service.settings, telegram_name="tanggap_bot"))
    made = open_office(service.engine, rulebook)
    with db.writing(made.engine) as session:
        for route in ("email", "telegram"):
            open_route(session, route=route, now=NOW)
    return made


def open_page(browser: Browser, *, cookie: tuple[str, str, str] | None = None) -> Page:
    context = browser.new_context(viewport={"width": PHONE, "height": 800}, locale="id-ID")
    if cookie is not None:
        name, value, url = cookie
        context.add_cookies([{"name": name, "value": value, "url": url}])
    return context.new_page()


def signed_in(browser: Browser, live_server: str, office: Office, login: str) -> Page:
    return open_page(browser, cookie=("tanggap", session_token(office, login, NOW), live_server))


def test_a_chat_is_linked_seen_dead_and_unlinked(browser: Browser, live_server: str, office: Office) -> None:
    page = signed_in(browser, live_server, office, "rina")
    page.goto(f"{live_server}/telegram")
    sound(page)
    follow(page.get_by_role("button", name="Buat kode"))
    code = page.locator("p.num").inner_text()
    link = page.get_by_role("link", name="Buka bot dengan kode ini")
    expect(link).to_have_attribute(
        "href", re.compile(rf"^https://t\.me/tanggap_bot\?start={code.replace('-', '')}$")
    )
    drawn = page.locator("svg.qr").bounding_box()
    assert drawn is not None and 80 <= drawn["width"] == drawn["height"]
    sound(page)

    with db.writing(office.engine) as session:
        assert offer_link(session, route="telegram", chat=CHAT, name="Rina", code=code, now=NOW) == "offered"
    follow(page.get_by_role("link", name="Sudah saya kirim"))
    expect(page.get_by_role("heading", name="Hubungkan akun Rina Contoh ke obrolan Rina?")).to_be_visible()
    sound(page)
    page.get_by_role("button", name="Ya, hubungkan").click()
    expect(page.get_by_role("status")).to_have_text("Obrolan terhubung. Kabar tiket Anda masuk ke sana.")
    sound(page)

    with db.writing(office.engine) as session:
        mark_dead(session, route="telegram", address=CHAT, reason="blocked", now=NOW)
    page.reload()
    expect(page.get_by_text("Obrolan itu tidak menerima kabar kami sejak")).to_be_visible()
    sound(page)
    page.get_by_role("button", name="Lepaskan").click()
    expect(page.get_by_text("Belum ada obrolan yang terhubung.")).to_be_visible()
    with db.reading(office.engine) as session:
        assert link_of_account(session, account_id=office.accounts["rina"]) is None
    page.context.close()


def test_a_letter_that_did_not_arrive_is_decided_on(
    browser: Browser, live_server: str, app: Flask, office: Office
) -> None:
    number = office.complain(now=NOW, email="sari@contoh.example").number
    service = app.extensions[KEY]
    room = PostRoom.of(service.engine, service.rulebook, service.settings)
    run(room, Postman(answers=deque([LetterRefused("looks like an advertisement")])), NOW)
    page = signed_in(browser, live_server, office, "meja")
    page.goto(f"{live_server}/meja")
    sound(page)
    follow(page.get_by_role("link", name="1 kiriman tidak sampai"))
    expect(page.get_by_role("link", name=number)).to_be_visible()
    sound(page)
    page.get_by_role("button", name="Kirim lagi").click()
    expect(page.get_by_role("status")).to_have_text("Dikirim sekali lagi.")
    expect(page.get_by_text("Tidak ada kiriman yang bermasalah.")).to_be_visible()
    sound(page)
    page.context.close()


def test_a_citizen_adds_an_address_and_its_owner_agrees(
    browser: Browser, live_server: str, app: Flask, office: Office
) -> None:
    number = office.complain(now=NOW).number
    page = open_page(browser)
    page.goto(f"{live_server}/lacak/{tracking_secret(TRACKING_KEY, number, 1)}")
    page.get_by_label("Kabar lewat surel").fill("sari@")
    page.get_by_role("button", name="Kirim tautan persetujuan").click()
    expect(page.get_by_text("Alamat surel ini tidak lengkap.").first).to_be_visible()
    sound(page)
    page.get_by_label("Kabar lewat surel").fill("sari@contoh.example")
    page.get_by_role("button", name="Kirim tautan persetujuan").click()
    expect(page.get_by_role("status")).to_contain_text("s…@contoh.example")
    expect(page.get_by_text("menunggu persetujuan pemilik alamat")).to_be_visible()
    expect(page.get_by_label("Surel lain")).to_be_visible()
    sound(page)

    service = app.extensions[KEY]
    room = PostRoom.of(service.engine, service.rulebook, service.settings)
    (letter,) = run(room, Postman(), NOW)
    assert letter.link is not None
    owner = open_page(browser)
    owner.goto(letter.link.replace(room.base_url, live_server))
    sound(owner)
    owner.get_by_role("button", name="Ya, kirim ke surel saya").click()
    expect(owner.get_by_role("heading", level=1)).to_have_text("Kabarnya sampai ke surel Anda")
    sound(owner)
    page.goto(f"{live_server}/laporan/{number}")
    expect(page.get_by_role("button", name="Hentikan: Surel s…@contoh.example")).to_be_visible()
    sound(page)
    owner.context.close()
    page.context.close()


def test_a_merged_report_shows_the_survivors_news(browser: Browser, live_server: str, office: Office) -> None:
    survivor = office.complain("Parit kami tumpat.", now=when("Mon 2026-11-23 10:00")).number
    number = office.complain(now=NOW).number
    office.act("kasi", number, "merge", into=survivor, reason="Parit yang sama.", now=NOW)
    words = {"text": "Truknya lewat gang Anda.", "others": True, "others_text": "Regu datang besok."}
    office.act("rina", survivor, "message", **words, now=NOW)
    page = open_page(browser)
    page.goto(f"{live_server}/lacak/{tracking_secret(TRACKING_KEY, number, 1)}")
    news = page.locator("section.answer")
    expect(news.get_by_text(survivor)).to_be_visible()
    expect(news.get_by_text("Regu datang besok.")).to_be_visible()
    sound(page)
    page.context.close()
