"""An office whose calendar ends runs on: every page, every answer of the API, intake, desk, jobs and letters."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine, select

from complaints_service import clock, db
from complaints_service.audit.signing.keys import open_signer
from complaints_service.edge.guard import ANYONE
from complaints_service.edge.resources import KEY
from complaints_service.jobs import work
from complaints_service.jobs.sealer import seal
from complaints_service.measurement.checks.verification import verify
from complaints_service.moment import Moment
from complaints_service.notify.routes import open_route
from complaints_service.people.leave import NewLeave
from complaints_service.tickets.leave.service import approve
from complaints_service.tickets.ledger.models import Ticket
from config.rulebook import Rulebook
from config.settings import Settings
from tests.repository.access import OPENS, READERS, TABLE, Reader, Row, agreed, calls
from tests.services.post import Postman, room_of, run
from tests.support.applications import Applications
from tests.support.both import AT_LENGTH
from tests.support.ended import ending_on
from tests.support.everything import FILE, NOW, Everything, office_with_everything
from tests.support.lengths import WHOLE
from tests.support.prepared import Prepared
from tests.support.visitors import Visitor
from tests.support.world import SETUP

TODAY = date(2027, 1, 6)
#: The last day the calendar knows: today, yesterday, and one long gone, in the middle of what is measured.
#: Who sees the most: each page opens for one of them.
HEADS = (
    "citizen",
    "herself",
    "superior",
    "head",
    "dispatcher",
    "administrator",
    "auditor of all",
    "key: read",
)
#: What the office and the citizen do in turn.
ACTS = (
    ("message", {"text": "Kami lihat dulu."}),
    ("question", {"text": "Di sebelah mana?"}),
    ("write", {"text": "Di depan sekolah."}),
    ("classify", {"category": "sampah", "reason": "Ternyata sampah."}),
    ("prioritise", {"priority": "high", "reason": "Depan sekolah."}),
    ("resolve", {"text": "Sudah dikeruk."}),
    ("dispute", {"text": "Masih tumpat."}),
    ("write", {"text": "Kapan dilanjutkan?"}),
    ("resolve", {"text": "Sudah lagi."}),
    ("accept", {}),
)
LAST_DAYS = {"today": TODAY, "yesterday": TODAY - timedelta(days=1), "long ago": date(2026, 11, 10)}


@pytest.fixture(scope="module", params=LAST_DAYS)
def ended(request: pytest.FixtureRequest, rulebook: Rulebook) -> Rulebook:
    """The rulebook on a calendar that has ended."""
    return ending_on(rulebook, LAST_DAYS[request.param])


@pytest.fixture
def world(
    engine: Engine, rulebook: Rulebook, prepared: Prepared, monkeypatch: pytest.MonkeyPatch
) -> Everything:
    """What happened while the days were known."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return prepared(engine, rulebook, office_with_everything)


@pytest.fixture
def standing(
    applications: Applications, settings: Settings, world: Everything, ended: Rulebook, tmp_path: Path
) -> Iterator[Flask]:
    """The service as it goes on afterwards."""
    with applications.standing(settings, ended, tmp_path) as app:
        folder = app.extensions[KEY].settings.media_folder
        folder.mkdir(parents=True, exist_ok=True)
        (folder / FILE).write_bytes(b"jpg")
        yield app


def broken(app: Flask, world: Everything, head: str, asked: set[Row]) -> dict[str, str]:
    """What answers this reader with a fault of ours: address -> what it says."""
    reader, found = Reader(app, world, READERS[head]), {}
    for call in calls(app, world):
        if call.row not in asked:
            continue
        try:
            reader.ask(call)
        except AssertionError as said:
            found[call.path] = str(said)
    return found


def opened(table: dict[str, dict[Row, str]]) -> dict[str, set[Row]]:
    """What is read by whom: all that opens to a reader; what nobody has to be signed in for, once."""
    first = {row: next((head for head in HEADS if table[head][row] == OPENS), "") for row in table[HEADS[0]]}
    return {
        head: {
            row
            for row in first
            if row[0] == "GET" and table[head][row] == OPENS and (row[2] != ANYONE.code or first[row] == head)
        }
        for head in HEADS
    }


# No statement asks what the calendar knows: it is read before. The acts below are done on both.
@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@pytest.mark.parametrize("ended", ["yesterday", "long ago"] if WHOLE else ["yesterday"], indirect=True)
def test_every_page_and_every_answer_of_the_api_opens(standing: Flask, world: Everything) -> None:
    """From the list of addresses, so that a page added later is tried too, before whoever sees the most of it."""
    read = opened(agreed(TABLE.read_text(encoding="utf-8")))
    assert len(set[Row]().union(*read.values())) > 150
    for head in HEADS:
        assert broken(standing, world, head, read[head]) == {}, head


@AT_LENGTH
def test_the_pages_say_that_the_hours_are_not_known(
    standing: Flask, world: Everything, ended: Rulebook
) -> None:
    page = Visitor(standing.test_client()).read("/")
    assert ("Jam buka hari ini belum diketahui" in page) is (ended.calendar("medan").last_on < TODAY)
    board = Visitor(standing.test_client()).sign_in(world.office, "camat", NOW).read("/papan")
    assert "Minta pengelola menambah hari libur tahun berikutnya." in board
    told = standing.test_client().get("/readyz").get_json()["calendar"]
    assert told["days_left"] == (ended.calendar("medan").last_on - TODAY).days
    assert told["warned_days"] in (0, 30)


@AT_LENGTH
def test_a_page_of_a_fault_shows_no_data_and_needs_no_calendar(
    standing: Flask, world: Everything, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object, **_named: object) -> None:
        raise RuntimeError("Parit tumpat di Gang Contoh")

    monkeypatch.setattr("complaints_service.web.desk.routes.list_page", fail)
    visitor = Visitor(standing.test_client()).sign_in(world.office, "camat", NOW)
    visitor.faulty = True
    page = visitor.read("/meja")
    assert visitor.status == 500
    assert "Ada yang rusak di pihak kami" in page
    assert "Gang Contoh" not in page
    monkeypatch.setattr("complaints_service.web.shell.pages.today_of", fail)
    monkeypatch.setattr("complaints_service.web.shell.pages.count_duties", fail)
    assert "Ada yang rusak di pihak kami" in visitor.read("/meja"), "also where the frame itself is at fault"
    assert visitor.status == 500


@AT_LENGTH
def test_intake_desk_and_jobs_run_on(
    standing: Flask, world: Everything, ended: Rulebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    office, client = world.office, standing.test_client()
    office.rulebook = ended
    body = {"text": "Parit tumpat di Gang Contoh.", "kelurahan": "12.71.12.1002", "privacy": "open"}
    answer = client.post("/api/v1/complaints", json=body)
    assert answer.status_code == 201
    assert "legal_answer" in answer.get_json()["due"], "days of the wall need no holidays"
    page = Visitor(client).send("/lapor", of="/lapor", **body)
    assert "galat" not in page
    number, at = answer.get_json()["number"], NOW
    with db.reading(office.engine) as session:
        holder = session.scalar(select(Ticket.holder_officer_id).where(Ticket.number == number))
    login = next(login for login, officer in office.officers.items() if officer == holder)
    for step, (act, fields) in enumerate(ACTS):
        at = NOW + (step + 1) * timedelta(hours=1)
        if act in ("write", "dispute", "accept"):
            office.citizen(number, act, now=at, **fields)
        else:
            office.act("camat" if act == "prioritise" else login, number, act, now=at, **fields)
    with db.writing(office.engine) as session:
        approve(
            Moment(session=session, now=at, actor=SETUP, rulebook=ended),
            rights=None,
            new=NewLeave(
                officer_id=office.officers["rina"], first_on=date(2027, 1, 5), last_on=date(2027, 1, 6),
                kind="annual", substitute_id=None, reason="sakit",
            ),
        )  # fmt: skip
    settings = standing.extensions[KEY].settings
    sealed = partial(seal, signer=open_signer(settings.seal_folder.parent / "sealer" / "seal.key"))
    for days in (0, 1, 40):
        shift = work.Shift(office.engine, ended, settings, at + timedelta(days=days))
        for job in (work.look_again, work.refresh_facts, work.close_evaluations, sealed, work.tidy):
            job(shift)
    with db.writing(office.engine) as session:
        open_route(session, route="email", now=at)
    postman = Postman()
    run(room_of(office.engine, ended), postman, at + timedelta(hours=1))
    with db.reading(office.engine) as session:
        assert not verify(session, rulebook=ended, now=at + timedelta(days=41))


@AT_LENGTH
def test_a_chat_is_answered(standing: Flask, world: Everything) -> None:
    client = standing.test_client()
    headers = {"Authorization": f"Bearer {world.keys['bot']}"}
    look = client.post(
        "/api/v1/chats/telegram/77/look", json={"text": "Parit tumpat", "categories": True}, headers=headers
    )
    assert look.status_code == 200
    body = {
        "bot": "123", "update_id": 1, "version": 0, "draft": {}, "replies": [],
        "submit": {"text": "Parit tumpat.", "privacy": "open", "kelurahan": "12.71.12.1002"},
    }  # fmt: skip
    assert client.post("/api/v1/chats/telegram/77/steps", json=body, headers=headers).status_code in (
        201,
        422,
    )
