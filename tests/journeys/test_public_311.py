"""A year of real requests, told to the public: page, files and Open311 counted again from the ledger's rows.

The sample has no places: copies of its tickets get one each (`benchmarks/copying/`), so that what is told of
kelurahan, of points, and of categories within a kelurahan is counted again as well. With TANGGAP_TEST_LONG=1
(`make faults`) all 5,000 requests are replayed, and as many copies.
"""

from __future__ import annotations

import csv
import html
import io
import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from benchmarks.copying.multiply import multiply
from complaints_service import clock, db
from complaints_service.edge.resources import KEY, Service
from complaints_service.openness.models import ReportStanding
from complaints_service.openness.service import publish
from complaints_service.replay.boston311.importing import replay
from complaints_service.tickets.ledger.models import Complaint, TicketEvent
from config.rulebook import Rulebook
from tests.journeys.plain_count import WIB, PlainCounter
from tests.journeys.plain_figures import ANSWERS, CONFIG
from tests.journeys.test_import_311 import AS_OF, FIRST_RESPONSE, RESOLUTION, seed
from tests.support.both import AT_LENGTH
from tests.support.lengths import WHOLE

SAMPLE = Path(__file__).resolve().parents[2] / "benchmarks" / "data" / "boston311_2015_sample.csv"
#: One in so many of the sample's requests, so that each month of the year has some; and each so many times.
EVERY, COPIES = (1, 6) if WHOLE else (40, 21)
#: A metre of latitude in degrees, and how wide a square of the grid of points is.
METRE, SQUARE = 1 / 111_320, 100
#: The one day of that year that became a holiday when the year ran, and when that was decreed.
DECREED_DAY, DECREED = "2025-08-18", datetime(2025, 8, 7, tzinfo=WIB)
#: The privacy floor: so many reports at least stand behind whatever is told.
FLOOR = 5
OVER = {"ticket.resolved", "ticket.closed", "ticket.cancelled", "ticket.rejected", "ticket.merged"}


@dataclass
class Row:
    """What a group of tickets comes to in a month, by the plain count."""

    n: int = 0
    on_time: int = 0
    open_late: int = 0
    done: int = 0
    waits: list[tuple[int, bool]] = field(default_factory=list)


class Recount:
    """Every ticket told again from its entries: when it came, was answered and resolved, and until when."""

    def __init__(self, service: Service, undecreed: Path) -> None:
        self.counter, self.before_decree = (
            PlainCounter(file, first=date(2025, 1, 1), last=date(2026, 6, 1))
            for file in (CONFIG / "calendar.toml", undecreed)
        )
        # Copies of a ticket have its instants: each span is counted once.
        self.count = cache(self.counter.count)
        self.rows: dict[tuple[str, str, str, str], Row] = defaultdict(Row)
        """(month, measure, category, kelurahan) -> row; both are empty of what is about staff"""
        self.public: dict[str, tuple[str, str, datetime, datetime]] = {}
        """number of an open report -> (service, status, when it came, until when it is promised)"""
        self.points: dict[str, tuple[str, str, str, tuple[float, float]]] = {}
        """number of an open report with a point -> (month, category, kelurahan, latitude and longitude)"""
        ledgers: dict[int, list[Any]] = defaultdict(list)
        with db.reading(service.engine) as session:
            for entry in session.execute(
                select(TicketEvent.__table__).order_by(TicketEvent.ticket_id, TicketEvent.seq)
            ):
                ledgers[entry.ticket_id].append(entry)
            said = session.execute(select(Complaint.__table__).order_by(Complaint.id)).all()
            # Under which rows a report counts when it is judged is drawn when its month is published.
            self.standing = {
                one.ticket_id: (one.category, one.kelurahan)
                for one in session.execute(select(ReportStanding.__table__))
            }
        for complaint in said:
            self._tell(complaint, ledgers[complaint.id])

    def _tell(self, complaint: Any, ledger: list[Any]) -> None:
        came, said = _utc(ledger[0].at), ledger[0].data
        staff = said["kind"] == "oversight"
        group, kinds = "" if staff else said["category"], {entry.kind for entry in ledger}
        place = "" if staff else complaint.kelurahan or ""
        row = self.rows[_month(came), "received", group, place]
        row.n += 1
        row.done += bool(kinds & OVER)
        answered = min(
            (_utc(one.at) for one in ledger if one.kind == "message.sent" and one.data["act"] in ANSWERS),
            default=None,
        )
        resolved = min((_utc(one.at) for one in ledger if one.kind == "ticket.resolved"), default=None)
        promises = (FIRST_RESPONSE.get(said["category"], 5), RESOLUTION.get(said["category"], 14))
        for measure, days, stopped in zip(
            ("first_response", "resolution"), promises, (answered, resolved), strict=True
        ):
            # A day that is decreed away later moves no promise that was kept before the decree.
            known = self.before_decree if stopped is not None and stopped < DECREED else self.counter
            due = known.close_of_working_day(came, days)
            met = stopped is not None and stopped <= due
            decided = stopped if met and stopped else due
            if decided >= AS_OF:
                continue
            row = self.rows[_month(decided), measure, *self.standing.get(complaint.id, ("", ""))]
            row.n += 1
            row.on_time += met
            row.open_late += stopped is None
            row.waits.append((self.count(came, stopped or AS_OF), stopped is not None))
        if complaint.privacy == "open" and not staff:
            status = "closed" if "ticket.closed" in kinds else "open"
            self.public[complaint.number] = (said["category"], status, came, due)
            if complaint.lat is not None:
                at = (complaint.lat, complaint.lng)
                self.points[complaint.number] = (_month(came), said["category"], place, at)

    def of(
        self,
        month: str,
        measure: str,
        category: Callable[[str], bool] = lambda _code: True,
        place: Callable[[str], bool] = lambda _code: True,
    ) -> Row:
        """What some categories and places have of a month together."""
        total = Row()
        for (when, what, group, where), row in self.rows.items():
            if (when, what) == (month, measure) and category(group) and place(where):
                for name in ("n", "on_time", "open_late", "done", "waits"):
                    setattr(total, name, getattr(total, name) + getattr(row, name))
        return total


def waited(waits: list[tuple[int, bool]], still: Fraction) -> int | None:
    """Until at most such a share still waits, by the product of those who were left after each wait."""
    left = Fraction(1)
    for at in sorted({wait for wait, finished in waits if finished}):
        at_risk = sum(wait >= at for wait, _finished in waits)
        left *= 1 - Fraction(sum(one == (at, True) for one in waits), at_risk)
        if left <= still:
            return at
    return None


def _utc(at: datetime) -> datetime:
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _month(at: datetime) -> str:
    return at.astimezone(WIB).strftime("%Y-%m")


@pytest.fixture
def told(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Recount:
    """The sample replayed and published at its end."""
    service: Service = app.extensions[KEY]
    head, *requests = SAMPLE.read_text(encoding="utf-8").splitlines(keepends=True)
    file = tmp_path / "sample.csv"
    file.write_text("".join([head, *requests[::EVERY]]), encoding="utf-8")
    seed(service.engine, service.rulebook)
    done = replay(
        service.engine, service.rulebook, service.settings, file=file, as_of=AS_OF, say=lambda _said: None
    )
    multiply(
        service.engine,
        COPIES * done.imported,
        rulebook=service.rulebook,
        tracking_key=service.settings.tracking_key,
    )
    monkeypatch.setattr(clock, "now", lambda: AS_OF)
    with db.writing(service.engine) as session:
        publish(session, now=AS_OF, rulebook=service.rulebook, licence="CC BY 4.0")
    lines = (CONFIG / "calendar.toml").read_text(encoding="utf-8").splitlines(keepends=True)
    undecreed = tmp_path / "calendar.toml"
    undecreed.write_text(
        "".join(line for line in lines if not line.startswith(DECREED_DAY)), encoding="utf-8"
    )
    return Recount(service, undecreed)


def rows_of(client: FlaskClient) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(client.get("/terbuka/data.csv").get_data(as_text=True))))


def counted(told: Recount, line: dict[str, str], shown: dict[str, set[str]]) -> Row:
    """What a line of the file must say; `shown`: the codes that the table of its month tells apart."""

    def chosen(name: str) -> Callable[[str], bool]:
        if not line[name]:
            return lambda _code: True
        if line[name] != "REST":
            return lambda code: code == line[name]
        if line["merged"]:
            merged = {code.replace("REST", "") for code in line["merged"].split()}
            return lambda code: code in merged
        return lambda code: code not in shown[name]

    return told.of(line["month"], line["measure"], chosen("category"), chosen("kelurahan"))


def table_of(lines: list[dict[str, str]]) -> dict[str, dict[str, set[str]]]:
    """Month -> the categories and kelurahan that its table of both tells apart."""
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: {"category": set(), "kelurahan": set()})
    for line in lines:
        if line["category"] and line["kelurahan"]:
            for name in ("category", "kelurahan"):
                found[line["month"]][name] |= {line[name]} - {"REST"}
    return found


def check_files(client: FlaskClient, told: Recount) -> None:
    """Of the office, categories, kelurahan, and both: how many, how many in time, medians; in CSV and JSON."""
    lines = rows_of(client)
    assert len({line["month"] for line in lines}) >= 12
    table = table_of(lines)
    kinds: Counter[tuple[bool, bool]] = Counter()
    for line in lines:
        if line["measure"] == "open":
            continue
        row = counted(told, line, table[line["month"]])
        if not line["n"]:
            assert row.n < 5 or (line["category"] and line["kelurahan"]), line
            continue
        kinds[bool(line["category"]), bool(line["kelurahan"])] += row.n > 0
        assert int(line["n"]) == row.n, line
        if line["measure"] == "received":
            assert line["done"] == ("" if line["category"] else str(row.done)), line
            continue
        assert (int(line["on_time"]), int(line["open_late"])) == (row.on_time, row.open_late), line
        for name, least, still in (
            ("median_seconds", 5, Fraction(1, 2)),
            ("p90_seconds", 10, Fraction(1, 10)),
        ):
            wait = waited(row.waits, still) if len(row.waits) >= least else None
            assert line[name] == ("" if wait is None else str(wait)), (name, line)
    assert len(kinds) == 4 and min(kinds.values()) > 0, kinds
    as_json = client.get("/terbuka/data.json").get_json()
    assert [
        {name: "" if value is None else str(value) for name, value in row.items()}
        for month in as_json["months"]
        for row in month["rows"]
    ] == lines


def check_map(client: FlaskClient, told: Recount, rulebook: Rulebook) -> None:
    """Each kelurahan with its number where one is told, and each square of the grid with what came from there."""
    lines = rows_of(client)
    came = {
        (line["month"], line["kelurahan"]): int(line["n"])
        for line in lines
        if line["measure"] == "received" and line["kelurahan"] and not line["category"] and line["n"]
    }
    cells = {
        (line["month"], line["category"], line["kelurahan"])
        for line in lines
        if line["category"] and line["kelurahan"] and line["n"]
    }
    on_map = {each.code for each in rulebook.categories if each.on_map}
    lats = [lat for each in rulebook.kelurahan for ring in each.rings for _lng, lat in ring]
    up = SQUARE * METRE
    along = up / math.cos(math.radians((min(lats) + max(lats)) / 2))
    expected: Counter[tuple[Any, ...]] = Counter()
    for month, category, place, (lat, lng) in told.points.values():
        if (month, category, place) in cells and category in on_map:
            square = [(math.floor(lng / along) + 0.5) * along, (math.floor(lat / up) + 0.5) * up]
            expected[month, category, *(round(each, 5) for each in square)] += 1
    placed: Counter[str] = Counter()
    for (month, *_square), count in expected.items():
        placed[month] += count
    # Of fewer than the privacy floor no point is told.
    expected = Counter({one: count for one, count in expected.items() if placed[one[0]] >= FLOOR})
    features = client.get("/terbuka/data.geojson").get_json(force=True)["features"]
    points = [each for each in features if each["geometry"]["type"] == "Point"]
    assert (
        points
        and {
            (one["month"], one["category"], *each["geometry"]["coordinates"]): one["received"]
            for each in points
            for one in [each["properties"]]
        }
        == expected
    )
    outlines = [each["properties"] for each in features if each["geometry"]["type"] == "Polygon"]
    assert outlines and all(one["received"] == came.get((one["month"], one["kelurahan"])) for one in outlines)


def check_page_and_requests(client: FlaskClient, told: Recount, rulebook: Rulebook) -> None:
    """The page's sentence of each month; every request of Open311, with its point and until when it is promised."""
    months = sorted({line["month"] for line in rows_of(client)})
    for month in months[-11:]:  # the page shows a year, the last month of it perhaps without figures
        page = html.unescape(client.get(f"/terbuka?bulan={month}").get_data(as_text=True))
        first = told.of(month, "first_response")
        came = told.of(month, "received").n
        assert f"{came} laporan masuk; dari {first.n} jawaban pertama, {first.on_time} (" in page, month
    seen = {row["service_request_id"]: row for row in requests_of(client)}
    assert {
        number: (row["service_code"], row["status"], row["requested_datetime"], row["expected_datetime"])
        for number, row in seen.items()
    } == {
        number: (service, status, *(at.strftime("%Y-%m-%dT%H:%M:%SZ") for at in times))
        for number, (service, status, *times) in told.public.items()
    }
    on_map = {each.code for each in rulebook.categories if each.on_map}
    points = {
        number: tuple(round(each, 3) for each in at)
        for number, (_month, category, _place, at) in told.points.items()
        if category in on_map
    }
    assert points == {
        number: (row["lat"], row["long"]) for number, row in seen.items() if row["lat"] is not None
    }


def requests_of(client: FlaskClient) -> Iterator[dict[str, Any]]:
    """Every request there is, quarter by quarter and page by page."""
    for quarter in range(5):
        since = datetime(2025, 1, 1, tzinfo=WIB) + timedelta(days=90 * quarter)
        for page in range(1, 100):
            asked = {"start_date": since.isoformat(), "page_size": 1000, "page": page}
            answer = client.get(f"/open311/v2/requests.json?{urlencode(asked)}").get_json()
            yield from answer
            if len(answer) < 1000:
                break


@AT_LENGTH
def test_what_the_public_reads_of_a_year_is_the_ledgers(
    client: FlaskClient, told: Recount, rulebook: Rulebook
) -> None:
    """Files, map, page and Open311; one replay stands for all, because it takes most of the time."""
    check_files(client, told)
    check_map(client, told, rulebook)
    check_page_and_requests(client, told, rulebook)
