"""How often a page asks the database: a limit for each kind of page, however long what it lists is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import NamedTuple

import pytest
from flask import Flask
from sqlalchemy import Engine

from complaints_service import clock
from complaints_service.edge.resources import KEY
from config.rulebook import Rulebook
from tests.repository.access import READERS, Call, calls
from tests.support.databases import Databases
from tests.support.everything import FILE, NOW, Everything
from tests.support.plenty import office_with_many_more, office_with_one_more
from tests.support.prepared import Prepared
from tests.support.visitors import session_token


class Page(NamedTuple):
    """A page as one reader sees it."""

    endpoint: str
    address: str
    head: str


Story = Callable[[Engine, Rulebook], Everything]
Counting = Callable[[Engine], AbstractContextManager[list[str]]]

#: What a page may ask; one that is not named here is held to the last.
LIMITS = {
    "desk.listing": 15,
    "desk.ticket": 20,
    "desk.act": 20,
    "figures.board": 25,
    "figures.mine": 25,
    "figures.officer": 25,
}
ANY_OTHER = 20
#: Beyond its bare address, what a page is asked for; the first also where it has no bare one.
ALSO_ASKED = {
    "/meja": ("?view=queue", "?view=late", "?view=done", "?q=parit"),
    "/papan/bukti/<indicator>": ("?unit=SARPRAS", "?category=drainase"),
    "/kinerja/<officer_id>/periode": ("?dari=2026-01&sampai=2026-12",),
    "/rapat": ("?semua=1",),
}
#: Who reads: each page opens for at least one of them. The head's and the section head's are the longest.
READ_BY = ("nobody", "citizen", "herself", "superior", "head", "administrator")

#: What opens for nobody here: a token that was used or is no letter's, an opinion nobody was asked for.
NEVER_OPEN: set[str] = set()


@pytest.fixture
def standing(
    app: Flask, engine: Engine, databases: Databases, rulebook: Rulebook, prepared: Prepared,
    monkeypatch: pytest.MonkeyPatch,
) -> Callable[[Story], Everything]:  # fmt: skip
    """Lets a story happen behind the application, in place of the one before."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    folder = app.extensions[KEY].settings.media_folder
    folder.mkdir(parents=True, exist_ok=True)
    (folder / FILE).write_bytes(b"jpg")
    url = app.extensions[KEY].settings.database_url
    engine.dispose()
    blank = databases.snapshot(url)

    def stand(story: Story) -> Everything:
        engine.dispose()
        app.extensions[KEY].engine.dispose()
        databases.restore(url, blank)
        return prepared(engine, rulebook, story)

    return stand


def asked(app: Flask, world: Everything, counting: Counting) -> dict[Page, list[str]]:
    """The statements of each page before each reader for whom it opens."""
    found = {}
    for head in READ_BY:
        client, how = app.test_client(), READERS[head]
        if how == "secret":
            client.get(f"/lacak/{world.secret}")
        elif how:
            client.set_cookie("tanggap", session_token(world.office, how, NOW))
        for call in pages_of(app, world):
            for more in ("", *ALSO_ASKED.get(call.shown, ())):
                with counting(app.extensions[KEY].engine) as statements:
                    answer = client.get(call.path + more)
                if answer.status_code == 200:
                    found[Page(call.endpoint, call.shown + more, head)] = statements
                answer.close()
    return found


def pages_of(app: Flask, world: Everything) -> list[Call]:
    """Everything that a browser can open."""
    return [call for call in calls(app, world) if call.method == "GET" and not call.path.startswith("/api/")]


def test_no_page_asks_more_than_its_kind_may_nor_more_for_a_longer_list(
    app: Flask, standing: Callable[[Story], Everything], counting: Counting
) -> None:
    few = asked(app, standing(office_with_one_more), counting)
    world = standing(office_with_many_more)
    many = asked(app, world, counting)
    asking = [(page, len(statements)) for found in (few, many) for page, statements in found.items()]
    assert [(page, n) for page, n in asking if n > LIMITS.get(page.endpoint, ANY_OTHER)] == []
    grown = {page: more_often(few[page], many[page]) for page in many if len(many[page]) > len(few[page])}
    assert grown == {}
    opened = {page.endpoint for page in many}
    assert {call.endpoint for call in pages_of(app, world)} - opened == NEVER_OPEN


def more_often(few: list[str], many: list[str]) -> list[str]:
    """Which statements a longer list brought, for whoever has to mend it."""
    return sorted((Counter(many) - Counter(few)).elements())
