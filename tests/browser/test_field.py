"""An officer's phone in the field: the page opens without a line, what is written there arrives exactly once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import text

from complaints_service import clock, db
from complaints_service.edge.resources import KEY
from config.rulebook import Rulebook
from tests.browser.pages import sound
from tests.browser.test_offline import photo
from tests.support.photos import kept_files
from tests.support.visitors import session_token
from tests.support.world import Office, accuse, open_office

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("backend", ["sqlite"], indirect=True)]


@pytest.fixture
def office(app: Flask, rulebook: Rulebook) -> Office:
    return open_office(app.extensions[KEY].engine, rulebook)


@pytest.fixture
def phone(browser: Browser, live_server: str, office: Office) -> Iterator[BrowserContext]:
    context = browser.new_context(
        viewport={"width": 360, "height": 780}, base_url=live_server, has_touch=True, is_mobile=True
    )
    token = session_token(office, "rina", clock.now())
    context.add_cookies([{"name": "tanggap", "value": token, "url": live_server}])
    yield context
    context.close()


def hers(office: Office) -> str:
    """A report that she has."""
    number = office.complain(now=clock.now(), lat=3.6786, lng=98.6555, kelurahan="12.71.12.1004").number
    for to in ("unit:TRANTIB", f"person:{office.officers['rina']}"):
        login = "kasi" if to.startswith("unit") else "meja"
        office.act(login, number, "assign", to=to, reason="Tolong dilihat.", now=clock.now())
    return number


def said(office: Office) -> list[str]:
    with office.engine.connect() as connection:
        return list(connection.scalars(text("select text from message order by ticket_id, seq")))


def state_of(office: Office, number: str) -> str:
    with office.engine.connect() as connection:
        asked = text("select state from ticket where number = :number")
        return str(connection.scalar(asked, {"number": number}))


def write(page: Page, number: str, what: str, words: str) -> Any:
    """Writes at a place; the form, not sent yet."""
    stop = page.locator("li", has=page.locator(f'a[href="/meja/{number}"]'))
    stop.get_by_text(what, exact=True).click()
    form = stop.locator("details[open] form")
    form.locator("textarea").fill(words)
    return form


def test_what_is_written_without_a_line_arrives_exactly_once_and_a_changed_ticket_takes_nothing(
    phone: BrowserContext, app: Flask, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    done, changed = hers(office), hers(office)
    page = phone.new_page()
    page.goto("/meja/lapangan")
    sound(page)
    page.evaluate("navigator.serviceWorker.ready")
    page.wait_for_function("() => caches.match('/meja/lapangan').then(Boolean)")
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    phone.set_offline(True)
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Lapangan hari ini")
    form = write(page, done, "Selesaikan dengan foto", "Parit sudah dikeruk.")
    form.locator("input[type=file]").set_input_files([photo("sesudah.jpg", 40)])
    form.get_by_role("button", name="Kirim").click()
    waiting = page.locator("[data-field]")
    expect(waiting).to_contain_text("menunggu di ponsel ini")
    write(page, changed, "Kabari warga", "Kami mulai besok.").get_by_role("button", name="Kirim").click()
    expect(waiting.locator(".alert")).to_have_count(2)
    assert said(office) == []
    hasan = f"person:{office.officers['hasan']}"
    office.act("kasi", changed, "assign", to="unit:SARPRAS", reason="Dibagi ulang.", now=clock.now())
    office.act("kasi", changed, "assign", to=hasan, reason="Dibagi ulang.", now=clock.now())

    # The first answer is lost behind the commit: the same sending comes again.
    hand_in, answers = app.view_functions["desk.post_act"], []

    def lose_the_first(**values: Any) -> Any:
        answers.append(hand_in(**values))
        return answers[-1] if len(answers) > 1 else ("", 502)

    monkeypatch.setitem(app.view_functions, "desk.post_act", lose_the_first)
    phone.set_offline(False)
    page.reload()
    expect(waiting).to_contain_text("sudah sampai")
    expect(waiting).to_contain_text("tiketnya berubah")
    assert len(answers) > 2 and said(office) == ["Parit sudah dikeruk."]
    assert state_of(office, done) == "resolved" and len(kept_files(office.engine, done)) == 1


def test_what_is_too_large_and_what_is_gone_have_words_of_their_own(
    phone: BrowserContext, office: Office, rulebook: Rulebook
) -> None:
    """Whoever answers it: a proxy says 413 in a page of its own, and of a ticket that is gone there is none."""
    large, gone = hers(office), hers(office)
    page = phone.new_page()
    page.route(f"**/meja/{large}/message", lambda asked: asked.fulfill(status=413, body="<h1>413</h1>"))
    page.goto("/meja/lapangan")
    with db.writing(office.engine) as session:
        accuse(session, rulebook, gone, f"person:{office.officers['rina']}")
    waiting = page.locator("[data-field] .alert")
    for so_many, (number, words) in enumerate(((large, "Foto menyusul."), (gone, "Kami datang besok.")), 1):
        write(page, number, "Kabari warga", words).get_by_role("button", name="Kirim").click()
        expect(waiting).to_have_count(so_many)
    for number, told, words in (
        (large, "fotonya terlalu besar", "Foto menyusul."),
        (gone, "tidak ada lagi untuk Anda", "Kami datang besok."),
    ):
        one = waiting.filter(has_text=number)
        expect(one).to_contain_text(told)
        expect(one).to_contain_text(words)
        expect(one).not_to_contain_text("tidak diterima")
    assert said(office) == []


def test_what_is_refused_says_the_services_own_reason(phone: BrowserContext, office: Office) -> None:
    number = hers(office)
    page = phone.new_page()
    page.goto("/meja/lapangan")
    form = write(page, number, "Kabari warga", "Yth. {nama_warga}, kami mulai besok.")
    form.get_by_role("button", name="Kirim").click()
    waiting = page.locator("[data-field]")
    expect(waiting).to_contain_text("tidak diterima")
    expect(waiting.locator("[data-why]")).to_contain_text("{nama_warga}")
    expect(waiting.locator("[data-words]")).to_contain_text("kami mulai besok")
    assert said(office) == []
