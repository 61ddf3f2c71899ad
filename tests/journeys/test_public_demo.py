"""The sample office told to the public: what anybody reads of it, counted again from the ledger's rows.

Its stories have what replayed requests have not: questions that wait for their citizen, hand-overs, disputes,
words at the counter, hidden reports, reports about staff. Counted again is all that came, what is done, first
answers with until when they were promised, and what Open311 lists. Of so few no point is published.
"""

from __future__ import annotations

import csv
import io
import tomllib
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from complaints_service import clock, db
from complaints_service.edge.resources import KEY, Service
from complaints_service.measurement.facts.service import rebuild
from complaints_service.openness.models import ReportStanding
from complaints_service.openness.service import publish
from complaints_service.replay.demo.office import Demo, fill
from complaints_service.tickets.ledger.models import Complaint, TicketEvent
from tests.journeys.plain_count import WIB, PlainCounter
from tests.journeys.plain_figures import ANSWERS, CONFIG
from tests.support.both import AT_LENGTH
from tests.support.visitors import when

#: Two days after October is over, whose second half the stories tell.
NOW = when("Tue 2026-11-03 11:00")
ASKED = Demo(days=20, complaints=60)
OVER = {"ticket.resolved", "ticket.closed", "ticket.cancelled", "ticket.rejected", "ticket.merged"}
ENDED = OVER - {"ticket.resolved"}
AGAIN = {"ticket.disputed", "ticket.reopened"}


@dataclass(frozen=True)
class Told:
    """One report, told again from its entries; both codes are empty of what is about staff."""

    id: int
    number: str
    came: datetime
    kind: str
    place: str
    category: str
    over: datetime | None
    answered: datetime | None
    promised: datetime
    openly: bool
    closed: bool


def ledgers(service: Service) -> list[Told]:
    counter = PlainCounter(CONFIG / "calendar.toml", first=date(2026, 8, 1), last=date(2027, 2, 28))
    entries: dict[int, list[Any]] = {}
    with db.reading(service.engine) as session:
        for entry in session.execute(
            select(TicketEvent.__table__).order_by(TicketEvent.ticket_id, TicketEvent.seq)
        ):
            entries.setdefault(entry.ticket_id, []).append(entry)
        said = {one.id: one for one in session.execute(select(Complaint.__table__))}
    return [_told(said[ticket_id], ledger, counter) for ticket_id, ledger in entries.items()]


def _told(complaint: Any, ledger: list[Any], counter: PlainCounter) -> Told:
    came, said = _utc(ledger[0].at), ledger[0].data
    staff = said["kind"] == "oversight"
    answered = [_utc(one.at) for one in ledger if one.kind == "message.sent" and one.data["act"] in ANSWERS]
    ends = [one for one in ledger if one.kind in ENDED | AGAIN]
    turns = [one for one in ledger if one.kind in OVER | AGAIN]
    return Told(
        id=complaint.id,
        number=complaint.number,
        came=came,
        kind=said["kind"],
        place="" if staff else complaint.kelurahan or "",
        category="" if staff else said["category"],
        over=_utc(turns[-1].at) if turns and turns[-1].kind in OVER else None,
        answered=min(answered, default=None),
        promised=_promised(counter, came, said),
        openly=complaint.privacy == "open"
        and not staff
        and said.get("about_office") not in ("yes", "unsure")
        and not any(
            one.data.get("inputs", {}).get(who) for one in ledger for who in ("accused", "mentioned")
        ),
        closed=bool(ends) and ends[-1].kind in ENDED,
    )


def _promised(counter: PlainCounter, came: datetime, said: dict[str, Any]) -> datetime:
    """Until when a first answer is promised, by the rulebook's file; the row that says most of a report holds."""
    rows = {row["key"]: row for row in tomllib.loads((CONFIG / "policies.toml").read_text())["row"]}
    chain = ["general", said["kind"]]
    if said["kind"] == "complaint":
        chain += ["complaint_high"] if said["priority"] == "high" else []
        chain += [said["category"]]
    found = [rows[key].get("targets", {}).get("first_response") for key in chain if key in rows]
    amount = next(one for one in reversed(found) if one)
    if "working_days" in amount:
        return counter.close_of_working_day(came, amount["working_days"])
    seconds, least, most = amount["working_hours"] * 3600, came, came + timedelta(days=30)
    while most - least > timedelta(seconds=1):
        middle = (least + (most - least) / 2).replace(microsecond=0)
        least, most = (least, middle) if counter.count(came, middle) >= seconds else (middle, most)
    return most


def _utc(at: datetime) -> datetime:
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _month(at: datetime) -> str:
    return at.astimezone(WIB).strftime("%Y-%m")


@pytest.fixture
def told(app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[Told]:
    """The sample office, measured and published."""
    service: Service = app.extensions[KEY]
    list(fill(service.engine, service.rulebook, service.settings, asked=ASKED, now=NOW))
    monkeypatch.setattr(clock, "now", lambda: NOW)
    with db.writing(service.engine) as session:
        rebuild(session, now=NOW, rulebook=service.rulebook)
        publish(session, now=NOW, rulebook=service.rulebook, licence="CC BY 4.0")
    return ledgers(service)


@AT_LENGTH
def test_what_the_public_reads_of_the_sample_office_is_its_ledgers(
    app: Flask, client: FlaskClient, told: list[Told]
) -> None:
    """One office stands for all that is read of it, because filling it takes most of the time."""
    lines = list(csv.DictReader(io.StringIO(client.get("/terbuka/data.csv").get_data(as_text=True))))
    with db.reading(app.extensions[KEY].engine) as session:
        standing = {
            one.ticket_id: (one.kelurahan, one.category) for one in session.scalars(select(ReportStanding))
        }
    seen: Counter[str] = Counter()
    for line in lines:
        if (line["kelurahan"] and line["category"]) or not line["n"]:
            continue

        def within(codes: tuple[str, str], line: dict[str, str] = line) -> bool:
            for name, code in zip(("kelurahan", "category"), codes, strict=True):
                asked, merged = line[name], {each.replace("REST", "") for each in line["merged"].split()}
                if asked and (code not in merged if asked == "REST" else code != asked):
                    return False
            return True

        month, measure = line["month"], line["measure"]
        if measure == "received":
            came = [one for one in told if _month(one.came) == month and within((one.place, one.category))]
            assert int(line["n"]) == len(came), line
            if not line["category"]:
                assert int(line["done"]) == sum(one.over is not None for one in came), line
        elif measure == "first_response":
            judged = []
            for one in told:
                met = one.answered is not None and one.answered <= one.promised
                decided = one.answered if met and one.answered else one.promised
                if decided < NOW and _month(decided) == month and within(standing.get(one.id, ("", ""))):
                    judged.append((met, one.answered is None))
            assert (int(line["n"]), int(line["on_time"]), int(line["open_late"])) == (
                len(judged), sum(met for met, _ in judged), sum(late for _, late in judged)
            ), line  # fmt: skip
        seen[measure] += 1
    assert min(seen["received"], seen["first_response"]) >= 3, seen
    page = client.get("/terbuka?bulan=2026-10").get_data(as_text=True)
    assert f"{sum(_month(one.came) == '2026-10' for one in told)} laporan masuk;" in page

    listed = client.get("/open311/v2/requests.json").get_json()
    assert {
        row["service_request_id"]: (row["service_code"], row["status"], row["requested_datetime"])
        for row in listed
    } == {
        one.number: (
            one.category,
            "closed" if one.closed else "open",
            one.came.strftime("%Y-%m-%dT%H:%M:%SZ"),
        )
        for one in told
        if one.openly
    }
