"""Facts made anew change nothing, row for row, and what-if judges every ticket: the benchmark in short.

`benchmarks/many_tickets.py` does the same with a hundred thousand tickets, and by the clock. On both databases.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, func, select, text

from benchmarks.copying import multiply
from benchmarks.many_tickets import changed_facts, keep_facts, stricter
from complaints_service import db
from complaints_service.measurement.facts.models import ClockFact
from complaints_service.measurement.facts.service import rebuild
from complaints_service.tickets.clocks.sweep import sweep
from complaints_service.tickets.clocks.what_if import what_if
from complaints_service.tickets.ledger.models import Ticket
from config.rulebook import Rulebook
from tests.support.world import Office, open_office

NOW = datetime(2026, 4, 6, 2, 0, tzinfo=UTC)  # Monday 09:00 in Medan
HOUR, LATER = timedelta(hours=1), NOW + timedelta(days=40)
COPIES = 50


@pytest.fixture
def office(engine: Engine, rulebook: Rulebook) -> Office:
    """Four fates, each a dozen times: resolved, asked and closed by rule, disputed, left alone."""
    office = open_office(engine, rulebook)
    numbers = [office.complain(now=NOW).number for _ in range(4)]
    for number in numbers[:3]:
        login = holder(office, number)
        office.act(login, number, "message", text="Kami datang.", now=NOW + HOUR)
        if number != numbers[1]:
            office.act(login, number, "resolve", text="Beres.", now=NOW + 2 * HOUR)
        else:
            office.act(login, number, "question", text="Di mana?", now=NOW + 2 * HOUR)
    office.citizen(numbers[2], "dispute", text="Belum.", now=NOW + 3 * HOUR)
    with db.writing(engine) as session:
        sweep(session, now=LATER, rulebook=rulebook)
    multiply(engine, COPIES, rulebook=rulebook, tracking_key=b"a key of the benchmarks", measured=False)
    return office


def holder(office: Office, number: str) -> str:
    with db.reading(office.engine) as session:
        found = session.scalar(select(Ticket.holder_officer_id).where(Ticket.number == number))
    return next(login for login, officer in office.officers.items() if officer == found)


def make(office: Office, rulebook: Rulebook, now: datetime = LATER) -> int:
    with db.writing(office.engine) as session:
        return rebuild(session, now=now, rulebook=rulebook).tickets


def test_facts_made_again_are_the_same_row_for_row(office: Office, rulebook: Rulebook) -> None:
    assert make(office, rulebook) == COPIES
    keep_facts(office.engine)
    assert make(office, rulebook) == COPIES
    assert changed_facts(office.engine) == 0


def test_one_changed_value_among_them_would_show(office: Office, rulebook: Rulebook) -> None:
    make(office, rulebook)
    keep_facts(office.engine)
    with db.writing(office.engine) as session:
        session.execute(text("UPDATE clock_fact SET used_seconds = used_seconds + 1 WHERE ticket_id = 2"))
    assert changed_facts(office.engine) > 0
    make(office, rulebook)
    assert changed_facts(office.engine) == 0, "made anew from the ledger it is as it was"


def test_copies_are_judged_like_what_they_copy(office: Office, rulebook: Rulebook) -> None:
    make(office, rulebook)
    query = select(ClockFact.status, func.count()).where(ClockFact.clock == "resolution")
    with db.reading(office.engine) as session:
        found = dict(session.execute(query.group_by(ClockFact.status)).all())
        judged = what_if(session, rulebook=rulebook, other=stricter(rulebook), now=LATER)
    assert sum(found.values()) == COPIES
    assert judged.tickets == COPIES
    assert judged.refused == {}
    assert judged.touched == COPIES, "every promise would be another"
    with db.reading(office.engine) as session:
        same = what_if(session, rulebook=rulebook, other=replace(rulebook), now=LATER)
    assert (same.tickets, same.moves) == (COPIES, [])
