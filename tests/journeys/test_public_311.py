"""A year of real requests, told to the public: page, files and Open311 counted again from the ledger's rows."""

from __future__ import annotations

import csv
import html
import io
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from complaints_service import clock, db
from complaints_service.edge.resources import KEY, Service
from complaints_service.openness.service import publish
from complaints_service.replay.boston311.importing import replay
from complaints_service.tickets.ledger.models import Complaint, Ticket, TicketEvent
from tests.journeys.plain_count import WIB, PlainCounter
from tests.journeys.plain_figures import ANSWERS, CONFIG
from tests.journeys.test_import_311 import AS_OF, FIRST_RESPONSE, RESOLUTION, seed

SAMPLE = Path(__file__).resolve().parents[2] / "benchmarks" / "data" / "boston311_2015_sample.csv"
#: One in so many of the sample's requests, so that each month of the year has some.
EVERY = 40
#: The one day of that year that became a holiday when the year ran, and when that was decreed.
DECREED_DAY, DECREED = "2025-08-18", datetime(2025, 8, 7, tzinfo=WIB)
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
        self.rows: dict[tuple[str, str, str], Row] = defaultdict(Row)
        """(month, measure, category) -> row; the category of what is about staff is empty"""
        self.public: dict[str, tuple[str, str, datetime, datetime]] = {}
        """number of an open report -> (service, status, when it came, until when it is promised)"""
        ledgers: dict[int, list[Any]] = defaultdict(list)
        with db.reading(service.engine) as session:
            for entry in session.execute(
                select(TicketEvent.__table__).order_by(TicketEvent.ticket_id, TicketEvent.seq)
            ):
                ledgers[entry.ticket_id].append(entry)
            numbers = session.execute(select(Ticket.id, Ticket.number, Complaint.privacy).join_from(
                Ticket, Complaint, Complaint.id == Ticket.id
            )).all()  # fmt: skip
        for ticket_id, number, privacy in numbers:
            self._tell(number, privacy, ledgers[ticket_id])

    def _tell(self, number: str, privacy: str, ledger: list[Any]) -> None:
        came, said = _utc(ledger[0].at), ledger[0].data
        staff = said["kind"] == "oversight"
        group, kinds = "" if staff else said["category"], {entry.kind for entry in ledger}
        row = self.rows[_month(came), "received", group]
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
            row = self.rows[_month(decided), measure, group]
            row.n += 1
            row.on_time += met
            row.open_late += stopped is None
            row.waits.append((self.counter.count(came, stopped or AS_OF), stopped is not None))
        if privacy == "open" and not staff:
            status = "closed" if "ticket.closed" in kinds else "open"
            self.public[number] = (said["category"], status, came, due)

    def of(self, month: str, measure: str, groups: Collection[str] | None) -> Row:
        """Some groups of a month together; None: all of them."""
        total = Row()
        for (when, what, group), row in self.rows.items():
            if (when, what) == (month, measure) and (groups is None or group in groups):
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
    replay(service.engine, service.rulebook, service.settings, file=file, as_of=AS_OF, say=lambda _said: None)
    monkeypatch.setattr(clock, "now", lambda: AS_OF)
    with db.writing(service.engine) as session:
        publish(session, now=AS_OF, rulebook=service.rulebook, licence="CC BY 4.0")
    lines = (CONFIG / "calendar.toml").read_text(encoding="utf-8").splitlines(keepends=True)
    undecreed = tmp_path / "calendar.toml"
    undecreed.write_text(
        "".join(line for line in lines if not line.startswith(DECREED_DAY)), encoding="utf-8"
    )
    return Recount(service, undecreed)


def test_what_the_public_reads_of_a_year_is_the_ledgers(client: FlaskClient, told: Recount) -> None:
    """Every row of the files with its median, the page's sentence of each month, and every request of Open311."""
    lines = list(csv.DictReader(io.StringIO(client.get("/terbuka/data.csv").get_data(as_text=True))))
    months = sorted({line["month"] for line in lines})
    assert len(months) >= 12
    for line in lines:
        assert not line["kelurahan"] or line["kelurahan"] == "REST", "the sample has no places"
        if line["measure"] == "open" or line["kelurahan"]:
            continue
        groups = [code.replace("REST", "") for code in line["merged"].split()] or [line["category"]]
        row = told.of(line["month"], line["measure"], groups if line["category"] else None)
        if not line["n"]:
            assert row.n < 5, line
            continue
        assert int(line["n"]) == row.n, line
        if line["measure"] == "received":
            assert int(line["done"]) == row.done, line
            continue
        assert (int(line["on_time"]), int(line["open_late"])) == (row.on_time, row.open_late), line
        for name, least, still in (
            ("median_seconds", 5, Fraction(1, 2)),
            ("p90_seconds", 10, Fraction(1, 10)),
        ):
            wait = waited(row.waits, still) if len(row.waits) >= least else None
            assert line[name] == ("" if wait is None else str(wait)), (name, line)
    for month in months[-11:]:  # the page shows a year, the last month of it perhaps without figures
        page = html.unescape(client.get(f"/terbuka?bulan={month}").get_data(as_text=True))
        first = told.of(month, "first_response", None)
        came = told.of(month, "received", None).n
        assert f"{came} laporan masuk; dari {first.n} jawaban pertama, {first.on_time} (" in page, month
    seen: dict[str, dict[str, Any]] = {}
    for quarter in range(5):
        since = datetime(2025, 1, 1, tzinfo=WIB) + timedelta(days=90 * quarter)
        asked = {"start_date": since.isoformat(), "page_size": 1000}
        answer = client.get(f"/open311/v2/requests.json?{urlencode(asked)}").get_json()
        seen |= {row["service_request_id"]: row for row in answer}
    assert {
        number: (row["service_code"], row["status"], row["requested_datetime"], row["expected_datetime"])
        for number, row in seen.items()
    } == {
        number: (service, status, *(at.strftime("%Y-%m-%dT%H:%M:%SZ") for at in times))
        for number, (service, status, *times) in told.public.items()
    }
