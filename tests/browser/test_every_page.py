"""Every page there is, with words of 300 letters: none grows wider than its window, and axe finds nothing on it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import cycle, islice, product

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from sqlalchemy import Connection, String, func, select, update
from sqlalchemy.exc import DatabaseError

from complaints_service import clock
from complaints_service.db import Base
from complaints_service.edge.resources import KEY
from config.rulebook import Rulebook
from tests.browser.pages import EVERY_LOOK, PHONE, faults_of
from tests.repository.access import OPENS, TABLE, agreed, calls
from tests.support.everything import NOW, Everything, office_with_everything
from tests.support.lengths import WHOLE
from tests.support.prepared import Prepared
from tests.support.visitors import session_token

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("backend", ["sqlite"], indirect=True)]
WORD = "Berkepanjangan" + "a" * 286
LONG = f"{WORD} https://www.google.com/maps/place/@3.7053,98.6553,17z/data={'!3m1' * 60} {WORD}"
#: Columns that people fill in words; what they are called, wherever they are.
WORDS = re.compile(
    r"text|title|address|reason|words|comment|name|summary|answer|remark|note|value|goal|result"
)
NO_WORDS = re.compile(r"digest|json|key|code|path|kind|state|login|source_|value_id|_id$")
#: What the office itself is called, and what is on its way, nobody types into a page.
NOT_TYPED = (
    "outbox", "subscription", "unit", "position", "structure_record", "officer", "personnel_record", "account",
)  # fmt: skip
#: So many tests share the pages, so that processes can share the tests.
PARTS = 3
#: Who opens the pages, each as the first who may, and where docs/access.md says so; of sekcam it says nothing.
READERS = {
    "rina": "herself", "kasi": "superior", "camat": "head", "meja": "dispatcher", "admin": "administrator",
    "auditor": "auditor of all", "": "citizen", "sekcam": "",
}  # fmt: skip
LANGUAGES = ("id", "en")


@pytest.fixture
def world(app: Flask, rulebook: Rulebook, prepared: Prepared, monkeypatch: pytest.MonkeyPatch) -> Everything:
    """One of each thing, and every word of it long."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    engine = app.extensions[KEY].engine
    made = prepared(engine, rulebook, office_with_everything)
    with engine.begin() as connection:
        assert _lengthen(connection) > 30
        told = connection.scalar(select(Base.metadata.tables["complaint"].c.text))
        assert told is not None and WORD in told
    return made


def _lengthen(connection: Connection) -> int:
    """Puts a long word into every column of words that may be changed; how many there were."""
    count = 0
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            words = isinstance(column.type, String) and WORDS.search(column.name) and not column.unique
            length = column.type.length if isinstance(column.type, String) else None
            if not words or NO_WORDS.search(column.name) or (length is not None and length < 80):
                continue
            if column.primary_key or column.foreign_keys or table.name in NOT_TYPED:
                continue
            long = LONG if length is None else LONG[:length]
            try:
                with connection.begin_nested():
                    rows = (
                        update(table)
                        .where(column.is_not(None), func.length(column) > 0)
                        .values({column: long})
                    )
                    count += connection.execute(rows).rowcount
            except DatabaseError:
                continue  # append-only: what is said there stands beside it in a message
    return count


def pages(app: Flask, world: Everything, part: int) -> Iterator[tuple[str, str]]:
    """A part of the pages there are, each with somebody who may read it."""
    clients = {}
    for login in READERS:
        clients[login] = app.test_client()
        if login:
            clients[login].set_cookie("tanggap", session_token(world.office, login, NOW))
        else:
            clients[login].get(f"/lacak/{world.secret}")
    table = agreed(TABLE.read_text(encoding="utf-8"))
    for call in islice(calls(app, world), part, None, PARTS):
        if call.method != "GET" or call.path.startswith(("/api/", "/lacak/")):
            continue
        for login, client in clients.items():
            if READERS[login] and table[READERS[login]].get(call.row, OPENS) != OPENS:
                continue
            answer = client.get(call.path)
            assert answer.status_code < 500, f"{call.path} broke before {login}"
            # Not a part that a script puts into a page.
            if answer.status_code == 200 and b"<html" in answer.data:
                ids = re.findall(r'<[^>]*\sid="([^"]*)"', answer.text)
                assert len(ids) == len(set(ids)), f"{call.path}: a label of one of two leads to the other"
                yield call.path, login
                break


@pytest.mark.parametrize("part", range(PARTS))
def test_every_page_is_sound_and_none_grows_with_a_word_of_300_letters(
    browser: Browser, live_server: str, app: Flask, world: Everything, part: int
) -> None:
    """Each page in one of the looks, the next page in the next; in the long form each in all."""
    faults: list[str] = []
    opened = list(pages(app, world, part))
    assert len(opened) > 60 / PARTS, opened
    turns = cycle(product(LANGUAGES, EVERY_LOOK))
    windows: dict[str, Page] = {}
    for path, login in opened:
        if login not in windows:
            windows[login] = window(browser, live_server, world, login)
        page = windows[login]
        for language, look in product(LANGUAGES, EVERY_LOOK) if WHOLE else [next(turns)]:
            page.context.add_cookies([{"name": "bahasa", "value": language, "url": live_server}])
            page.set_viewport_size({"width": PHONE, "height": 780})
            page.goto(path)
            if page.evaluate("document.documentElement.scrollWidth") > PHONE:
                faults.append(f"{path} as {login or 'a citizen'}: {page.evaluate(WIDEST)}")
            faults += faults_of(page, [look])
    for page in windows.values():
        page.context.close()
    assert not faults, "\n".join(faults)


def window(browser: Browser, live_server: str, world: Everything, login: str) -> Page:
    """A window of somebody of the office, or with "" of the citizen."""
    page = browser.new_context(base_url=live_server, locale="id-ID").new_page()
    if login:
        token = session_token(world.office, login, NOW)
        page.context.add_cookies([{"name": "tanggap", "value": token, "url": live_server}])
    else:
        page.goto(f"/lacak/{world.secret}")
    return page


#: What sticks out farthest, for whoever has to mend it.
WIDEST = """() => {
  const far = [...document.body.querySelectorAll("*")].map((one) => [one.getBoundingClientRect().right, one]);
  far.sort((a, b) => b[0] - a[0]);
  return far.slice(0, 1).map(([right, one]) => `${one.tagName}.${one.className} to ${Math.round(right)}`).join();
}"""
