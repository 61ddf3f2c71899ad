"""Why words stay for now although their erasure was granted: the job holds each back, and lets it go when it is over."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, select, update

from complaints_service import db
from complaints_service.appraisal.reporting.models import Evidence, ReportedValue
from complaints_service.audit.models import AuditEvent
from complaints_service.errors import Actor
from complaints_service.measurement.facts.models import CustodyFact
from complaints_service.moment import Moment
from complaints_service.office_reports.asking import asked_of
from complaints_service.office_reports.basis import Basis
from complaints_service.office_reports.data_requests import data_requests_table
from complaints_service.personal_data.models import SubjectRequest
from complaints_service.personal_data.service import ask, decide
from complaints_service.tickets.clocks.sweep import sweep
from complaints_service.tickets.ledger.models import Complaint, Ticket
from complaints_service.vault.models import Identity
from config.rulebook import Rulebook
from tests.services.post import minutes
from tests.services.test_forgetting import CITIZEN, DAYS, NAME, NOW, computed, erasure, forget, office
from tests.support.evaluations import Evaluations, evaluated_office
from tests.support.signed_plans import signed_plan
from tests.support.world import Office

__all__ = ["office"]  # a fixture that pytest finds here


@pytest.fixture
def evaluated(engine: Engine, rulebook: Rulebook) -> tuple[Evaluations, int, str]:
    """An evaluation of Rina's that lies open with her, and a closed report that it counts."""
    made = evaluated_office(engine, rulebook)
    one = made.sent()
    hers = select(CustodyFact.ticket_id).where(CustodyFact.holder == f"person:{made.officer('rina')}")
    resolved = select(Ticket.number).where(Ticket.id.in_(hers), Ticket.state == "resolved")
    with db.reading(engine) as session:
        number = session.scalars(resolved.order_by(Ticket.id).limit(1)).one()
    with db.writing(engine) as session:  # nobody objected in time: the rule closes it
        sweep(session, now=made.now, rulebook=rulebook, limit=1000)
    return made, one, number


def text_of(office: Office, number: str) -> str:
    with db.reading(office.engine) as session:
        return session.scalars(select(Complaint.text).where(Complaint.number == number)).one()


def test_the_job_holds_back_a_report_in_an_evaluation_and_erases_it_once_that_is_closed(
    evaluated: tuple[Evaluations, int, str], tmp_path: Path
) -> None:
    made, one, number = evaluated
    office, before = made.measured.office, computed(made.measured.office, made.now)
    erasure(office, number, made.now)
    with db.reading(office.engine) as session:
        assert session.scalar(select(SubjectRequest.kept)) == ["evaluation"]
    forget(office, tmp_path, made.now)
    assert text_of(office, number) != "[dihapus]"
    made.accept(one)
    forget(office, tmp_path, made.now)
    assert text_of(office, number) == "[dihapus]"
    with db.reading(office.engine) as session:
        assert session.scalar(select(SubjectRequest.ended_at)) == made.now
    assert computed(office, made.now) == before


def test_the_job_holds_back_a_report_that_a_piece_of_evidence_names_until_it_is_withdrawn(
    office: Office, tmp_path: Path
) -> None:
    """By its number in a link, however it is written; by no other number."""
    number, other = (ended(office) for _ in "ab")
    with db.writing(office.engine) as session:
        rina, kasi = office.officers["rina"], office.officers["kasi"]
        plan = signed_plan(session, officer_id=rina, rater_id=kasi, now=NOW)
        value = ReportedValue(
            indicator_id=plan.indicators[0], month="2026-03", value=1.0, words="", state="approved",
            reported_at=NOW, reported_by=rina,
        )  # fmt: skip
        session.add(value)
        session.flush()
        address = f"https://contoh.example/meja/{number.lower()}"
        named = Evidence(reported_value_id=value.id, kind="link", name="ba", address=address, added_at=NOW)
        session.add(named)
        session.flush()
        evidence = named.id
    for one in (number, other):
        erasure(office, one, NOW + DAYS)
    forget(office, tmp_path, NOW + DAYS)
    assert (text_of(office, number), text_of(office, other)) == ("Parit kanariisi.", "[dihapus]")
    with db.writing(office.engine) as session:
        session.execute(update(Evidence).where(Evidence.id == evidence).values(withdrawn_at=NOW))
    forget(office, tmp_path, NOW + DAYS)
    assert text_of(office, number) == "[dihapus]"


def ended(office: Office, **told: object) -> str:
    """A report that is over at once."""
    number = office.complain("Parit kanariisi.", now=NOW, name=NAME, **told).number
    office.act("kasi", number, "reject", reason="spam", text="Bukan laporan.", now=NOW + minutes(5))
    return number


def test_a_report_about_an_officer_keeps_its_words_for_its_longer_term(
    office: Office, tmp_path: Path
) -> None:
    """Whoever asks is told so, loses name and contacts at once, and the words when that term is over."""
    number = office.complain(
        "Petugas kanariisi.", now=NOW, name=NAME, category="perilaku_petugas", kind="oversight"
    ).number
    office.act("sekcam", number, "reject", reason="spam", text="Bukan.", now=NOW + minutes(5))
    erasure(office, number, NOW + DAYS)
    with db.reading(office.engine) as session:
        assert session.scalar(select(SubjectRequest.kept)) == ["oversight"]
        assert session.scalars(select(Identity.wrapped)).all() == [None]
    for years, kept in ((5, True), (9.9, True), (10.1, False)):
        forget(office, tmp_path, NOW + years * 365 * DAYS)
        assert (text_of(office, number) != "[dihapus]") == kept, years


def test_a_decision_after_the_three_days_is_late_in_the_record_and_in_the_auditors_report(
    office: Office,
) -> None:
    for hours in (72, 73):
        number = ended(office)
        with db.writing(office.engine) as session:
            ticket = session.scalars(select(Ticket).where(Ticket.number == number)).one()
            moment = Moment(session=session, now=NOW, actor=CITIZEN, rulebook=office.rulebook)
            row = ask(moment, ticket=ticket, kind="access", said="")
            decider = replace(
                moment,
                now=NOW + timedelta(hours=hours),
                actor=Actor.officer(office.officers["camat"], "web"),
            )
            told = {"granted": hours == 72, "reason": "Diminta.", "rights": office.rights("camat")}
            decide(decider, request_id=row.id, **told)
    with db.reading(office.engine) as session:
        kept = session.scalars(
            select(AuditEvent.data).where(AuditEvent.kind == "data.decided").order_by(AuditEvent.id)
        ).all()
        asked = asked_of("2026-03", "2026-03", None, now=NOW + 5 * DAYS, zone=ZoneInfo("Asia/Jakarta"))
        basis = Basis(
            asked=asked, units={}, whole=True, rulebook=office.rulebook, now=NOW + 5 * DAYS, language="id"
        )
        lines = [[cell.value for cell in line.cells] for line in data_requests_table(session, basis).lines]
    assert [one["late"] for one in kept] == [False, True]
    assert lines[0] == [2, 1, 1, 0, 1] and lines[1:] == [[0, 0, 0, 0, 0]] * 3
