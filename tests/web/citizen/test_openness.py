"""The public page, its files and the ledger say the same numbers, and none of them says who."""

from __future__ import annotations

import csv
import hashlib
import html
import io
import json
import re
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from complaints_service import clock, db
from complaints_service.edge.resources import KEY
from complaints_service.openness.models import PublishedMonth, ReportStanding
from complaints_service.openness.service import publish
from complaints_service.tickets.ledger.models import Complaint, Ticket, TicketEvent
from config.rulebook import Rulebook
from tests.journeys.plain_count import WIB, PlainCounter
from tests.journeys.plain_figures import ANSWERS, CONFIG, targets
from tests.support.both import ON_BOTH
from tests.support.open_office import NOW, measure, office_to_publish
from tests.support.prepared import Prepared
from tests.support.visitors import Visitor
from tests.support.world import Office

MONTH = "2026-10"
DAY = timedelta(days=1)


@pytest.fixture
def published(app: Flask, rulebook: Rulebook, prepared: Prepared, monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return prepared(app.extensions[KEY].engine, rulebook, office_to_publish)


def rows(client: FlaskClient) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(client.get("/terbuka/data.csv").get_data(as_text=True))))


class Recount:
    """October told again from the ledger's rows: what came, and what became of the first answers.

    What was judged is told by the rows that a report counts under: its own, or the rest.
    """

    def __init__(self, office: Office) -> None:
        counter = PlainCounter(CONFIG / "calendar.toml", first=date(2026, 8, 1), last=date(2026, 11, 30))
        self.received, self.judged, self.on_time = (Counter[tuple[str, str]]() for _ in range(3))
        with db.reading(office.engine) as session:
            heads = session.execute(
                select(Ticket.id, Complaint.kelurahan).join(Complaint, Complaint.id == Ticket.id)
            ).all()
            events = session.execute(select(TicketEvent.__table__).order_by(TicketEvent.seq)).all()
            standing = {
                one.ticket_id: (one.kelurahan, one.category)
                for one in session.scalars(select(ReportStanding))
            }
        for ticket_id, place in heads:
            ledger = [event for event in events if event.ticket_id == ticket_id]
            came, said = _utc(ledger[0].at), ledger[0].data
            group = ("", "") if said["kind"] == "oversight" else (place, said["category"])
            if came.astimezone(WIB).strftime("%Y-%m") == MONTH:
                self.received[group] += 1
            answered = next(
                (_utc(one.at) for one in ledger if one.kind == "message.sent" and one.data["act"] in ANSWERS),
                None,
            )
            due = counter.close_of_working_day(came, targets(said["category"])["first_response"])
            met = answered is not None and answered <= due
            decided = answered if met else due
            if decided is not None and decided < NOW and decided.astimezone(WIB).strftime("%Y-%m") == MONTH:
                rows = standing[ticket_id]
                assert rows[0] in ("", group[0]) and rows[1] in ("", group[1])
                self.judged[rows] += 1
                self.on_time[rows] += met

    def of(self, counted: Mapping[tuple[str, str], int], **where: str) -> int:
        """What was counted of a place or a category, or of all."""
        return sum(
            count
            for (place, category), count in counted.items()
            if where.get("kelurahan", place) == place and where.get("category", category) == category
        )


def _utc(at: Any) -> Any:
    return at if at.tzinfo else at.replace(tzinfo=UTC)


@ON_BOTH
def test_every_number_is_the_ledgers(client: FlaskClient, published: Office) -> None:
    """Counted again without engine, facts or cells; the page writes the same numbers as the files."""
    told, again = [row for row in rows(client) if row["month"] == MONTH], Recount(published)
    seen = 0
    for row in told:
        where = {way: row[way] for way in ("kelurahan", "category") if row[way]}
        if "REST" in where.values() or not row["n"] or len(where) == 2:
            continue
        if row["measure"] == "received":
            assert int(row["n"]) == again.of(again.received, **where), row
            seen += 1
        elif row["measure"] == "first_response" and where:
            assert int(row["n"]) == again.of(again.judged, **where), row
            assert int(row["on_time"]) == again.of(again.on_time, **where), row
            seen += 1
    assert seen >= 7
    page = html.unescape(client.get(f"/terbuka?bulan={MONTH}").get_data(as_text=True))
    office = next(
        row for row in told if row["measure"] == "first_response" and not row["kelurahan"] + row["category"]
    )
    assert f"{again.of(again.received)} laporan masuk; dari {office['n']} jawaban pertama" in page
    assert f"{office['on_time']} ({100 * int(office['on_time']) / int(office['n']):.0f}" in page
    whole = json.loads(client.get("/terbuka/data.json").get_data(as_text=True))
    lines = next(month for month in whole["months"] if month["month"] == MONTH)["rows"]
    assert [
        {name: "" if value is None else str(value) for name, value in line.items()} for line in lines
    ] == told


@ON_BOTH
def test_rows_that_may_be_shown_and_the_rest(client: FlaskClient, published: Office) -> None:
    """The rest of each table is nothing or at least five, and rows with it are the whole."""
    told = [row for row in rows(client) if row["month"] == MONTH and row["measure"] == "received"]
    whole = next(int(row["n"]) for row in told if not row["kelurahan"] + row["category"])
    for way, other in (("kelurahan", "category"), ("category", "kelurahan")):
        single = [row for row in told if row[way] and not row[other]]
        assert sum(int(row["n"]) for row in single) == whole
        assert all(int(row["n"]) >= 5 for row in single)
    assert not any("pungli" in row["category"] for row in told)
    assert any("pungli" not in row["merged"] and "REST" in row["merged"] for row in told)


@ON_BOTH
def test_nothing_published_changes_later(client: FlaskClient, published: Office) -> None:
    """What is mended, answered or handed in afterwards changes no file: two days' files have no difference."""
    before = {form: client.get(f"/terbuka/data.{form}").data for form in ("csv", "json", "geojson")}
    published.complain("Baru.", category="sampah", now=NOW)
    with db.reading(published.engine) as session:
        number = session.scalar(select(Ticket.number).where(Ticket.category == "jalan_rusak").limit(1))
    published.act("camat", str(number), "classify", category="lampu_jalan", reason="salah", now=NOW)
    measure(published, NOW + DAY)
    with db.writing(published.engine) as session:
        assert publish(session, now=NOW + DAY, rulebook=published.rulebook, licence="CC BY 4.0") == []
    assert before == {form: client.get(f"/terbuka/data.{form}").data for form in before}


@ON_BOTH
def test_checksums_dictionary_and_catalogue(client: FlaskClient, published: Office) -> None:
    for form in ("csv", "json", "geojson"):
        body = client.get(f"/terbuka/data.{form}")
        told = client.get(f"/terbuka/data.{form}.sha256").get_data(as_text=True)
        assert told == f"{hashlib.sha256(body.data).hexdigest()}  data.{form}\n"
        same = client.get(f"/terbuka/data.{form}", headers={"If-None-Match": body.headers["ETag"]})
        assert same.status_code == 304
    catalogue = json.loads(client.get("/terbuka/katalog.jsonld").data)
    assert {one["sha256"] for one in catalogue["distribution"]} == {
        client.get(f"/terbuka/data.{form}.sha256").get_data(as_text=True)[:64]
        for form in ("csv", "json", "geojson")
    }
    assert {"schema.org", "www.w3.org"} <= {urlsplit(one).netloc for one in catalogue["@context"].values()}
    assert catalogue["@type"] == ["Dataset", "dcat:Dataset"]
    assert all(catalogue[name] for name in ("name", "description", "license", "creator", "temporalCoverage"))
    for one in catalogue["distribution"]:
        address = urlsplit(one["contentUrl"])
        assert address.scheme and address.netloc and datetime.fromisoformat(one["dateModified"]).tzinfo
        assert client.get(address.path).headers["Content-Type"].startswith(one["encodingFormat"])
    page = client.get("/terbuka/kamus").get_data(as_text=True)
    assert all(name in page for name in rows(client)[0])
    assert client.get("/terbuka/data.exe").status_code == 404


@ON_BOTH
def test_no_words_no_names_no_closed_points(client: FlaskClient, published: Office) -> None:
    """Points are of open reports in public places alone, on the grid; no text and no name is anywhere."""
    whole = client.get("/terbuka/data.geojson").get_data(as_text=True)
    points = [one for one in json.loads(whole)["features"] if one["geometry"]["type"] == "Point"]
    with db.reading(published.engine) as session:
        months = {one.month: one.figures for one in session.scalars(select(PublishedMonth))}
        closed = session.scalars(select(Complaint.id).where(Complaint.privacy == "open")).all()
    assert points and sum(one["properties"]["received"] for one in points) <= len(closed)
    assert all(one["geometry"]["coordinates"] != [98.66, 3.7] for one in points)
    shown = {code for figures in months.values() for code in figures["crossed"]["categories"]}
    assert {one["properties"]["category"] for one in points} <= shown
    everything = (
        whole
        + client.get("/terbuka").get_data(as_text=True)
        + client.get("/terbuka/data.json").get_data(as_text=True)
    )
    assert "rahasia-kata" not in everything and "Warga Contoh" not in everything
    assert not re.search(r"MRL-\d", everything)


@ON_BOTH
def test_before_anything_is_published(client: FlaskClient, office: Office) -> None:
    assert "Belum ada angka yang terbit" in client.get("/terbuka").get_data(as_text=True)
    assert client.get("/terbuka/data.csv").status_code == 404
    assert client.get("/terbuka?bulan=2020-01").status_code == 404


ATOM = "{http://www.w3.org/2005/Atom}"


def entries(client: FlaskClient, address: str) -> list[str]:
    root = ElementTree.fromstring(client.get(address).data)  # noqa: S314  # our own answer
    return [str(one.findtext(f"{ATOM}content")) for one in root.iter(f"{ATOM}entry")]


@pytest.mark.parametrize("backend", ["sqlite"])
def test_released_reports_on_page_and_feeds_and_gone_from_all(client: FlaskClient, office: Office) -> None:
    """Edited words alone, escaped, by place and category; withdrawn they are nowhere."""
    number = office.complain("Asli: parit di rumah Pak Rekaan.", category="drainase_banjir", now=NOW).number
    edited = "Parit tumpat <b>& bau</b>."
    office.act("camat", number, "release", words=edited, answer="Sudah dikeruk.", now=NOW)
    feeds = (
        "/terbuka/umpan.atom",
        "/terbuka/umpan/kelurahan/12.71.12.1002.atom",
        "/terbuka/umpan/kategori/drainase_banjir.atom",
    )
    for address in feeds:
        assert entries(client, address) == [f"{edited}\nJawaban kantor: Sudah dikeruk."]
    assert entries(client, "/terbuka/umpan/kategori/sampah.atom") == []
    page = client.get("/terbuka/laporan?q=tumpat").get_data(as_text=True)
    assert html.escape(edited) in page and "Asli" not in page and number not in page
    assert "Belum ada laporan yang ditampilkan" in client.get("/terbuka/laporan?q=lampu").get_data(
        as_text=True
    )
    office.act("camat", number, "unrelease", reason="ada rumahnya", now=NOW)
    assert not any(entries(client, address) for address in feeds)
    assert "Parit tumpat" not in client.get("/terbuka/laporan").get_data(as_text=True)
    for wrong in (
        "umpan/kategori/pungli.atom",
        "umpan/kelurahan/x.atom",
        "laporan?sebelum=x",
        "laporan/x/foto/1",
    ):
        assert client.get(f"/terbuka/{wrong}").status_code == 404


@pytest.mark.parametrize("backend", ["sqlite"])
def test_feeds_are_valid_atom(client: FlaskClient, office: Office) -> None:
    """What RFC 4287 asks of a feed and an entry, of an empty feed too; identities that stay and differ."""
    for number in range(2):
        told = office.complain(f"Parit {number}.", category="drainase_banjir", now=NOW).number
        office.act("camat", told, "release", words=f"Parit <{number}> tumpat.", answer="", now=NOW)
    own = set()
    for address, many in (("umpan", 2), ("umpan/kategori/drainase_banjir", 2), ("umpan/kategori/sampah", 0)):
        answer = client.get(f"/terbuka/{address}.atom")
        assert answer.mimetype == "application/atom+xml"
        root = ElementTree.fromstring(answer.data)  # noqa: S314  # our own answer
        found = root.findall(f"{ATOM}entry")
        assert len(found) == many and len({one.findtext(f"{ATOM}id") for one in found}) == many
        for one in (root, *found):
            for name in ("id", "title", "updated"):
                (said,) = one.findall(f"{ATOM}{name}")
                assert said.text
            assert datetime.fromisoformat(str(one.findtext(f"{ATOM}updated"))).tzinfo
            assert all(urlsplit(link.attrib["href"]).netloc for link in one.findall(f"{ATOM}link"))
        assert root.findtext(f"{ATOM}author/{ATOM}name")
        links = {link.attrib["rel"]: link.attrib["href"] for link in root.findall(f"{ATOM}link")}
        assert urlsplit(links["self"]).path == f"/terbuka/{address}.atom" and "alternate" in links
        own.add(root.findtext(f"{ATOM}id"))
    assert len(own) == 3


@pytest.mark.parametrize("backend", ["sqlite"])
def test_the_form_marks_what_leads_to_somebody(client: FlaskClient, office: Office) -> None:
    """The form has the words with marks in place of what was found, and says what that was."""
    number = office.complain("Parit tumpat, hubungi Pak Rekaan 081234567890.", now=NOW).number
    page = html.unescape(Visitor(client).sign_in(office, "camat", NOW).read(f"/meja/{number}/release"))
    assert "Parit tumpat, hubungi […] […]." in page
    assert "Pak Rekaan, 081234567890" in page


@pytest.mark.parametrize("backend", ["sqlite"])
def test_search_engines_find_the_pages_for_everybody(client: FlaskClient, office: Office) -> None:
    assert "/sitemap.xml" in client.get("/robots.txt").get_data(as_text=True)
    root = ElementTree.fromstring(client.get("/sitemap.xml").data)  # noqa: S314  # our own answer
    for one in root.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc"):
        assert client.get(urlsplit(str(one.text)).path).status_code == 200
