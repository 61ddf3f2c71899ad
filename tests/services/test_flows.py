"""What came to a unit and went, and whose time went by without a unit: as the ledger says, whatever happens."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import Engine, func, select, update

from complaints_service import db
from complaints_service.measurement.checks.verification import verify
from complaints_service.measurement.facts.cells.models import ElsewhereCell, FlowCell
from complaints_service.measurement.facts.cells.others import class_of
from complaints_service.measurement.facts.models import CustodyFact, ElsewhereFact, FlowFact, TicketFact
from complaints_service.measurement.facts.service import rebuild, refresh, stale
from complaints_service.measurement.indicators.office_now import held_in_month
from complaints_service.tickets.ledger.models import Ticket
from config.rulebook import Rulebook
from tests.support.both import ON_BOTH
from tests.support.visitors import when
from tests.support.world import Office, open_office

pytestmark = ON_BOTH

CAME, DONE, NOW = when("Wed 2026-10-28 09:00"), when("Thu 2026-10-29 09:00"), when("Mon 2026-11-02 12:00")


@pytest.fixture
def office(engine: Engine, rulebook: Rulebook) -> Office:
    """Two reports with SARPRAS, of which one is done in October and with nobody from then on."""
    office = open_office(engine, rulebook)
    office.complain(now=CAME)
    done = office.complain("Parit di Pasar 5 tumpat.", now=CAME + timedelta(minutes=5)).number
    office.act(holder(office, done), done, "resolve", text="Parit sudah dikeruk.", now=DONE)
    return office


def holder(office: Office, number: str) -> str:
    with db.reading(office.engine) as session:
        held = session.scalars(select(Ticket.holder_officer_id).where(Ticket.number == number)).one()
    return next(login for login, officer in office.officers.items() if officer == held)


def measured(office: Office) -> None:
    with db.writing(office.engine) as session:
        refresh(session, now=NOW, rulebook=office.rulebook)
        assert [str(each) for each in verify(session, rulebook=office.rulebook, now=NOW)] == []


def flows(office: Office, every: str) -> dict[str, tuple[int, int, int]]:
    """What came, went and is owed more, by span, of all units together."""
    sums = (func.sum(each) for each in (FlowCell.came, FlowCell.went, FlowCell.more))
    with db.reading(office.engine) as session:
        rows = session.execute(
            select(FlowCell.since, *sums).where(FlowCell.every == every).group_by(FlowCell.since)
        )
        return {since: (int(came), int(went), int(more)) for since, came, went, more in rows}


def elsewhere(office: Office, unit: str, month: str) -> dict[str, int]:
    """With whom a unit's reports were while no unit had them, out of the cells and ticket by ticket."""
    with db.reading(office.engine) as session:
        held = held_in_month(session, units=[unit], month=month)
        told = {one.holder: one.seconds for one in held if not one.unit}
        counted: Counter[str] = Counter()
        facts = select(CustodyFact.holder, CustodyFact.seconds).join(
            Ticket, Ticket.id == CustodyFact.ticket_id
        )
        for who, seconds in session.execute(
            facts.where(CustodyFact.unit == "", CustodyFact.month == month, Ticket.unit == unit)
        ):
            counted[class_of(who)] += seconds
    assert told == counted
    return told


def test_each_day_and_month_tells_what_came_and_went(office: Office) -> None:
    measured(office)
    assert flows(office, "day") == {"2026-10-28": (2, 0, 2), "2026-10-29": (0, 1, -1)}
    assert flows(office, "month") == {"2026-10": (2, 1, 1)}


def resolved(office: Office) -> str:
    with db.reading(office.engine) as session:
        return session.scalars(select(Ticket.number).where(Ticket.state == "resolved")).one()


def test_what_is_disputed_has_not_gone(office: Office) -> None:
    measured(office)
    office.citizen(resolved(office), "dispute", text="Masih tumpat.", now=NOW)
    measured(office)
    assert flows(office, "day") == {"2026-10-28": (2, 0, 2)}


def test_time_without_a_unit_goes_with_the_ticket(office: Office) -> None:
    """Also the time of a month that was over before it was given to another unit."""
    measured(office)
    before, number = elsewhere(office, "SARPRAS", "2026-10"), resolved(office)
    assert before["nobody"] > 0
    assert elsewhere(office, "TRANTIB", "2026-10") == {}
    office.citizen(number, "dispute", text="Masih tumpat.", now=NOW)
    office.act("camat", number, "handover", to="unit:TRANTIB", reason="Wewenang Trantib.", now=NOW)
    measured(office)
    assert elsewhere(office, "TRANTIB", "2026-10") == before
    assert elsewhere(office, "SARPRAS", "2026-10") == {}


def test_what_a_release_before_made_is_made_anew_and_counted_once(office: Office) -> None:
    """The one before knew neither, and makes facts anew beside what stands there of these."""
    measured(office)
    days, away = flows(office, "day"), elsewhere(office, "SARPRAS", "2026-10")
    with db.writing(office.engine) as session:
        session.execute(update(TicketFact).values(form=1))  # what it writes: its own tables alone
    with db.reading(office.engine) as session:
        assert len(stale(session, now=NOW, rulebook=office.rulebook)) == 2
        assert [str(each) for each in verify(session, rulebook=office.rulebook, now=NOW)] == []
    measured(office)
    assert (flows(office, "day"), elsewhere(office, "SARPRAS", "2026-10")) == (days, away)
    with db.writing(office.engine) as session:  # an office that had none of them yet
        for table in (FlowFact, ElsewhereFact, FlowCell, ElsewhereCell):
            session.execute(table.__table__.delete())
        session.execute(update(TicketFact).values(form=1))
    measured(office)
    assert (flows(office, "day"), elsewhere(office, "SARPRAS", "2026-10")) == (days, away)


def test_all_anew_they_are_the_same_and_what_was_touched_is_found(office: Office) -> None:
    measured(office)
    days = flows(office, "day")
    with db.writing(office.engine) as session:
        rebuild(session, now=NOW, rulebook=office.rulebook)
    assert flows(office, "day") == days
    with db.writing(office.engine) as session:
        session.execute(update(FlowCell).where(FlowCell.every == "month").values(more=FlowCell.more + 1))
        session.execute(update(ElsewhereFact).values(seconds=ElsewhereFact.seconds + 60))
        found = {each.code for each in verify(session, rulebook=office.rulebook, now=NOW)}
    assert found == {"cell", "fact"}
