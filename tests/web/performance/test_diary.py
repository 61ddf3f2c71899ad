"""The diary: what somebody did each day, as the ledger has it, ready for the national system."""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from datetime import date, datetime, timedelta, timezone

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select

from complaints_service import clock, db
from complaints_service.appraisal.documents.diary import as_csv, spaced
from complaints_service.tickets.ledger.models import Ticket, TicketEvent
from config.rulebook import Rulebook
from tests.support.measured import NOW, Measured, measured_office
from tests.support.prepared import Prepared
from tests.support.signed_plans import signed_plan
from tests.support.visitors import Visitor, engine_of, when

WIB = timezone(timedelta(hours=7))
Said = dict[tuple[date, str], set[str]]


@pytest.fixture
def measured(
    client: FlaskClient, rulebook: Rulebook, monkeypatch: pytest.MonkeyPatch, prepared: Prepared
) -> Measured:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return prepared(engine_of(client), rulebook, measured_office)


@pytest.fixture
def visitor(client: FlaskClient) -> Visitor:
    return Visitor(client)


def address(measured: Measured, login: str = "rina", form: str = "") -> str:
    return f"/kinerja/{measured.office.officers[login]}/buku-harian{form}?period=2026-11"


def plainly(measured: Measured, login: str) -> Said:
    """What somebody did in November by day, read off the ledger's rows."""
    words = {"message.sent": "Menjawab", "ticket.resolved": "Menyelesaikan"}
    found: Said = defaultdict(set)
    with db.reading(measured.office.engine) as session:
        rows = session.execute(
            select(TicketEvent, Ticket.number).join(Ticket, Ticket.id == TicketEvent.ticket_id)
        )
        for event, number in rows:
            if event.actor == f"person:{measured.office.officers[login]}":
                day = event.at.astimezone(WIB).date()
                if (day.year, day.month) == (2026, 11):
                    found[day, words.get(event.kind, "Menelaah")].add(number)
    return found


def sheet(client: FlaskClient, measured: Measured) -> list[dict[str, str]]:
    body = client.get(address(measured, form=".csv")).get_data()
    assert body.startswith(b"\xef\xbb\xbf"), "else a spreadsheet takes it for another alphabet"
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig")), delimiter=";"))


def test_the_diary_is_what_the_ledger_says(client: FlaskClient, visitor: Visitor, measured: Measured) -> None:
    visitor.sign_in(measured.office, "rina", NOW)
    rows = sheet(client, measured)
    told = {
        (date(*map(int, row["Tanggal"].split("/")[::-1])), row["Uraian kegiatan"].split()[0]): set(
            re.findall(r"MRL-[\w-]+", row["Uraian kegiatan"])
        )
        for row in rows
    }
    wanted = plainly(measured, "rina")
    assert told == wanted and len(wanted) >= 5
    counted = {key: int(row["Jumlah"]) for key, row in zip(told, rows, strict=True)}
    assert counted == {key: len(each) for key, each in wanted.items()}
    assert all(row["Bukti"].startswith("http") and "#2026-11-" in row["Bukti"] for row in rows)


def test_the_page_says_the_same_and_leads_to_each_ticket(visitor: Visitor, measured: Measured) -> None:
    visitor.sign_in(measured.office, "rina", NOW).read("/kinerja/buku-harian")
    assert visitor.location.endswith(address(measured).split("?")[0])
    page = visitor.read(address(measured))
    number = measured.numbers["pagi"]
    assert f"Menjawab 1 pengaduan warga: {number}." in page and f'href="/meja/{number}"' in page
    assert page.index('id="2026-11-09"') < page.index('id="2026-11-03"'), "the latest day first"
    assert "Belum ada rencana yang ditandatangani" in page
    assert "Sampah pagi" not in page, "what a citizen wrote goes into no other system"


def test_each_line_stands_under_the_result_it_serves(
    client: FlaskClient, visitor: Visitor, measured: Measured
) -> None:
    officers = measured.office.officers
    with db.writing(measured.office.engine) as session:
        signed_plan(session, officer_id=officers["rina"], rater_id=officers["kasi"], now=NOW)
    page = visitor.sign_in(measured.office, "rina", NOW).read(address(measured))
    assert "RHK: Parit rawan banjir bersih" in page and "Belum ada rencana" not in page
    assert {row["Rencana hasil kerja"] for row in sheet(client, measured)} == {"Parit rawan banjir bersih"}


def test_an_answer_that_was_none_is_no_work(visitor: Visitor, measured: Measured) -> None:
    office, number = measured.office, measured.given("titik", "rina", "Tue 2026-11-10 09:00")
    office.act("rina", number, "message", text=".", now=when("Tue 2026-11-10 10:00"))
    assert f"Menjawab 1 pengaduan warga: {number}." in visitor.sign_in(office, "rina", NOW).read(
        address(measured)
    )
    with db.reading(office.engine) as session:
        seq = session.scalar(
            select(TicketEvent.seq)
            .join(Ticket, Ticket.id == TicketEvent.ticket_id)
            .where(
                Ticket.number == number, TicketEvent.kind == "message.sent", TicketEvent.actor != "citizen"
            )
            .order_by(TicketEvent.seq.desc())
        )
    office.act("kasi", number, "unmark", message=seq, reason="kosong", now=when("Tue 2026-11-10 11:00"))
    assert f"Menjawab 1 pengaduan warga: {number}." not in visitor.read(address(measured))


@pytest.mark.parametrize(
    ("login", "status"), [("kasi", 200), ("camat", 200), ("auditor", 200), ("hasan", 404), ("sekcam", 404)]
)
def test_only_oneself_and_whoever_may_see_the_person(
    client: FlaskClient, visitor: Visitor, measured: Measured, login: str, status: int
) -> None:
    visitor.sign_in(measured.office, login, NOW)
    for form in ("", ".csv", ".xlsx"):
        assert client.get(address(measured, form=form)).status_code == status, form


def test_the_sheet_keeps_days_and_counts_and_the_number_whole(
    client: FlaskClient, visitor: Visitor, measured: Measured
) -> None:
    visitor.sign_in(measured.office, "rina", NOW)
    book = load_workbook(io.BytesIO(client.get(address(measured, form=".xlsx")).get_data()))
    rows = list(book["Buku harian"].iter_rows(min_row=2))
    assert rows and all(isinstance(row[0].value, datetime) for row in rows)
    assert all(isinstance(row[5].value, int) and row[1].data_type != "n" for row in rows)


def test_nothing_typed_becomes_a_formula_and_no_number_is_rounded() -> None:
    body = as_csv([["=1+1", "@x", "-2", spaced("198701012010011001"), date(2026, 11, 3), 3]]).decode(
        "utf-8-sig"
    )
    assert body == "'=1+1;'@x;'-2;19870101 201001 1 001;03/11/2026;3\r\n"
