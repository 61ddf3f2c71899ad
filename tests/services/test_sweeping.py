"""Warnings and breaches are told once, and rules close tickets on their own day. On both databases."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, func, select, update

from complaints_service import db
from complaints_service.errors import DomainError
from complaints_service.notify.models import Outbox
from complaints_service.people.models import Officer
from complaints_service.tickets.clocks.sweep import sweep
from complaints_service.tickets.ledger.models import Ticket, TicketEvent, ToldEscalation
from config.rulebook import Rulebook
from tests.services.post import open_mail
from tests.support.world import Office, open_office

NOW = datetime(2026, 4, 6, 2, 0, tzinfo=UTC)  # Monday 09:00 in Medan
MONTHS = timedelta(days=120)


@pytest.fixture
def office(engine: Engine, rulebook: Rulebook) -> Office:
    return open_office(engine, rulebook)


def sweep_all(office: Office, now: datetime) -> int:
    seen = 0
    while True:
        with db.writing(office.engine) as session:
            step = sweep(session, now=now, rulebook=office.rulebook)
        if not step:
            return seen
        seen += step


def told(office: Office) -> list[tuple[str, str]]:
    with db.reading(office.engine) as session:
        rows = session.scalars(
            select(TicketEvent).where(TicketEvent.kind.like("clock.%")).order_by(TicketEvent.id)
        ).all()
    return sorted((row.data["clock"], row.data["level"]) for row in rows)


def test_nothing_is_told_before_its_time(office: Office) -> None:
    office.complain(now=NOW)
    assert sweep_all(office, NOW + timedelta(hours=1)) == 0


def test_each_level_is_told_once_however_often_and_late_the_job_runs(office: Office) -> None:
    office.complain(now=NOW)
    sweep_all(office, NOW + MONTHS)
    once = told(office)
    assert ("first_response", "breach") in once and ("resolution", "breach") in once
    sweep_all(office, NOW + MONTHS + timedelta(days=1))
    assert told(office) == once == sorted(set(once))
    with db.reading(office.engine) as session:
        claimed = (
            select(func.count())
            .select_from(ToldEscalation)
            .where(ToldEscalation.level.in_(("warning", "breach")))
        )
        assert session.scalar(claimed) == len(once)


def test_a_breach_is_dated_at_its_due_and_not_at_the_job(office: Office) -> None:
    number = office.complain(now=NOW).number
    with db.reading(office.engine) as session:
        due = session.scalars(select(Ticket).where(Ticket.number == number)).one().due_at
    sweep_all(office, NOW + MONTHS)
    with db.reading(office.engine) as session:
        breach = session.scalars(
            select(TicketEvent).where(TicketEvent.kind == "clock.breached").order_by(TicketEvent.at)
        ).first()
    assert breach is not None and breach.at == due


def test_silence_after_resolving_closes_at_the_end_of_the_tenth_working_day(office: Office) -> None:
    """Resolved Mon 6 Apr 2026; the tenth working day after it is Mon 20 Apr, closing 16:30."""
    number = office.complain(now=NOW).number
    office.act("rina", number, "resolve", text="Beres.", now=NOW + timedelta(hours=1))
    sweep_all(office, NOW + MONTHS)
    with db.reading(office.engine) as session:
        ticket = session.scalars(select(Ticket).where(Ticket.number == number)).one()
    assert (ticket.state, ticket.close_reason) == ("closed", "no_objection")
    assert ticket.closed_at == datetime(2026, 4, 20, 9, 30, tzinfo=UTC)
    assert sweep_all(office, NOW + 2 * MONTHS) == 0 or ticket.sweep_at is not None


def test_an_unanswered_question_closes_and_a_late_answer_reopens(office: Office) -> None:
    number = office.complain(now=NOW).number
    office.act("rina", number, "question", text="Di mana?", now=NOW + timedelta(hours=1))
    unseen = office.complain(now=NOW).number
    office.act("hasan", unseen, "question", text="Di mana?", now=NOW + timedelta(hours=1))
    office.opens_page(number, now=NOW + timedelta(hours=2))
    sweep_all(office, NOW + timedelta(days=20))
    with db.reading(office.engine) as session:
        ticket, other = (
            session.scalars(select(Ticket).where(Ticket.number == one)).one() for one in (number, unseen)
        )
    assert (ticket.state, ticket.close_reason) == ("closed", "no_answer")
    assert other.state == "waiting"  # it reached nobody, so nobody has let it lie
    again = office.citizen(number, "write", text="Di gang.", now=NOW + timedelta(days=21))
    assert again.ticket.state == "open"


def test_four_workers_at_once_write_each_breach_and_each_warning_once(office: Office) -> None:
    for _ in range(12):
        office.complain(now=NOW)
    start = threading.Barrier(4)

    def work() -> None:
        start.wait()
        sweep_all(office, NOW + MONTHS)

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    with db.reading(office.engine) as session:
        rows = session.execute(
            select(TicketEvent.ticket_id, TicketEvent.data).where(TicketEvent.kind.like("clock.%"))
        ).all()
    seen = [(row.ticket_id, row.data["clock"], row.data["level"], row.data["due_at"]) for row in rows]
    assert len(seen) == len(set(seen))
    assert len(seen) >= 12 * 4


def test_what_a_rule_has_ended_is_ended_before_anybody_acts(office: Office) -> None:
    """The citizen objects a month late, and the job has not run: the ticket was closed on its day all the same."""
    number = office.complain(now=NOW).number
    office.act("rina", number, "resolve", text="Beres.", now=NOW + timedelta(hours=1))
    with pytest.raises(DomainError) as refused:
        office.citizen(number, "dispute", text="Belum.", now=NOW + timedelta(days=30))
    assert (refused.value.code, refused.value.extra["state"]) == ("act_not_allowed", "closed")


def test_a_clock_that_runs_behind_never_writes_before_what_is_written(office: Office) -> None:
    number = office.complain(now=NOW).number
    office.act("rina", number, "resolve", text="Beres.", now=NOW + timedelta(minutes=5))
    closed = office.citizen(number, "accept", now=NOW + timedelta(minutes=4))
    assert closed.ticket.state == "closed"
    assert closed.events[0].at == NOW + timedelta(minutes=5)


def rungs(office: Office, number: str) -> list[TicketEvent]:
    with db.reading(office.engine) as session:
        return list(
            session.scalars(
                select(TicketEvent)
                .join(Ticket, Ticket.id == TicketEvent.ticket_id)
                .where(Ticket.number == number, TicketEvent.kind == "escalation.sent")
                .order_by(TicketEvent.seq)
            )
        )


def test_every_rung_is_sent_once_in_working_time_to_whoever_stands_there(office: Office) -> None:
    """Received Mon 6 Apr 2026, promised within 5 working days: the ladder climbs from the holder to the Camat."""
    number = office.complain(now=NOW).number
    sweep_all(office, NOW + MONTHS)
    sent = rungs(office, number)
    told = [(row.data["clock"], row.data["level"], row.data["to"]) for row in sent]
    assert len(told) == len(set(told))
    who = {row.data["to"]: row.data["officer"] for row in sent if row.data["clock"] == "first_response"}
    with db.reading(office.engine) as session:
        holder = session.scalar(select(Ticket.holder_officer_id).where(Ticket.number == number))
    assert who["holder"] == holder
    assert who["unit_head"] == office.officers["kasi"]
    assert who["head_of_office"] == office.officers["camat"]
    calendar = office.rulebook.calendar(office.rulebook.office.calendar)
    assert all(calendar.next_open(row.at) == row.at for row in sent), "only in working time"
    sweep_all(office, NOW + MONTHS + timedelta(days=9))
    assert len(rungs(office, number)) == len(sent)


def test_a_rung_comes_at_its_own_instant_and_not_after_the_answer(office: Office) -> None:
    """75 % of five working days of a first response: Fri 10 Apr 2026; answered on Thursday nobody is warned."""
    number = office.complain(now=NOW, category="sampah").number
    with db.reading(office.engine) as session:
        login = {v: k for k, v in office.officers.items()}[
            session.scalar(select(Ticket.holder_officer_id).where(Ticket.number == number))
        ]
    office.act(login, number, "message", text="Kami datang.", now=NOW + timedelta(hours=1))
    sweep_all(office, NOW + MONTHS)
    assert "first_response" not in {row.data["clock"] for row in rungs(office, number)}


def test_an_officer_with_an_address_gets_a_mail_and_one_without_finds_it_on_the_desk(office: Office) -> None:
    open_mail(office, NOW)
    number = office.complain(now=NOW).number
    with db.writing(office.engine) as session:
        session.execute(
            update(Officer).where(Officer.id == office.officers["kasi"]).values(email="kasi@contoh.example")
        )
    sweep_all(office, NOW + MONTHS)
    with db.reading(office.engine) as session:
        mails = session.scalars(select(Outbox).where(Outbox.kind == "escalated")).all()
        claimed = session.scalars(
            select(ToldEscalation.officer_id).where(ToldEscalation.officer_id == office.officers["camat"])
        ).all()
    assert {mail.address for mail in mails} == {"kasi@contoh.example"}
    assert {mail.number for mail in mails} == {number}
    assert set(mails[0].params) == {"clock", "due", "holder", "role"}, "no matter of the ticket"
    assert claimed


def test_nobody_the_ticket_accuses_is_told_of_it(office: Office) -> None:
    kasi = f"person:{office.officers['kasi']}"
    number = office.complain("Kasi minta uang.", now=NOW, about=(kasi,), category="perilaku_petugas").number
    sweep_all(office, NOW + MONTHS)
    sent = rungs(office, number)
    assert sent
    assert office.officers["kasi"] not in {row.data["officer"] for row in sent}
