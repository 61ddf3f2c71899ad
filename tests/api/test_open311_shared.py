"""What Open311 shares with the public pages: released words, reports of others to follow, answers by the schema."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import etree
from sqlalchemy import event, select

from benchmarks.public import is_full
from complaints_service import db
from complaints_service.tickets.ledger.models import Ticket
from complaints_service.tickets.public.open_reports import Sought, open_reports, open_updates
from tests.api.test_open311 import NOW, post, rows
from tests.support.both import ON_BOTH
from tests.support.keys import bearer
from tests.support.world import Office

SCHEMA = etree.XMLSchema(file=str(Path(__file__).resolve().parents[1] / "data" / "georeport_v2.xsd"))


@pytest.fixture
def key(office: Office) -> str:
    return bearer(office, "camat", "open311", now=NOW)["Authorization"].removeprefix("Bearer ")


@ON_BOTH
def test_released_words_and_the_answer_are_told_and_gone_at_once(client: FlaskClient, office: Office) -> None:
    """As an officer edited them; withdrawn, or of a report that is kept from others later, they are nowhere."""
    given: dict[str, Any] = {"category": "lampu_jalan", "lat": 3.70531, "lng": 98.65532, "now": NOW}
    one = office.complain("Lampu padam di rumah Pak Rekaan.", **given)
    other = office.complain("Lampu padam, Pak Rekaan tahu.", **given)
    for each in (one, other):
        office.act("camat", each.number, "release", words="Lampu padam.", answer="Tim berangkat.", now=NOW)
    for row in rows(client):
        assert row["description"] == "Lampu padam."
        assert row["status_notes"].endswith(". Tim berangkat.")
        assert row["media_url"] is None
    office.act("camat", one.number, "unrelease", reason="ada rumahnya", now=NOW)
    office.act(
        "camat",
        other.number,
        "classify",
        category="perilaku_petugas",
        about="unknown",
        reason="salah",
        now=NOW,
    )
    (row,) = rows(client)
    assert (row["service_request_id"], row["description"]) == (one.number, None)
    for path in ("requests.json", "requests.xml", f"requests/{one.number}.xml"):
        answer = client.get(f"/open311/v2/{path}")
        assert "Tim berangkat" not in answer.get_data(as_text=True)
        assert "Rekaan" not in answer.get_data(as_text=True)
        assert "max-age" not in answer.headers.get("Cache-Control", "")


def test_a_report_near_a_known_one_is_told_of_it_and_may_follow_it(
    client: FlaskClient, office: Office, key: str
) -> None:
    """Whoever chooses to goes into it as one more voice; another's hidden report is neither named nor joined."""
    there: dict[str, Any] = {
        "category": "lampu_jalan",
        "lat": 3.70531,
        "lng": 98.65532,
        "now": NOW - timedelta(hours=1),
    }
    known = office.complain("Lampu padam.", **there)
    hidden = office.complain("Lampu.", privacy="confidential", **there)
    (sent,) = post(client, key).get_json()
    assert known.number in sent["service_notice"] and hidden.number not in sent["service_notice"]
    assert sent["service_request_id"] not in sent["service_notice"]
    (joined,) = post(client, key, follow=known.number.lower()).get_json()
    assert known.number not in joined["service_notice"]
    with db.reading(office.engine) as session:
        state, voices = (
            session.scalars(select(column).where(Ticket.number == number)).one()
            for column, number in (
                (Ticket.state, joined["service_request_id"]),
                (Ticket.voices, known.number),
            )
        )
    assert (state, voices) == ("merged", 2)
    for wrong in (hidden.number, "x"):
        refused = post(client, key, follow=wrong)
        assert refused.status_code in (400, 404, 409), refused.get_json()
        assert hidden.number not in refused.get_json()[0]["description"]


def test_every_answer_in_xml_is_by_the_schema(client: FlaskClient, office: Office, key: str) -> None:
    """Each address with something in it and with nothing, and what each refuses."""
    empty = client.get("/open311/v2/requests.xml")
    assert SCHEMA.validate(etree.fromstring(empty.data)) and len(etree.fromstring(empty.data)) == 0
    sent = post(client, key, "xml", description="Gang <satu> & 'dua'")
    number, token = (
        etree.fromstring(sent.data).findtext(f"request/{name}") for name in ("service_request_id", "token")
    )
    office.complain("Parit.", category="sampah", now=NOW, kelurahan="12.71.12.1002")
    answers = [sent, post(client, key, "xml", lat="x", email="y"), post(client, "wrong", "xml")]
    paths = [
        "discovery", "services", "services/lampu_jalan", "services/bansos", "services/tidak_ada", "requests",
        f"requests/{number}", f"tokens/{token}", "requests/MRL-2611-7K4QH", "servicerequestupdates", "tidak/ada",
    ]  # fmt: skip
    addresses = [
        *(f"{path}.xml" for path in paths),
        f"requests/{number}.xml?token={token}",
        "requests.xml?page=x",
    ]
    answers += [client.get(f"/open311/v2/{address}") for address in addresses]
    roots = [etree.fromstring(answer.data) for answer in answers]
    for root in roots:
        assert SCHEMA.validate(root), f"{etree.tostring(root)!r}\n{SCHEMA.error_log}"
    assert {root.tag for root in roots} == {
        "discovery", "services", "service_definition", "service_requests", "service_requests_updates", "errors",
    }  # fmt: skip


def test_the_schema_refuses_what_the_specification_does_not_know() -> None:
    for wrong in (
        "<service_requests><request><status>new</status></request></service_requests>",
        "<service_requests><request><name>Sari</name></request></service_requests>",
        "<service_requests><request><requested_datetime>kemarin</requested_datetime></request></service_requests>",
        "<errors/>",
        "<requests/>",
    ):
        assert not SCHEMA.validate(etree.fromstring(wrong)), wrong


@pytest.mark.parametrize(
    ("asked", "index"),
    [
        ({}, "ix_ticket_received"),
        ({"is_open": True}, "ix_ticket_open_received"),
        ({"is_open": False}, "ix_ticket_received"),
        ({"categories": ("sampah",)}, "ix_ticket_similar"),
        ({"categories": ("sampah",), "is_open": True}, "ix_ticket_open_service"),
        ({"categories": ("sampah", "lampu_jalan"), "is_open": True}, "ix_ticket_open_service"),
        ({"categories": ("sampah", "lampu_jalan")}, "ix_ticket_similar"),
    ],
)
def test_a_list_reads_its_page_and_not_its_span(office: Office, asked: dict[str, Any], index: str) -> None:
    """Each filter is answered along an index in the order of the list; nothing of a span is sorted first."""
    said: list[tuple[str, Any]] = []
    event.listen(office.engine, "before_cursor_execute", lambda *told: said.append((told[2], told[3])))
    span: dict[str, Any] = {"since": NOW.replace(day=1), "until": NOW}
    with db.reading(office.engine) as session:
        open_reports(session, sought=Sought(limit=100, **span, **asked))
        statement, values = next(one for one in said if "complaint.lat" in one[0])
        plan = [
            row[-1] for row in session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
        ]
    reading = [line for line in plan if "ticket USING INDEX ix" in line]
    assert len(reading) == max(1, len(asked.get("categories", ())))
    assert all(f"{index} (" in line and "received_at>" in line for line in reading), plan
    sorting = [line for line in plan if "TEMP B-TREE" in line]
    # Of several services the pages of each are sorted together.
    assert len(sorting) == (len(reading) > 1), plan


def test_updates_read_their_page_and_not_their_span(office: Office) -> None:
    """What became of reports is found along an index in the order of the list."""
    said: list[tuple[str, Any]] = []
    event.listen(office.engine, "before_cursor_execute", lambda *told: said.append((told[2], told[3])))
    with db.reading(office.engine) as session:
        open_updates(session, since=NOW.replace(day=1), until=NOW, limit=100)
        statement, values = said[-1]
        plan = [
            row[-1] for row in session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
        ]
    assert [line for line in plan if "ix_ticket_event_turning (recorded_at>" in line], plan
    assert not [line for line in plan if "TEMP B-TREE" in line], plan


@ON_BOTH
def test_a_longer_list_asks_the_same_of_the_database(client: FlaskClient, office: Office) -> None:
    """As many statements with as many values for five reports as for one: no number is a value of its own."""
    said: list[tuple[str, int]] = []
    event.listen(
        office.engine,
        "before_cursor_execute",
        lambda *told: said.append((told[2], len(told[3]))) if "ticket" in told[2] else None,
    )
    asked = []
    for many in (1, 4):
        for _one in range(many):
            office.complain("Lampu.", category="lampu_jalan", now=NOW)
        said.clear()
        assert len(rows(client)) == (1 if many == 1 else 5)
        asked.append([*said])
    assert asked[0] == asked[1] and len(asked[0]) == 3


def test_where_a_place_was_mended_is_found_by_an_index_of_its_own(office: Office) -> None:
    """No other entry of a ticket is read for it, however many there are."""
    said: list[tuple[str, Any]] = []
    event.listen(office.engine, "before_cursor_execute", lambda *told: said.append((told[2], told[3])))
    with db.reading(office.engine) as session:
        open_reports(session, sought=Sought(limit=100))
        statement, values = said[-1]
        plan = [
            row[-1] for row in session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
        ]
    assert [line for line in plan if "USING INDEX ix_ticket_event_mended (ticket_id=?)" in line], plan


def test_a_list_that_is_too_short_is_no_measure(app: Flask, office: Office) -> None:
    """What `benchmarks/public.py` compares is as long as it was asked for, wherever its length stands."""
    office.complain("Lampu.", category="lampu_jalan", now=NOW)
    for form in ("json", "xml"):
        assert is_full(app, f"/open311/v2/requests.{form}?page_size=1")
        assert not is_full(app, f"/open311/v2/requests.{form}?page_size=2&status=open")
        assert not is_full(app, f"/open311/v2/requests.{form}?status=closed&page_size=1")
    with pytest.raises(RuntimeError, match="400"):
        is_full(app, "/open311/v2/requests.json?page_size=0")
