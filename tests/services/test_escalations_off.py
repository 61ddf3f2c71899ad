"""Sentence 43 in use: switched off no rung goes out, and due instants, verdicts and breaches stay. Both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine, select

from complaints_service import db
from complaints_service.measurement.checks.verification import verify
from complaints_service.tickets import queries
from complaints_service.tickets.clocks.sweep import sweep
from complaints_service.tickets.ledger.models import Ticket, TicketEvent, ToldEscalation
from config.entries.office import EscalationsOff
from config.rulebook import Rulebook
from sla import Assessment
from tests.support.both import ON_BOTH
from tests.support.world import Office, open_office

NOW = datetime(2026, 4, 6, 2, 0, tzinfo=UTC)  # Monday 09:00 in Medan
LATER = NOW + timedelta(days=45)
#: The first response is due on Mon 13 Apr at closing: its first rung falls on Fri 10 Apr, the others later.
OFF = EscalationsOff("all", date(2026, 4, 11), date(2026, 4, 30), "test")


@pytest.fixture
def office(engine: Engine, rulebook: Rulebook) -> Office:
    return open_office(engine, rulebook)


def sweep_until(office: Office, rulebook: Rulebook, now: datetime) -> int:
    """Sweeps as the worker does until nothing is due; how many rounds that took."""
    for rounds in range(1, 20):
        with db.writing(office.engine) as session:
            if not sweep(session, now=now, rulebook=rulebook):
                return rounds
    raise AssertionError("the same ticket is due again and again")


def kinds_of(office: Office, number: str) -> list[str]:
    with db.reading(office.engine) as session:
        return list(
            session.scalars(
                select(TicketEvent.kind)
                .join(Ticket, Ticket.id == TicketEvent.ticket_id)
                .where(Ticket.number == number)
                .order_by(TicketEvent.seq)
            )
        )


def rung_instants(office: Office) -> list[datetime]:
    with db.reading(office.engine) as session:
        query = select(TicketEvent.at).where(TicketEvent.kind == "escalation.sent")
        return list(session.scalars(query.order_by(TicketEvent.at)))


def judged(office: Office, number: str, rulebook: Rulebook) -> Assessment:
    with db.reading(office.engine) as session:
        view = queries.for_officer(
            session, number=number, rights=office.rights("camat"), now=LATER, rulebook=rulebook
        )
    return view.assessment


def test_switched_off_nobody_is_told_and_every_verdict_stays(office: Office, rulebook: Rulebook) -> None:
    number = office.complain(now=NOW).number
    off = replace(rulebook, escalations_off=(replace(OFF, effective_until=None),))
    assert sweep_until(office, off, LATER) < 19
    written = kinds_of(office, number)
    assert "escalation.sent" not in written
    assert written.count("clock.breached") == 3, "lateness is told and kept as ever"
    with db.reading(office.engine) as session:
        claims = session.scalars(select(ToldEscalation.level)).all()
        assert verify(session, rulebook=off, now=LATER) == []
    assert set(claims) == {"breach"}, "no rung was claimed either"
    on, without = judged(office, number, rulebook), judged(office, number, off)
    assert (on.clocks, on.custody) == (without.clocks, without.custody)
    assert without.clocks["first_response"].status == "breached"


def test_what_went_out_before_stays_and_on_again_only_what_falls_then_goes_out(
    office: Office, rulebook: Rulebook
) -> None:
    office.complain(now=NOW)
    sweep_until(office, rulebook, NOW + timedelta(days=60))
    everything = rung_instants(office)
    begins, ends = datetime(2026, 4, 10, 17, 0, tzinfo=UTC), datetime(2026, 4, 30, 17, 0, tzinfo=UTC)
    assert {at < begins for at in everything} == {True, False}, "some fall before, some meanwhile"

    second = office.complain(now=NOW).number
    off = replace(rulebook, escalations_off=(OFF,))
    for day in range(61):  # a worker that runs every day
        sweep_until(office, off, NOW + timedelta(days=day))
    with db.reading(office.engine) as session:
        query = select(TicketEvent.at).join(Ticket, Ticket.id == TicketEvent.ticket_id)
        sent = session.scalars(
            query.where(Ticket.number == second, TicketEvent.kind == "escalation.sent")
        ).all()
    assert sorted(sent) == [at for at in everything if at < begins or at >= ends]


@ON_BOTH
def test_a_worker_that_was_down_sends_nothing_late_once_it_is_off(office: Office, rulebook: Rulebook) -> None:
    """A rung fell on Friday, the worker comes back on Saturday, when escalations are off."""
    office.complain(now=NOW)
    sweep_until(office, replace(rulebook, escalations_off=(OFF,)), NOW + timedelta(days=5))
    assert rung_instants(office) == []
