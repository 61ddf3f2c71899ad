"""Seeded canaries: the words, name and place of a report one may not read stand nowhere on the desk.

Nor does anything tell that there is such a report: bulk says of it what it says of a number that was never
given, and the counts of tabs, saved views and filters are those of before it came.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from flask import Flask

from complaints_service import clock, db
from complaints_service.edge.resources import KEY
from config.rulebook import Rulebook
from tests.support.forms import Desk
from tests.support.visitors import Visitor, when
from tests.support.world import accuse, open_office
from tests.web.desk.test_together import RUN, absent, ask, person, pick, ticket

NOW = when("Tue 2026-11-24 14:05")
WORDS, PLACE, NAME, PHONE = "kenariaduan", "Gang Kenaritempat", "Kenariwati Contoh", "081277773333"
CANARIES = (WORDS, PLACE, "Kenaritempat", NAME, "Kenariwati", PHONE, "7777")
#: Every list there is, and every way to narrow one to what is hidden.
LISTS = (
    *("view=mine", "view=queue", "view=waiting", "view=done", "view=led"),
    *("view=led&privacy=confidential", "view=led&unit=SARPRAS", "view=led&category=drainase_banjir"),
    f"q={WORDS}",
)
ONCE = re.compile(r'(name="csrf_token" value|name="key" value)="[^"]*"')
TAB_COUNTS = re.compile(r'<a href="/meja\?view=\w+"[^>]*>[^<]+ <b>(\d+)</b></a>')


@pytest.fixture
def desk(app: Flask, rulebook: Rulebook, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return Desk(app, open_office(app.extensions[KEY].engine, rulebook), NOW)


def seeded(desk: Desk) -> str:
    """A confidential report of the unit that `trantib` has no part in."""
    return desk.office.complain(
        f"Parit tumpat, {WORDS}.",
        now=NOW,
        privacy="confidential",
        name=NAME,
        phone=PHONE,
        address=PLACE,
    ).number


def accusing(desk: Desk, rulebook: Rulebook, login: str) -> str:
    """A confidential report about one of the very people who would otherwise read it."""
    number = seeded(desk)
    with db.writing(desk.office.engine) as session:
        accuse(session, rulebook, number, person(desk, login))
    return number


def bulk_pages(visitor: Visitor, picked: Sequence[str], number: str, act: str, **fields: str) -> list[str]:
    """Choosing, the dry run and what came of it, as sent; the number itself is what the reader typed."""
    pages = []
    chosen = "&".join(f"pilih={one}" for one in picked)
    for query in (chosen, f"act={act}&{chosen}"):
        visitor.read(f"{RUN}?{query}")
        pages.append(visitor.raw)
    ask(visitor, list(picked), "/coba", act=act, **fields)
    pages.append(visitor.raw)
    ask(visitor, list(picked), act=act, **fields)
    assert visitor.status == 303
    visitor.read(visitor.location)
    pages.append(visitor.raw)
    return [ONCE.sub("", re.sub(rf"{RUN}/\d+", RUN, page)).replace(number, "NOMOR") for page in pages]


@pytest.mark.parametrize(
    ("login", "act", "fields"),
    [
        ("trantib", "note", {"text": "Sudah dilihat."}),
        ("rina", "note", {"text": "Sudah dilihat."}),
        ("kasi", "prioritise", {"priority": "high", "reason": "Hujan."}),
    ],
)
def test_bulk_says_of_a_hidden_report_what_it_says_of_none(
    desk: Desk, rulebook: Rulebook, login: str, act: str, fields: dict[str, str]
) -> None:
    """Of another unit, and about the reader: choosing, dry run, and result are the same but for the number."""
    number = seeded(desk) if login == "trantib" else accusing(desk, rulebook, login)
    version = ticket(desk, number).version
    nobodys = absent(7).partition(":")[0]
    visitor = desk.visitor(login)
    told = bulk_pages(visitor, [f"{number}:{version}"], number, act, **fields)
    assert told == bulk_pages(visitor, [f"{nobodys}:{version}"], nobodys, act, **fields)
    assert told != bulk_pages(visitor, [f"{nobodys}:{version}"], "", act, **fields), "the number is compared"
    assert not [canary for canary in CANARIES for page in told if canary in page]
    assert "Tiket itu tidak ada, atau bukan untuk Anda." in told[-1]
    assert ticket(desk, number).version == version


def test_bulk_tells_who_may_read_the_report_and_nobody_its_reporter(desk: Desk) -> None:
    number = seeded(desk)
    kasi = desk.visitor("kasi")
    told = bulk_pages(kasi, [pick(desk, number)], number, "prioritise", priority="high", reason="Hujan.")
    assert "1 tiket bisa." in told[2] and "1 tiket sudah" in told[3] and "Parit" in told[2]
    assert not [each for each in (NAME, "Kenariwati", PHONE) for page in told if each in page]


def shown(visitor: Visitor) -> dict[str, str]:
    """Every list as sent, each of them with all its counts; and what waits for the reader."""
    pages = {}
    visitor.read("/meja")  # what is told once is told here
    for query in LISTS:
        visitor.read(f"/meja?{query}")
        pages[query] = ONCE.sub("", visitor.raw)
    for saved in re.findall(r'href="(/meja\?[^"]*privacy=confidential[^"]*)"', pages["view=mine"]):
        visitor.read(saved.replace("&amp;", "&"))
        pages[saved] = ONCE.sub("", visitor.raw)
    return pages


def counts(page: str) -> list[str]:
    return TAB_COUNTS.findall(page)


def test_no_list_tab_or_saved_view_tells_of_a_report_of_another_unit(desk: Desk) -> None:
    """Byte for byte what it was before the report came, while its own unit's counts do move."""
    camat = desk.visitor("camat")
    camat.send(
        "/meja/tampilan", of="/meja?view=led&privacy=confidential", name="Perlu dijaga", unit="SARPRAS"
    )
    trantib, rina, kasi = (desk.visitor(login) for login in ("trantib", "rina", "kasi"))
    trantib.send("/meja/tampilan", of="/meja?privacy=confidential", name="Rahasia saya")
    before, theirs = shown(trantib), shown(kasi)
    assert len(before) > len(LISTS) and len(theirs) > len(LISTS), "saved views are opened as well"
    number = seeded(desk)
    desk.office.act("kasi", number, "assign", to="unit:SARPRAS", reason="Antrean.", now=NOW)
    after = shown(trantib)
    for query, page in before.items():
        assert after[query] == page, query
    moved = shown(kasi)
    assert all(moved[query] != page for query, page in theirs.items() if "confidential" in query)
    assert counts(moved["view=queue"]) != counts(theirs["view=queue"])
    assert number in shown(rina)["view=queue"]


@pytest.mark.parametrize("login", ["rina", "kasi"])
def test_no_count_tells_the_accused_of_the_report_about_them(
    desk: Desk, rulebook: Rulebook, login: str
) -> None:
    reader, camat = desk.visitor(login), desk.visitor("camat")
    before = shown(reader)
    number = accusing(desk, rulebook, login)
    after = shown(reader)
    for query, page in before.items():
        assert after[query] == page, query
    assert number in camat.read("/meja?view=led"), "there is such a report, and one of theirs holds it"
