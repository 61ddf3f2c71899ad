"""Facts made anew change nothing, row for row, and what-if judges every ticket: the benchmark in short.

`benchmarks/many_tickets.py` does the same with a hundred thousand tickets, and by the clock. On both databases.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, func, select, text
from sqlalchemy.orm import Session

from benchmarks.copying.multiply import multiply
from benchmarks.many_tickets import FACTS, changed_facts, keep_facts, stricter
from complaints_service import db
from complaints_service.audit.models import Written
from complaints_service.measurement.checks.verification import verify
from complaints_service.measurement.facts.models import ClockFact
from complaints_service.measurement.facts.service import rebuild
from complaints_service.places.place import ORIGINS
from complaints_service.tickets.clocks.sweep import sweep
from complaints_service.tickets.clocks.what_if import what_if
from complaints_service.tickets.ledger.models import Complaint, Message, Ticket, TicketEvent, ToldEscalation
from complaints_service.tickets.ledger.numbers import read_number, tracking_secret
from complaints_service.tickets.queries import own_ticket
from complaints_service.tickets.rows.models import TicketListed
from complaints_service.tickets.search.models import TicketWords
from config.rulebook import Rulebook
from tests.support.both import ON_BOTH
from tests.support.world import Office, open_office

pytestmark = ON_BOTH

NOW = datetime(2026, 4, 6, 2, 0, tzinfo=UTC)  # Monday 09:00 in Medan
HOUR, LATER = timedelta(hours=1), NOW + timedelta(days=40)
COPIES, MANY = 50, 203  # the last copy is of three of the four
KEY = b"a tracking key of the benchmarks"
#: What a copy has for itself.
OWN = {
    "id", "number", "secret_digest", "ticket_id", "kelurahan", "lat", "lng", "place_origin", "backwards",
    "digest", "key", "act",
}  # fmt: skip


@pytest.fixture
def few(engine: Engine, rulebook: Rulebook) -> Office:
    """Four fates: resolved, asked and closed by rule, disputed, left alone."""
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
    return office


@pytest.fixture
def office(few: Office, rulebook: Rulebook) -> Office:
    """Each of them a dozen times, without facts."""
    multiply(few.engine, COPIES, rulebook=rulebook, tracking_key=KEY, measured=False)
    return few


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


def rows_of(session: Session, model: Any, ticket_id: int, number: str) -> list[dict[str, Any]]:
    """Everything a table holds of a ticket, in the order it was written."""
    table = model.__table__
    if model is Written:
        key = table.c.key
        mine = (
            (table.c.record.in_(["complaint", "ticket"]) & key.in_([number, str(ticket_id)]))
            | ((table.c.record == "message") & key.startswith(f"{ticket_id}/"))
        )  # fmt: skip
    else:
        mine = table.c["id" if model in (Ticket, Complaint) else "ticket_id"] == ticket_id
    found = session.execute(select(*table.columns).where(mine).order_by(*table.primary_key.columns))
    return [row._asdict() for row in found]


def test_a_copys_place_became_known_as_places_do(few: Office, rulebook: Rulebook) -> None:
    """Its page could not be opened otherwise: it has words for those ways alone."""
    few.complain(now=NOW, kelurahan=None, address="Gang Contoh")
    multiply(few.engine, COPIES, rulebook=rulebook, tracking_key=KEY, measured=False)
    placed = Complaint.id > 5, Complaint.lat.is_not(None)
    with db.reading(few.engine) as session:
        told = set(session.scalars(select(Complaint.place_origin).where(*placed)))
    assert told and told <= set(ORIGINS)


def test_a_copy_is_what_the_services_would_have_written(few: Office, rulebook: Rulebook) -> None:
    """Column for column, by `verify` with all digests and cells, and by facts that are made anew."""
    make(few, rulebook)
    multiply(few.engine, MANY, rulebook=rulebook, tracking_key=KEY)
    with db.reading(few.engine) as session:
        assert [str(finding) for finding in verify(session, rulebook=rulebook, now=LATER)] == []
        tickets = session.execute(select(Ticket.id, Ticket.number).order_by(Ticket.id)).all()
        assert len(tickets) == len({number for _id, number in tickets}) == MANY
        assert {read_number(number) for _id, number in tickets} == {number for _id, number in tickets}
        for model in (
            Complaint,
            Ticket,
            TicketEvent,
            Message,
            TicketWords,
            TicketListed,
            ToldEscalation,
            *FACTS,
        ):
            for source, copy in ((tickets[0], tickets[4]), (tickets[2], tickets[MANY - 1])):
                before, after = (rows_of(session, model, *one) for one in (source, copy))
                shared = [{n: v for n, v in row.items() if n not in OWN} for row in before]
                assert [{n: v for n, v in row.items() if n not in OWN} for row in after] == shared, model
        for source, copy in zip(tickets[:3], tickets[MANY - 3 :], strict=True):
            before, after = (rows_of(session, Written, *one) for one in (source, copy))
            newest = {(row["record"], row["part"], row["form"]) for row in before}
            assert {(row["record"], row["part"], row["form"]) for row in after} == newest
    keep_facts(few.engine)
    assert make(few, rulebook) == MANY
    assert changed_facts(few.engine) == 0


def test_a_copy_opens_by_the_secret_of_its_own(few: Office, rulebook: Rulebook) -> None:
    multiply(few.engine, 8, rulebook=rulebook, tracking_key=KEY, measured=False)
    with db.reading(few.engine) as session:
        number = session.scalars(select(Ticket.number).order_by(Ticket.id.desc()).limit(1)).one()
        assert (
            own_ticket(session, number=number, secret=tracking_secret(KEY, number, 1)).ticket.number == number
        )


def test_the_next_ticket_comes_after_the_copies(few: Office, rulebook: Rulebook) -> None:
    multiply(few.engine, 8, rulebook=rulebook, tracking_key=KEY, measured=False)
    new = few.complain(now=LATER).number
    with db.reading(few.engine) as session:
        assert session.scalar(select(Ticket.id).where(Ticket.number == new)) == 9
        assert [str(finding) for finding in verify(session, rulebook=rulebook, now=LATER)] == []
