"""A report that is kept from others after its month was published: its points go at once, with four others'."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, delete, event, select, update
from werkzeug.http import http_date

from complaints_service import clock, db
from complaints_service.edge.resources import KEY
from complaints_service.openness.block_storing import gone_blocks
from complaints_service.openness.models import BlockReport, OpenFile, PointBlock, PublishedMonth
from complaints_service.openness.service import publish
from complaints_service.tickets.ledger.models import Complaint, Ticket
from config.rulebook import Rulebook
from tests.support.both import ON_BOTH
from tests.support.open_office import NOW, PLACES, measure, publish_months
from tests.support.prepared import Prepared
from tests.support.visitors import when
from tests.support.world import Office, open_office

MONTH = "2026-10"
FLOOR = 5
HOUR = timedelta(hours=1)
Told = Counter[tuple[float, float, str]]


def office_with_a_map(engine: Engine, rulebook: Rulebook) -> Office:
    """October, published: forty open reports of public places, in three kelurahan and a few squares of each."""
    office = open_office(engine, rulebook)
    for number in range(40):
        place = [*PLACES][number % 3]
        lat, lng = PLACES[place]
        office.complain(
            category=("sampah", "jalan_rusak")[number % 2],
            kelurahan=place,
            lat=lat + number % 5 / 1000,
            lng=lng,
            now=when("Mon 2026-10-05 09:00") + number * HOUR,
        )
    publish_months(office, NOW)
    return office


@pytest.fixture
def published(app: Flask, rulebook: Rulebook, prepared: Prepared, monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return prepared(app.extensions[KEY].engine, rulebook, office_with_a_map)


def points(client: FlaskClient, month: str = MONTH) -> Told:
    """How many the file tells of each square and category; its checksum fits and the catalogue's too."""
    answer = client.get("/terbuka/data.geojson")
    checksum = hashlib.sha256(answer.data).hexdigest()
    assert client.get("/terbuka/data.geojson.sha256").get_data(as_text=True).split()[0] == checksum
    catalogue = client.get("/terbuka/katalog.jsonld").get_json(force=True)
    assert checksum in {one["sha256"] for one in catalogue["distribution"]}
    told: Told = Counter()
    for one in json.loads(answer.data)["features"]:
        if one["geometry"]["type"] == "Point" and one["properties"]["month"] == month:
            lng, lat = one["geometry"]["coordinates"]
            told[lat, lng, one["properties"]["category"]] += one["properties"]["received"]
    return told


def squares_drawn(client: FlaskClient, month: str = MONTH) -> int:
    page = client.get(f"/terbuka?bulan={month}").get_data(as_text=True)
    return len(re.findall(r'<rect class="k-f" [^>]*width="4" height="4"/>', page))


def blocks(office: Office, month: str = MONTH) -> Mapping[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    with db.reading(office.engine) as session:
        for one in session.scalars(select(BlockReport).where(BlockReport.month == month)):
            found[one.number].append(one.ticket_id)
    return found


def told_of(office: Office, number: int) -> Told:
    with db.reading(office.engine) as session:
        kept = session.get_one(PointBlock, (MONTH, number)).points
    return Counter({(lat, lng, category): count for lat, lng, category, count in kept})


def set_of(office: Office, ticket_id: int, **values: object) -> None:
    with db.writing(office.engine) as session:
        session.execute(update(Complaint).where(Complaint.id == ticket_id).values(**values))


def acted(office: Office, ticket_id: int, act: str, **fields: object) -> None:
    with db.reading(office.engine) as session:
        number = session.scalars(select(Ticket.number).where(Ticket.id == ticket_id)).one()
    office.act("camat", number, act, now=NOW, **fields)


def accused(office: Office, ticket_id: int) -> None:
    acted(office, ticket_id, "accuse", who=f"person:{office.officers['rina']}", reason="disebut")


def about_the_office(office: Office, ticket_id: int) -> None:
    about = {"category": "perilaku_petugas", "about": "unknown", "reason": "salah"}
    acted(office, ticket_id, "classify", **about)


#: Every way in which a report comes to be kept from others.
WAYS: Mapping[str, Callable[[Office, int], None]] = {
    "confidential": lambda office, ticket_id: set_of(office, ticket_id, privacy="confidential"),
    "restricted": lambda office, ticket_id: set_of(office, ticket_id, restricted_at=NOW),
    "accused": accused,
    "oversight": about_the_office,
}


def publishes(office: Office, now: datetime) -> list[str]:
    measure(office, now)
    with db.writing(office.engine) as session:
        return publish(session, now=now, rulebook=office.rulebook, licence="CC BY 4.0")


@ON_BOTH
def test_a_block_goes_as_a_whole_and_only_one_of_at_least_five_is_known(
    client: FlaskClient, published: Office
) -> None:
    """Whoever has both files knows a group of the floor or more; a second one of it changes nothing more."""
    standing, before, drawn = blocks(published), points(client), squares_drawn(client)
    assert len(standing) >= 2 and all(len(one) >= FLOOR for one in standing.values())
    assert before.total() == sum(map(len, standing.values())) and drawn == len(before)
    gone: Told = Counter()
    for (number, members), hide in zip(standing.items(), WAYS.values(), strict=False):
        hide(published, members[0])
        gone += told_of(published, number)
        now = points(client)
        assert before - now == gone and now - before == Counter()
        assert gone.total() >= FLOOR and squares_drawn(client) == len(now)
        set_of(published, members[1], privacy="confidential")
        assert points(client) == now


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("backend", ["sqlite"])
def test_it_goes_however_the_report_is_kept_from_others(
    client: FlaskClient, published: Office, way: str
) -> None:
    number, members = next(iter(blocks(published).items()))
    before = points(client)
    WAYS[way](published, members[-1])
    assert before - points(client) == told_of(published, number)


@ON_BOTH
def test_the_kept_file_is_made_anew_and_the_month_is_not(client: FlaskClient, published: Office) -> None:
    """The job writes what was told already since the first look; figures, table and digest stay."""
    other = {form: client.get(f"/terbuka/data.{form}").data for form in ("csv", "json")}
    before = client.get("/terbuka/data.geojson")
    assert "no-cache" in before.headers["Cache-Control"] and "max-age" not in before.headers["Cache-Control"]
    members = blocks(published)[0]
    set_of(published, members[0], privacy="confidential")
    for copied in (
        {"If-None-Match": before.headers["ETag"]},
        {"If-Modified-Since": http_date(NOW)},
    ):
        again = client.get("/terbuka/data.geojson", headers=copied)
        assert (again.status_code, again.data != before.data) == (200, True), copied
    assert publishes(published, NOW + HOUR) == []
    with db.reading(published.engine) as session:
        files = {one.form: one for one in session.scalars(select(OpenFile))}
    kept = files["geojson"]
    assert json.loads(kept.body)["features"] == json.loads(again.data)["features"]
    assert kept.made_at == NOW + HOUR and client.get("/terbuka/data.geojson").data == kept.body.encode()
    assert {files[form].made_at for form in other} == {NOW}
    assert other == {form: client.get(f"/terbuka/data.{form}").data for form in other}
    set_of(published, members[0], privacy="open")
    back = client.get("/terbuka/data.geojson")
    assert json.loads(back.data)["features"] == json.loads(before.data)["features"]


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_month_from_before_there_were_blocks_tells_no_point(client: FlaskClient, published: Office) -> None:
    """Nobody knows whose its points are: none is told, neither by the page nor of the file that was kept."""
    with db.writing(published.engine) as session:
        month = session.get_one(PublishedMonth, MONTH)
        month.figures = {**month.figures, "points": [[3.7053, 98.6553, "sampah", 1]]}
        month.points = None
        session.execute(delete(BlockReport))
        session.execute(delete(PointBlock))
        session.execute(update(OpenFile).values(without=None))
    assert client.get("/terbuka/data.csv").status_code == 200
    assert points(client) == Counter() and squares_drawn(client) == 0


@pytest.mark.parametrize("backend", ["sqlite"])
def test_fewer_points_than_the_floor_are_not_told(
    app: Flask, client: FlaskClient, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nine reports whose number is told, four of them with a place."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    for number in range(9):
        place = {"lat": 3.705, "lng": 98.6645} if number < FLOOR - 1 else {}
        office.complain(category="sampah", now=NOW - timedelta(days=10, minutes=number), **place)
    assert publishes(office, NOW) == [MONTH]
    assert "9 laporan masuk" in client.get("/terbuka").get_data(as_text=True)
    assert points(client) == Counter() and blocks(office) == {}


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_look_finds_the_marked_reports_by_their_index(published: Office) -> None:
    """However many a month has: without it each look would read all of them."""
    asked: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, statement: str, given: object, *_rest: object) -> None:
        if "FROM block_report" in statement:
            asked.append((statement, given))

    event.listen(published.engine, "before_cursor_execute", note)
    with db.reading(published.engine) as session:
        assert gone_blocks(session, MONTH) == set()
    ((statement, given),) = asked
    with published.engine.connect() as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given).fetchall()
    assert any("ix_block_report_marked" in row[-1] for row in plan), plan
