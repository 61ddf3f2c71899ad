"""How often a page asks the database: a limit for each kind of page, however long what it lists is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection
from contextlib import AbstractContextManager
from typing import NamedTuple

import pytest
from flask import Flask
from sqlalchemy import Engine

from complaints_service import clock
from complaints_service.edge.resources import KEY
from config.rulebook import Rulebook
from tests.repository.access import READERS, calls
from tests.support.databases import Databases
from tests.support.everything import FILE, NOW, Everything
from tests.support.lengths import WHOLE
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
    "boards.board": 25,
    "figures.mine": 25,
    "figures.officer": 25,
}
ANY_OTHER = 20
#: What else of a page is asked for: `places` of the office fill the braces.
ALSO_ASKED = {
    "desk.listing": ("/meja?view=queue", "/meja?view=late", "/meja?view=done", "/meja?q=parit"),
    "desk.ticket": ("/meja/{number}?sekilas=1",),
    "boards.grouped": ("/papan/kategori?urut=tepat", "/papan/kelurahan?jam=first_response"),
    "figures.board_evidence": (
        "/papan/bukti/first_response_on_time?unit=SARPRAS",
        "/papan/bukti/first_response_on_time?category=drainase",
    ),
    "office_reports.rows": ("/laporan-kantor/R1/baris?measure=received",),
    "periods.person": ("/kinerja/{officer_id}/periode?dari=2026-01&sampai=2026-12",),
    "evaluations.one": ("/evaluasi/{closed}",),
    "evaluations.record": ("/evaluasi/{closed}/catatan.json",),
    "open311.definition": ("/open311/v2/services/sampah.json",),
    "open311.requests": ("/open311/v2/requests.json?status=open&service_code=sampah,lampu_jalan",),
    "plan_parts.index": ("/rencana/{officer_id}/ubah?tahun=2026",),
    "plan_parts.result": ("/rencana/{officer_id}/ubah/hasil/1?tahun=2026",),
    "plan_parts.conduct": ("/rencana/{officer_id}/ubah/perilaku?tahun=2026",),
}
#: Who reads: each page opens for at least one of them.
READ_BY = ("nobody", "citizen", "herself", "superior", "head", "administrator")
#: Whose pages grow most.
LONGEST = {"citizen", "superior", "head"}

#: What opens for none of these: the token of no letter, a report that not everybody may know of, the list of the
#: whole office's auditors, evidence that is a link, a report of a plan that was changed, a picture of no report,
#: minutes of a meeting that was not held, a copy of one's data that nobody granted yet, a provider there is none of.
#: What a dispatcher alone sorts is counted in tests/web/desk/test_triage_pages.py.
NEVER_OPEN = {
    "open311.number_of",
    "open311.one_request",
    "monthly.agree",
    "monthly_stop.ask",
    "subscriptions.confirm",
    "looks.listing",
    "minutes.document",
    "own_data.copy_json",
    "own_data.copy_paper",
    "provider.back",
    "provider.start",
    "provider.start_proof",
    "provider_link.start_link",
    "reported_values.file",
    "reported_values.form",
    "public_reports.picture",
    "triage.following",
    "triage.misroutes",
    "triage.one",
}


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


def asked(
    app: Flask, world: Everything, counting: Counting, among: Collection[Page] | None = None
) -> dict[Page, list[str]]:
    """The statements of each page before each reader for whom it opens; one for everybody, before two of them.

    `among`: what to look at; all there is where nobody says.

    What a page that opens for nobody in particular has more before somebody is the nav, which all pages have.
    """
    found: dict[Page, list[str]] = {}
    everybodys: set[tuple[str, str]] = set()
    app.test_client().get("/")  # the first one of all looks for newer rules
    for head in READ_BY:
        client, how = app.test_client(), READERS[head]
        if how == "secret":
            client.get(f"/lacak/{world.secret}")
        elif how:
            client.set_cookie("tanggap", session_token(world.office, how, NOW))
        for endpoint, shown, path in addresses(app, world):
            if (endpoint, shown) in everybodys and head != "head":
                continue
            if among is not None and Page(endpoint, shown, head) not in among:
                continue
            with counting(app.extensions[KEY].engine) as statements:
                answer = client.get(path)
            assert answer.status_code < 500, f"{path} before {head}: a page that broke asks little"
            if answer.status_code != 404 and not answer.headers.get("Location", "").startswith("/masuk?"):
                found[Page(endpoint, shown, head)] = statements
                if head == "nobody":
                    everybodys.add((endpoint, shown))
            answer.close()
    return found


def addresses(app: Flask, world: Everything) -> list[tuple[str, str, str]]:
    """Everything that a browser can open: the endpoint, the address as shown here, and filled."""
    bare = [
        (call.endpoint, call.shown, call.path)
        for call in calls(app, world)
        if call.method == "GET" and not call.path.startswith("/api/")
    ]
    more = [(endpoint, each) for endpoint, several in ALSO_ASKED.items() for each in several]
    return bare + [(endpoint, each, each.format(**world.places)) for endpoint, each in more]


@pytest.fixture(autouse=True)
def _rules_stand(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process looks for newer rules once a second at most, whatever is asked: it belongs to no page."""
    monkeypatch.setattr("complaints_service.edge.rulebook.LOOK_SECONDS", float("inf"))


# A page asks the same of either database.
@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_no_page_asks_more_than_its_kind_may_nor_more_for_a_longer_list(
    app: Flask, standing: Callable[[Story], Everything], counting: Counting
) -> None:
    world = standing(office_with_many_more)
    many = asked(app, world, counting)
    compared = many if WHOLE else [page for page in many if page.head in LONGEST]
    few = asked(app, standing(office_with_one_more), counting, among=compared)
    asking = [(page, len(statements)) for found in (few, many) for page, statements in found.items()]
    over = [(page, n) for page, n in asking if n > LIMITS.get(page.endpoint, ANY_OTHER)]
    assert over == [], "\n".join(map(str, over))
    grown = {page: more_often(few[page], many[page]) for page in compared if len(many[page]) > len(few[page])}
    assert grown == {}
    opened = {page.endpoint for page in many}
    assert {endpoint for endpoint, _shown, _path in addresses(app, world)} - opened == NEVER_OPEN


def more_often(few: list[str], many: list[str]) -> list[str]:
    """Which statements a longer list brought, for whoever has to mend it."""
    return sorted((Counter(many) - Counter(few)).elements())
