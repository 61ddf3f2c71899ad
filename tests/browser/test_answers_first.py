"""Every page of a citizen gives its answer on the first screen of a phone, and nothing sticks out of its sheet."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import cycle

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from complaints_service import clock
from complaints_service.edge.resources import KEY
from config.rulebook import Rulebook
from tests.browser.pages import EVERY_LOOK, faults_of
from tests.support import world
from tests.support.citizen_states import NOW, STORIES
from tests.support.world import Office, open_office

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("backend", ["sqlite"], indirect=True)]
PHONE = {"width": 360, "height": 780}
#: The answer ends above this, with the strip that marks sample data above it as well.
FOLD, SAMPLE_STRIP = 600, 36
WIDTHS = (320, 360, 700, 1280)
OPEN_TO_ALL = ("/", "/lapor", "/lacak", "/hak", "/privasi", "/bantuan", "/masuk")
LONG = "Berkepanjangan" + "a" * 286
#: What of each sheet sticks out of it: texts, codes, buttons.
STICKS_OUT = """() => [...document.querySelectorAll(".card")].flatMap((sheet) => {
  const edge = sheet.getBoundingClientRect();
  return [...sheet.querySelectorAll("h1, h2, h3, p, dd, dt, li, a, button, .qr, .tape, td, th, label, span")]
    .filter((one) => !one.closest(".vh, .sp, .scroll, .leaflet-container") && one.checkVisibility())
    .filter((one) => one.getClientRects().length && one.getBoundingClientRect().right > edge.right + 0.5)
    .map((one) => `${one.tagName}.${one.className}: ${one.textContent.trim().slice(0, 40)}`);
})"""


@pytest.fixture
def office(app: Flask, rulebook: Rulebook, monkeypatch: pytest.MonkeyPatch) -> Office:
    """The test office at `NOW`, with the application's own key."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setattr(world, "TRACKING_KEY", app.extensions[KEY].settings.tracking_key)
    return open_office(app.extensions[KEY].engine, rulebook)


@pytest.fixture(params=["", "monospace"], ids=["the machine's font", "wide letters"])
def window(
    request: pytest.FixtureRequest, browser: Browser, live_server: str
) -> Iterator[Callable[[int], Page]]:
    """Opens windows so many pixels wide, in one font or another."""
    contexts = []

    def opened(width: int) -> Page:
        context = browser.new_context(
            viewport={**PHONE, "width": width}, base_url=live_server, bypass_csp=True
        )
        contexts.append(context)
        if request.param:
            context.add_init_script(
                "addEventListener('DOMContentLoaded', () => "
                f"document.documentElement.style.setProperty('--font', '{request.param}'))"
            )
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()


def ends_at(page: Page) -> float:
    """Where the page's answer ends, from the top of the window; the page says which part of it is the answer."""
    answer = page.locator("[data-answer]")
    assert answer.count() == 1, f"{page.url} says of {answer.count()} parts that they are its answer"
    return float(answer.evaluate("(one) => one.getBoundingClientRect().bottom"))


def test_the_answer_stands_on_the_first_screen_and_nothing_sticks_out_of_its_sheet(
    window: Callable[[int], Page], office: Office
) -> None:
    """Each page is opened once: first as the citizen sees it, then with all of it unfolded, at each width."""
    page, found, turns = window(PHONE["width"]), [], cycle(EVERY_LOOK)
    made = {state: tell(office) for state, tell in STORIES.items()}
    long = office.complain(LONG, now=NOW, address=LONG[:280], category="drainase_banjir")
    short = [*OPEN_TO_ALL, *(f"/lacak/{one.secret}" for one in made.values())]
    short.append(f"/laporan/{made['running'].number}/bukti")
    for address in (*short, f"/lacak/{long.secret}", f"/laporan/{long.number}/bukti"):
        page.goto(address)
        if address in short and (end := ends_at(page)) > FOLD - SAMPLE_STRIP:
            found.append(f"{page.url}: its answer ends at {end}")
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
        for width in WIDTHS:
            page.set_viewport_size({**PHONE, "width": width})
            found += [f"{page.url} {width}: {one}" for one in page.evaluate(STICKS_OUT)]
            if page.evaluate("document.documentElement.scrollWidth") > width:
                found.append(f"{page.url}: wider than {width}")
        found += faults_of(page, [next(turns)])
        page.set_viewport_size(PHONE)
    assert not found, "\n".join(found)
