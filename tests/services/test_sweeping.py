"""Warnings and breaches are told once, and rules close tickets on their own day. On both databases."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, func, select

from complaints_service import db
from complaints_service.errors import DomainError
from complaints_service.tickets.models import Escalation, Ticket, TicketEvent
from complaints_service.tickets.sweeping import sweep
from config.rulebook import Rulebook
from tests.world import Office, open_office

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
        assert session.scalar(select(func.count()).select_from(Escalation)) == len(once)


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
    sweep_all(office, NOW + timedelta(days=20))
    with db.reading(office.engine) as session:
        ticket = session.scalars(select(Ticket).where(Ticket.number == number)).one()
    assert (ticket.state, ticket.close_reason) == ("closed", "no_answer")
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
