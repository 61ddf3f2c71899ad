"""Help leads from each page to its section of a guide, and a first day fits on one sheet."""

from __future__ import annotations

import io
import re

import pytest
from flask import Flask
from markupsafe import Markup
from pypdf import PdfReader

from complaints_service import clock
from complaints_service.edge.guard import right_of
from complaints_service.edge.resources import KEY
from complaints_service.web.boarding.guides import FOLDER, GUIDES
from complaints_service.web.boarding.markdown import headings, html_of, slug
from complaints_service.web.shell.sections import SECTIONS, section_of
from complaints_service.web.shell.steps import TOURS
from config.rulebook import Rulebook
from tests.support.forms import Desk
from tests.support.visitors import when
from tests.support.world import open_office

NOW = when("Tue 2026-11-24 14:05")
#: What of Markdown would be left over in a page if it were not understood.
LEFT = re.compile(r"\*\*|\]\(|^\|.*\|$|^#{1,4} |```", re.MULTILINE)

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def desk(app: Flask, rulebook: Rulebook, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return Desk(app, open_office(app.extensions[KEY].engine, rulebook), NOW)


def sections_of(guide: str) -> set[str]:
    return {slug(words) for _level, words in headings((FOLDER / f"{guide}.md").read_text(encoding="utf-8"))}


def test_every_page_of_the_office_has_a_section_and_every_section_exists(desk: Desk) -> None:
    pages = {
        rule.endpoint
        for rule in desk.app.url_map.iter_rules()
        if "GET" in (rule.methods or set())
        and not rule.rule.startswith("/api/")
        and (right := right_of(desk.app.view_functions[rule.endpoint])) is not None
        and right.signed_in
    }
    assert len(pages) > 60
    assert not {endpoint for endpoint in pages if section_of(endpoint) is None}
    there = {guide: sections_of(guide) for guide in GUIDES}
    assert not {
        name: to for name, to in SECTIONS.items() if to[1] not in there[to[0]] | {slug(_title(to[0]))}
    }
    assert not {name for name in SECTIONS if name.partition(".")[0] not in desk.app.blueprints}


def _title(guide: str) -> str:
    return headings((FOLDER / f"{guide}.md").read_text(encoding="utf-8"))[0][1]


def test_the_question_mark_leads_to_a_section_that_is_on_the_page(desk: Desk) -> None:
    kasi = desk.visitor("kasi")
    for address in ("/meja", "/papan", "/menunggu", "/mulai"):
        kasi.read(address)
        [href] = re.findall(r'href="(/panduan/[^"]+)" aria-label="\? Bantuan', kasi.raw)
        path, _sep, anchor = href.partition("#")
        kasi.read(path)
        assert kasi.status == 200 and f'id="{anchor}"' in kasi.raw, href


@pytest.mark.parametrize("name", GUIDES)
def test_a_guide_is_read_whole_and_its_links_lead_somewhere(desk: Desk, name: str) -> None:
    rina = desk.visitor("rina")
    rina.read(f"/panduan/{name}")
    assert rina.status == 200
    body = rina.raw.partition("<section")[2].partition("</section>")[0]
    words = re.sub(r"<code>.*?</code>", "", body)
    assert not LEFT.findall(re.sub(r"<[^>]+>", "", words))
    for href in set(re.findall(r'(?:href|src)="(/panduan/[^"#]+)', body)):
        with rina.client.get(href) as answer:
            assert answer.status_code == 200, href
        assert desk.app.test_client().get(href).status_code == 303  # for nobody
    for anchor in set(re.findall(r'href="#([^"]+)"', body)):
        assert f'id="{anchor}"' in body, anchor


def test_every_page_the_administrators_guide_names_exists(desk: Desk) -> None:
    there = desk.app.url_map.bind("office.example")
    text = (FOLDER / "pengelola.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(/(?:pengelola|meja|masukan|laporan-kantor|terbuka)[a-z/-]*)`", text))
    assert len(named) > 15
    assert not {address for address in named if not there.test(address, "GET")}


def test_pictures_show_in_the_administrators_guide_each_with_words_in_their_place(desk: Desk) -> None:
    rina = desk.visitor("rina")
    rina.read("/panduan/pengelola")
    shown = re.findall(r'<img src="(/panduan/gambar/[^"]+)" alt="([^"]*)"', rina.raw)
    assert len(shown) == len(set(shown)) >= 15
    for address, words in shown:
        assert len(words) > 20, address
        with rina.client.get(address) as answer:
            assert (answer.status_code, answer.mimetype) == (200, "image/webp"), address


def test_what_is_no_mark_is_text(backend: str) -> None:
    told = html_of(
        "# A <b>\n\nx & **y `z`** [w](javascript:alert(1))\n\n- a\n  - b\n- c\n", lambda _target: None
    )
    assert told == Markup(
        '<h1 id="a-b">A &lt;b&gt;</h1>\n<p>x &amp; <b>y <code>z</code></b> w)</p>\n'
        "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>"
    )


@pytest.mark.parametrize("kind", TOURS)
def test_a_quick_start_is_one_sheet(desk: Desk, kind: str) -> None:
    rina = desk.visitor("rina")
    answer = rina.client.get(f"/mulai/lembar-{kind}.pdf")
    assert answer.status_code == 200 and answer.mimetype == "application/pdf"
    reader = PdfReader(io.BytesIO(answer.data))
    text = " ".join(reader.pages[0].extract_text().split())
    assert len(reader.pages) == 1
    assert [round(float(each)) for each in reader.pages[0].mediabox[2:]] == [595, 842]
    assert all(one.title in text for one in TOURS[kind])


def test_the_tour_offers_the_sheet_of_the_reader_s_kind(desk: Desk) -> None:
    assert "/mulai/lembar-superior.pdf" in desk.visitor("kasi").read("/mulai")
