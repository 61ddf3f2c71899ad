"""Reports of the office: figures recomputed from the ledger by other code, forms read back, issues kept for good."""

from __future__ import annotations

import csv
import io
from collections import Counter
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader
from sqlalchemy import Engine, and_, func, select, text, update
from sqlalchemy.exc import DatabaseError

from complaints_service import db
from complaints_service.appraisal.documents.typesetting import set_pdf
from complaints_service.audit.append_only import append_only_drop_ddl
from complaints_service.errors import Actor, DomainError, Invalid, NotFound
from complaints_service.intake.channels import channels
from complaints_service.measurement.checks.verification import verify
from complaints_service.measurement.facts.cells.models import ChannelCell, CustodyCell, MonthCell
from complaints_service.measurement.facts.models import ClockFact, CustodyFact, TicketFact
from complaints_service.measurement.facts.rows import FORM
from complaints_service.measurement.facts.service import refresh
from complaints_service.measurement.months import month_of
from complaints_service.office_reports.asking import MOST_MONTHS, asked_of
from complaints_service.office_reports.backlog.tables import LEARNED, TRIED, forecast
from complaints_service.office_reports.catalogue import REPORTS, basis_of, report_content
from complaints_service.office_reports.comparing import count_change, share_change
from complaints_service.office_reports.content import digest
from complaints_service.office_reports.document import TEMPLATE, document_content
from complaints_service.office_reports.drawing import drawn
from complaints_service.office_reports.files import safe
from complaints_service.office_reports.models import ReportIssue
from complaints_service.office_reports.service import content_of, issue_report
from complaints_service.office_reports.verification import verify_issues
from complaints_service.survey.models import Rating
from complaints_service.tickets.ledger.models import Ticket, TicketEvent
from config.rulebook import Rulebook
from tests.support.both import ON_BOTH
from tests.support.open_office import NOW, office_to_publish
from tests.support.prepared import Prepared
from tests.support.world import Office

CAMAT = Actor("person:1", "web")


@pytest.fixture
def office(engine: Engine, rulebook: Rulebook, prepared: Prepared) -> Office:
    return prepared(engine, rulebook, office_to_publish)


def basis(session: Any, office: Office, code: str, login: str = "camat", **typed: str) -> Any:
    where = {way: typed.pop(way, "") for way in ("unit", "category", "kelurahan")}
    zone = office.rulebook.calendar(office.rulebook.office.calendar).zone
    asked = asked_of(
        typed.get("first", "2026-10"), typed.get("last"), typed.get("compare"), now=NOW, zone=zone
    )
    return basis_of(
        session, kind=REPORTS[code], asked=asked, where=where, rights=office.rights(login), now=NOW,
        rulebook=office.rulebook, language="id",
    )  # fmt: skip


def made(office: Office, code: str, login: str = "camat", **typed: str) -> dict[str, Any]:
    with db.reading(office.engine) as session:
        found = basis(session, office, code, login, **typed)
        return report_content(session, kind=REPORTS[code], basis=found)


def cells(content: dict[str, Any], table: str) -> dict[str, list[dict[str, Any]]]:
    [found] = [one for one in content["tables"] if one["code"] == table]
    return {line["title"]: line["cells"] for line in found["lines"]}


def issue(office: Office, login: str = "camat", sentences: tuple[str, ...] = (), **typed: str) -> int:
    with db.writing(office.engine) as session:
        return issue_report(
            session, kind=REPORTS["R1"], basis=basis(session, office, "R1", login, **typed), sentences=sentences,
            rights=office.rights(login), now=NOW, actor=CAMAT,
        ).id  # fmt: skip


def test_figures_are_what_the_ledger_says(office: Office) -> None:
    """Counted anew from tickets and entries, without facts and cells."""
    zone = office.rulebook.calendar(office.rulebook.office.calendar).zone
    with db.reading(office.engine) as session:
        tickets = {one.id: one for one in session.scalars(select(Ticket)).unique()}
        answered: dict[int, Any] = {}
        for event in session.scalars(select(TicketEvent).order_by(TicketEvent.ticket_id, TicketEvent.seq)):
            if event.kind == "message.sent" and event.actor.startswith("person:"):
                answered.setdefault(event.ticket_id, event.at)
    came = Counter(month_of(one.received_at, zone) for one in tickets.values())
    first = Counter(month_of(at, zone) for at in answered.values())
    flow = cells(made(office, "R1"), "flow")
    assert flow["Diterima"][0]["value"] == came["2026-10"] == 61
    assert flow["Diterima"][0]["change"]["before"] == came["2026-09"] == 20
    assert flow["Dijawab pertama kali"][0]["value"] == first["2026-10"] == 51
    # In this office an answer is given two hours after its report or far too late.
    quick = sum(
        answered[one] - tickets[one].received_at <= timedelta(hours=2)
        for one in answered
        if month_of(answered[one], zone) == "2026-10"
    )
    share = cells(made(office, "R1"), "promises")["Jawaban pertama"][0]
    assert (share["k"], share["n"]) == (quick, 61)
    by_place = cells(made(office, "R4"), "kelurahan")
    places = Counter(
        one.kelurahan for one in tickets.values() if month_of(one.received_at, zone) == "2026-10"
    )
    names = {each.code: each.name for each in office.rulebook.kelurahan}
    told = {title: row[0]["value"] for title, row in by_place.items() if title != "Semua"}
    assert told == {names[code]: count for code, count in places.items() if code}
    assert cells(made(office, "R5"), "age")["Semua"][0]["value"] == len(tickets)


@pytest.mark.parametrize(("login", "narrowed"), [("kasi", {}), ("camat", {"unit": "SARPRAS"})])
def test_of_a_unit_it_is_told_what_it_came_to_owe(
    office: Office, login: str, narrowed: dict[str, str]
) -> None:
    """A report is received by the desk, whose clock begins first: any other unit would read that nothing came."""
    resolution = and_(ClockFact.clock == "resolution", ClockFact.owner_unit == "SARPRAS")
    with db.writing(office.engine) as session:
        session.execute(update(MonthCell).where(MonthCell.clock == "ticket").values(unit="MEJA"))
        zone = office.rulebook.calendar(office.rulebook.office.calendar).zone
        begun = [
            fact for fact in session.scalars(select(ClockFact).where(resolution))
            if fact.started_at and month_of(fact.started_at, zone) == "2026-10"
        ]  # fmt: skip
    assert begun
    owed = "Menjadi tugasnya"
    flow = cells(made(office, "R1", login, **narrowed), "flow")
    assert owed in flow and "Diterima" not in flow
    assert (flow[owed][0]["value"], flow[owed][0]["measure"]) == (len(begun), "resolution.begun")
    for code, table, way in (("R3", "category", "category"), ("R4", "kelurahan", "kelurahan")):
        content = made(office, code, login, **narrowed)
        told = {
            line["where"][way]: line["cells"][0]["value"]
            for one in content["tables"] if one["code"] == table
            for line in one["lines"] if line["where"] and line["cells"][0]["value"]
        }  # fmt: skip
        assert told == Counter(getattr(fact, way) or "" for fact in begun)
    if not narrowed:  # channels are counted by unit alone
        came = cells(made(office, "R3", login), "channel").values()
        assert sum(row[0]["value"] for row in came) == len(begun)


def test_a_section_head_reads_of_their_own_units_alone(office: Office) -> None:
    theirs = cells(made(office, "R2", "kasi"), "unit")
    assert set(theirs) == {"Seksi Sarana dan Prasarana"}
    with pytest.raises(NotFound):
        made(office, "R2", "kasi", unit="TRANTIB")
    with pytest.raises(NotFound):
        made(office, "R2", "rina")
    with pytest.raises(NotFound):
        made(office, "R11", "camat")
    assert made(office, "R11", "auditor")["tables"]


@pytest.mark.parametrize(
    ("first", "last", "compare", "field"),
    [
        ("2027-01", "2027-02", None, "until"),
        ("2026-10", "2026-09", None, "from"),
        ("1926-01", "2026-10", None, "from"),
        ("2020-01", "2026-10", None, "from"),
        ("2026-1", None, None, "from"),
        ("２０２６-10", None, None, "from"),
        (None, "kapan", None, "until"),
        ("2026-10", None, "yesterday", "compare"),
    ],
)
def test_a_period_that_is_none_is_refused_at_its_field(
    rulebook: Rulebook, first: str | None, last: str | None, compare: str | None, field: str
) -> None:
    zone = rulebook.calendar(rulebook.office.calendar).zone
    with pytest.raises(Invalid) as refused:
        asked_of(first, last, compare, now=NOW, zone=zone)
    assert set(refused.value.fields) == {field}


def test_without_months_it_is_the_last_that_is_over_and_compared_with_the_one_before(
    rulebook: Rulebook,
) -> None:
    zone = rulebook.calendar(rulebook.office.calendar).zone
    asked = asked_of(None, None, None, now=NOW, zone=zone)
    assert (asked.months, asked.compared) == (["2026-10"], ["2026-09"])
    year = asked_of("2026-08", "2026-10", "year", now=NOW, zone=zone)
    assert year.compared == ["2025-08", "2025-09", "2025-10"]
    assert len(asked_of("2024-11", "2026-10", None, now=NOW, zone=zone).months) == MOST_MONTHS


@ON_BOTH
def test_channels_and_time_held_are_what_the_ledger_says(office: Office) -> None:
    """Counted anew from complaints and entries; what `verify` compares cells with are the facts."""
    zone = office.rulebook.calendar(office.rulebook.office.calendar).zone
    with db.reading(office.engine) as session:
        came = Counter(
            one.complaint.channel
            for one in session.scalars(select(Ticket)).unique()
            if month_of(one.received_at, zone) == "2026-10"
        )
        facts = session.scalar(select(func.sum(CustodyFact.seconds)).where(CustodyFact.month == "2026-10"))
        assert verify(session, rulebook=office.rulebook, now=NOW) == []
    told = cells(made(office, "R3"), "channel")
    names = {code: one.names.id for code, one in channels().items()}
    assert {title: row[0]["value"] for title, row in told.items()} == {
        names[code]: count for code, count in came.items()
    }
    assert sum(row[2]["n"] for row in told.values()) == cells(made(office, "R3"), "category")["Semua"][6]["n"]
    held = cells(made(office, "R1"), "custody")
    assert sum(row[0]["value"] for row in held.values()) == facts
    with db.writing(office.engine) as session:
        session.execute(update(ChannelCell).values(met=ChannelCell.met + 1))
        session.execute(update(CustodyCell).values(seconds=CustodyCell.seconds + 60))
    with db.reading(office.engine) as session:
        found = {each.code for each in verify(session, rulebook=office.rulebook, now=NOW)}
    assert found == {"cell"}


@ON_BOTH
def test_what_citizens_thought_is_told_by_unit_and_of_few_only_how_many(office: Office) -> None:
    """Counted anew from ratings and tickets: each ticket stays in its unit until it is resolved."""
    scores: dict[str, list[int]] = {}
    with db.reading(office.engine) as session:
        tickets = session.execute(
            select(Ticket.id, Ticket.number, Ticket.unit, Ticket.holder_officer_id)
            .where(Ticket.holder_officer_id.is_not(None), Ticket.state == "open")
            .order_by(Ticket.id)
        ).all()
    logins = {officer: login for login, officer in office.officers.items()}
    for ticket in tickets[:14]:
        office.act(logins[ticket.holder_officer_id], ticket.number, "resolve", text="Sudah.", now=NOW)
        score = 1 + ticket.id % 4
        scores.setdefault(ticket.unit, []).append(score)
        with db.writing(office.engine) as session:
            session.add(Rating(ticket_id=ticket.id, score=score, comment="Rahasia.", rated_at=NOW))
    now = NOW + timedelta(minutes=1)
    with db.writing(office.engine) as session:
        refresh(session, now=now, rulebook=office.rulebook)
    content = made(office, "R9", first="2026-11")
    with db.reading(office.engine) as session:
        asked = basis(session, office, "R9", first="2026-11")
        assert verify(session, rulebook=office.rulebook, now=now) == []
    told = cells(content, "ratings")
    assert {title: row[0]["value"] for title, row in told.items()} == {
        asked.units[unit]: len(those) for unit, those in scores.items()
    }
    assert max(map(len, scores.values())) >= asked.floor
    for unit, those in scores.items():
        _count, index, good = told[asked.units[unit]]
        if len(those) < asked.floor:
            assert (index["value"], good["value"], good["k"]) == (None, None, None)
            continue
        assert index["value"] == pytest.approx(25 * sum(those) / len(those))
        assert (good["k"], good["n"]) == (sum(score >= 3 for score in those), len(those))
    assert "Rahasia" not in str(content)
    assert set(cells(made(office, "R9", "kasi", first="2026-11"), "ratings")) <= {
        "Seksi Sarana dan Prasarana"
    }


def test_a_sheet_draws_its_first_figures_and_no_total(office: Office) -> None:
    """Read back: each chart names cells of its own sheet, as many bars as rows that are no total."""
    for code in ("R1", "R2", "R3", "R4", "R5"):
        content, drawings = made(office, code), 0
        book = openpyxl.load_workbook(io.BytesIO(drawn(content, "xlsx", rulebook=office.rulebook, at=NOW)))
        for sheet, table in zip(book.worksheets, content["tables"], strict=False):
            bars = [line for line in table["lines"] if not line["total"]]
            assert len(sheet._charts) == (len(bars) > 1), (code, table["code"])
            for chart in sheet._charts:
                drawings += 1
                [series] = chart.series
                name, _mark, cells = series.val.numRef.f.rpartition("!")
                assert name.strip("'") == sheet.title
                values = [cell.value for (cell,) in sheet[cells.replace("$", "")]]
                assert len(values) == len(bars)
                assert sheet[cells.replace("$", "").split(":")[0]].row == 2
        assert drawings, code


@ON_BOTH
def test_an_office_without_reports_has_reports_without_figures(engine: Engine, rulebook: Rulebook) -> None:
    from tests.support.world import open_office

    empty = open_office(engine, rulebook)
    for code in set(REPORTS) - {"R11"}:
        content = made(empty, code)
        assert content["provisional"]
        told = [cell["value"] for one in content["tables"] for row in one["lines"] for cell in row["cells"]]
        assert not any(value for value in told if not isinstance(value, str)) or code == "R8"


def test_a_month_that_runs_is_provisional_and_not_issued(office: Office) -> None:
    assert made(office, "R1", first="2026-11")["provisional"]
    with pytest.raises(DomainError) as refused:
        issue(office, first="2026-11")
    assert refused.value.code == "report_provisional"


def test_while_facts_of_an_older_release_are_made_anew_nothing_is_issued(office: Office) -> None:
    """They lack what came with this one: what is signed would say too little, for good."""
    with db.writing(office.engine) as session:
        session.execute(update(TicketFact).where(TicketFact.ticket_id == 1).values(form=FORM - 1))
    assert made(office, "R5")["provisional"]
    with pytest.raises(DomainError) as refused:
        issue(office)
    assert refused.value.code == "report_provisional"
    with db.writing(office.engine) as session:
        refresh(session, now=NOW, rulebook=office.rulebook)
    assert issue(office)


@ON_BOTH
def test_an_issued_report_stays_as_it_was(office: Office) -> None:
    told = ("Mutu jawaban membaik.", "  ", "=HYPERLINK tidak jadi rumus")
    first, second = issue(office, sentences=told), issue(office)
    with db.reading(office.engine) as session:
        row, other = session.get(ReportIssue, first), session.get(ReportIssue, second)
        assert row is not None and other is not None
        content = content_of(row)
        assert (row.number, other.number) == ("R1/001/2026", "R1/002/2026")
        assert content["sentences"] == [told[0], told[2]] and content["signer"]["name"] == "Camat Contoh"
        assert digest(content) == row.digest
        assert not list(verify_issues(session))
        for form in ("pdf", "csv", "json"):
            files = {drawn(content, form, rulebook=office.rulebook, at=row.issued_at) for _twice in range(2)}
            assert len(files) == 1, form
    for statement in ("UPDATE report_issue SET content = '{}'", "DELETE FROM report_issue"):
        with pytest.raises(DatabaseError), db.writing(office.engine) as session:
            session.execute(text(statement))


@ON_BOTH
@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ('UPDATE report_issue SET content = \'{"code": "R1"}\'', "not that of its digest"),
        ("UPDATE report_issue SET digest = 'x'", "the record says"),
        ("DELETE FROM report_issue", "is gone"),
    ],
)
def test_verify_finds_a_report_that_was_touched_round_the_guard(
    office: Office, statement: str, says: str
) -> None:
    issue(office)
    with db.writing(office.engine) as session:
        for drop in append_only_drop_ddl("report_issue")[office.engine.dialect.name]:
            session.execute(text(drop))
        session.execute(text(statement))
    with db.reading(office.engine) as session:
        assert any(says in str(finding) for finding in verify_issues(session))


def test_only_who_leads_all_of_it_issues_and_only_the_whole(office: Office) -> None:
    for login, typed in (("kasi", {}), ("rina", {}), ("auditor", {}), ("camat", {"unit": "SARPRAS"})):
        with pytest.raises(NotFound):
            issue(office, login, **typed)
    with pytest.raises(Invalid) as refused:
        issue(office, sentences=("", "", "kata " * 100))
    assert set(refused.value.fields) == {"sentence_3"}


def test_the_monthly_report_is_one_tagged_page(office: Office) -> None:
    with db.reading(office.engine) as session:
        content = content_of(session.get_one(ReportIssue, _issued(office)))
    pdf = PdfReader(
        io.BytesIO(set_pdf(TEMPLATE, document_content(content, rulebook=office.rulebook), at=NOW))
    )
    page = " ".join(pdf.pages[0].extract_text().split())
    assert len(pdf.pages) == 1 and pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    for words in (
        "PEMERINTAH KOTA MEDAN", "KECAMATAN MEDAN MARELAN", "Nomor: R1/001/2026", "Oktober 2026", "55,7 %", "34 dari 61",
        "tidak berbeda nyata", "Camat Contoh", "Terima kasih.",
    ):  # fmt: skip
        assert words in page, words
    assert digest(content) in page and "RANCANGAN" not in page


def _issued(office: Office) -> int:
    return issue(office, sentences=("Terima kasih.", "Kalimat kedua " * 20, "Kalimat ketiga " * 19))


def test_csv_and_sheets_hold_the_content_typed(office: Office) -> None:
    content = made(office, "R1")
    read = {
        comma: list(csv.DictReader(io.StringIO(drawn(content, "csv", rulebook=office.rulebook, at=NOW, comma=comma)
            .decode("utf-8-sig")), delimiter="," if comma else ";"))
        for comma in (True, False)
    }  # fmt: skip
    [share] = [one for one in read[True] if one["row"] == "Jawaban pertama" and one["kind"] == "share"]
    [local] = [one for one in read[False] if one["row"] == "Jawaban pertama" and one["kind"] == "share"]
    assert (share["value"], local["value"], share["k"], share["n"]) == ("0.557377", "0,557377", "34", "61")
    assert share["as_of"] == "2026-11-02 01:00:00"  # local time: the office's wall clock
    book = openpyxl.load_workbook(io.BytesIO(drawn(content, "xlsx", rulebook=office.rulebook, at=NOW)))
    sheet = book["Janji kepada warga"]
    assert sheet.freeze_panes == "B2"
    assert sheet["B2"].data_type == "n" and sheet["B2"].number_format == "0.0%"
    assert sheet["B2"].value == pytest.approx(34 / 61)


@pytest.mark.parametrize("typed", ["=1+1", "+62", "-3", "@cmd", "\t=1"])
def test_no_words_become_a_formula(typed: str) -> None:
    assert safe(typed) == f"'{typed}" and safe("kata") == "kata"


@given(k=st.integers(0, 60), n=st.integers(5, 60), k_before=st.integers(0, 60), n_before=st.integers(5, 60))
def test_a_difference_lies_in_its_interval(k: int, n: int, k_before: int, n_before: int) -> None:
    now, before = (min(k, n), n), (min(k_before, n_before), n_before)
    told = share_change(now, before, 5)
    assert told is not None and told.low is not None and told.high is not None
    assert told.low - 1e-9 <= now[0] / n - before[0] / n_before <= told.high + 1e-9
    assert now != before or told.verdict == "same"


def test_a_share_of_few_is_not_compared_and_counts_are_told_per_day() -> None:
    few = share_change((2, 4), (50, 100), 5)
    assert few is not None and few.verdict == "few"
    assert share_change((5, 9), (0, 0), 5) is None
    same, more = count_change(62, 60, 31, 30), count_change(90, 30, 31, 30)
    assert same is not None and same.verdict == "same" and more is not None and more.verdict == "up"
    # Half a month with half as many is no fall.
    half = count_change(30, 60, 15, 30)
    assert half is not None and half.verdict == "same"


def test_a_forecast_says_how_wrong_its_way_was_before() -> None:
    steady = forecast([4] * (LEARNED + TRIED))
    assert steady == (4.0, 0.0)
    # The last eight weeks brought nothing: each was foretold by weeks that still brought twelve.
    weeks = [12] * LEARNED + [0] * TRIED
    told = forecast(weeks)
    assert told is not None and told.expected == 12 * (LEARNED - TRIED) / LEARNED
    assert told.error == pytest.approx(sum(12 - each for each in range(TRIED)) / TRIED)
    assert forecast([1] * (LEARNED + TRIED - 1)) is None
