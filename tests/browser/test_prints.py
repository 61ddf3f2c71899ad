"""What is printed is whole: each page on its own paper, nothing over something else, no word lost, the code read."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from complaints_service import clock
from complaints_service.edge.resources import KEY
from config.rulebook import Rulebook
from tests.browser.test_every_page import PARTS, READERS, pages
from tests.support import world
from tests.support.citizen_states import NOW, STORIES
from tests.support.everything import NOW as EVERYTHING_NOW
from tests.support.everything import Everything, office_with_everything
from tests.support.prepared import Prepared
from tests.support.printed import Printed
from tests.support.visitors import session_token
from tests.support.world import Office, open_office

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("backend", ["sqlite"], indirect=True)]
SLIP, A5, A4 = (80, 150), (148, 210), (210, 297)
#: Every text that a reader sees on paper, in the order of the page.
ON_PAPER = """() => {
  const seen = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  const texts = [];
  while (seen.nextNode()) {
    const one = seen.currentNode, inside = one.parentElement;
    if (!one.textContent.trim() || inside.closest(".vh, svg, textarea, option")) continue;
    if (inside.checkVisibility({ contentVisibilityAuto: true })) texts.push(one.textContent);
  }
  return texts;
}"""


@pytest.fixture
def office(app: Flask, rulebook: Rulebook, monkeypatch: pytest.MonkeyPatch) -> Office:
    """The test office at `NOW`, with the application's own key."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setattr(world, "TRACKING_KEY", app.extensions[KEY].settings.tracking_key)
    return open_office(app.extensions[KEY].engine, rulebook)


@pytest.fixture
def made(app: Flask, rulebook: Rulebook, prepared: Prepared, monkeypatch: pytest.MonkeyPatch) -> Everything:
    """The office with one of each thing, at its instant."""
    monkeypatch.setattr(clock, "now", lambda: EVERYTHING_NOW)
    return prepared(app.extensions[KEY].engine, rulebook, office_with_everything)


FONTS = {"the machine's font": "", "serif": "serif"}


@pytest.fixture(params=FONTS)
def font(request: pytest.FixtureRequest) -> str:
    """What a page is written in."""
    return str(request.param)


@pytest.fixture
def page(font: str, browser: Browser, live_server: str) -> Iterator[Page]:
    """A page in a narrow window, written in one font or another."""
    context = browser.new_context(
        viewport={"width": 360, "height": 780}, base_url=live_server, bypass_csp=True
    )
    if family := FONTS[font]:
        context.add_init_script(
            f"addEventListener('DOMContentLoaded', () => document.documentElement.style.setProperty('--font', '{family}'))"
        )
    yield context.new_page()
    context.close()


def lost(page: Page, printed: Printed) -> list[str]:
    """Words that stand in the page for paper and on no sheet."""
    page.emulate_media(media="print")
    wanted = [" ".join(text.replace("\xa0", " ").split()) for text in page.evaluate(ON_PAPER)]
    page.emulate_media(media=None)
    bare = _bare(printed.text)
    return [text for text in wanted if _bare(text) not in bare]


def _bare(text: str) -> str:
    """Without spaces, and without the hyphens that PDFium takes out where a line ends with one."""
    return "".join(letter for letter in text if letter not in "-\xad\x02\ufffe" and not letter.isspace())


def whole(page: Page) -> Printed:
    """The printed page, once nothing of it is lost, cut or printed over."""
    printed = Printed(page)
    assert not printed.overprinted(), f"{page.url}\n" + "\n".join(printed.overprinted())
    assert not printed.outside(), f"{page.url}\n" + "\n".join(printed.outside())
    return printed


def test_the_slip_is_one_narrow_sheet_whose_code_opens_the_report(page: Page, office: Office) -> None:
    made = STORIES["running"](office)
    page.goto(f"/lacak/{made.secret}")
    page.goto(f"/laporan/{made.number}/bukti")
    printed = whole(page)
    assert printed.sizes == [SLIP]
    assert [one.rpartition("/")[2] for one in printed.codes()] == [made.secret]
    for words in (
        made.number,
        "Parit dan banjir, Gang Contoh, Rengas Pulau",
        "paling lambat",
        "Medan Marelan",
    ):
        assert words in printed.text, printed.text
    assert _bare(made.secret) in _bare(printed.text)
    assert lost(page, printed) == []


def test_a_slip_with_the_longest_place_is_still_one_sheet(page: Page, office: Office) -> None:
    address = "Gang Keramat Sebelah Masjid Al-Istiqomah Depan Warung Sate Padang Nomor 123A"
    done = office.complain(now=NOW, category="drainase_banjir", address=address)
    page.goto(f"/lacak/{done.secret}")
    page.goto(f"/laporan/{done.number}/bukti")
    printed = whole(page)
    assert printed.sizes == [SLIP] and len(printed.codes()) == 1


def test_a_report_is_printed_whole_in_every_state(page: Page, office: Office, font: str) -> None:
    """Each state in one of the fonts, the next in the other."""
    faulty = {}
    for state in list(STORIES)[list(FONTS).index(font) :: len(FONTS)]:
        made = STORIES[state](office)
        page.goto(f"/lacak/{made.secret}")
        printed = whole(page)
        found = set(printed.sizes), [one.rpartition("/")[2] for one in printed.codes()], lost(page, printed)
        if found != ({A5}, [made.secret], []):
            faulty[state] = found
    assert faulty == {}


@pytest.mark.parametrize("part", range(PARTS))
def test_every_page_of_the_office_prints_on_its_paper_with_nothing_over_something_else(
    browser: Browser, live_server: str, app: Flask, made: Everything, part: int
) -> None:
    opened, found = list(pages(app, made, part)), []
    assert len(opened) > 60 / PARTS, opened
    windows = {}
    for login in READERS:
        context = browser.new_context(viewport={"width": 1280, "height": 800}, base_url=live_server)
        windows[login] = context.new_page()
        if login:
            token = session_token(made.office, login, EVERYTHING_NOW)
            context.add_cookies([{"name": "tanggap", "value": token, "url": live_server}])
        else:
            windows[login].goto(f"/lacak/{made.secret}")
    for path, login in opened:
        page = windows[login]
        page.goto(path)
        printed = Printed(page)
        heading = "".join(page.locator("h1").first.inner_text().split())
        cut_up = page.locator(".cut").count() > 0  # slips to give away: each has its own words
        if heading not in "".join(printed.text.split()) and not cut_up:
            found.append(f"{path}: without its heading")
        if not set(printed.sizes) <= {A4, A5, SLIP}:
            found.append(f"{path}: on {set(printed.sizes)}")
        found += [f"{path}: {one}" for one in (*printed.overprinted(), *printed.outside())]
    for page in windows.values():
        page.context.close()
    assert not found, "\n".join(found)


def test_the_chairs_meeting_is_on_paper(browser: Browser, live_server: str, made: Everything) -> None:
    """Its agenda stands in a form: what is typed into it is on paper, its buttons are not."""
    context = browser.new_context(base_url=live_server)
    token = session_token(made.office, "kasi", EVERYTHING_NOW)
    context.add_cookies([{"name": "tanggap", "value": token, "url": live_server}])
    page = context.new_page()
    page.goto(f"/rapat/{made.places['meeting_id']}")
    page.get_by_label("Apa yang disepakati").fill("Parit dikeruk hari Kamis.")
    printed = Printed(page)
    context.close()
    assert "Agenda" in printed.text and "Parit dikeruk hari Kamis." in printed.text
    assert "Tutup rapat" not in printed.text and "Simpan dulu" not in printed.text
