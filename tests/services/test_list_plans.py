"""A list of the desk is read along an index in its order: its first page costs its own rows, however many there are."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event, select, text

from complaints_service import db
from complaints_service.intake.twins import twins_of
from complaints_service.measurement.indicators.office_now import held_in_month
from complaints_service.people.rights import rights_of
from complaints_service.places.place import Place
from complaints_service.tickets import queries
from complaints_service.tickets.ledger.models import Complaint, Ticket, ToldEscalation
from complaints_service.tickets.listed import Filter, counts, in_order, listed
from complaints_service.translation import so_many
from tests.support.both import ON_BOTH
from tests.support.visitors import when
from tests.support.world import Office

NOW = when("Tue 2026-11-24 14:05")
pytestmark = ON_BOTH


def with_many_of_others(office: Office) -> None:
    """Two thousand tickets that nobody has: of a handful of rows one index is as good to PostgreSQL as another."""
    office.complain(now=NOW)
    drawn = {"id": "n", "number": "'X' || n", "secret_digest": "md5(n::text)"}
    of_nobody = {
        "holder_officer_id": "NULL",
        "due_at": "due_at + n * interval '1 minute'",
        "closed_at": "received_at + n * interval '1 minute'",
    }
    with office.engine.begin() as connection:
        for table, told in ((Complaint.__table__, drawn), (Ticket.__table__, drawn | of_nobody)):
            names = [column.name for column in table.columns]
            values = [told.get(name, f"{table.name}.{name}") for name in names]
            connection.exec_driver_sql(
                f"INSERT INTO {table.name} ({', '.join(names)}) SELECT {', '.join(values)} "
                f"FROM {table.name}, generate_series(100, 2100) AS n WHERE {table.name}.id = 1"
            )
            connection.exec_driver_sql(f"ANALYZE {table.name}")


@pytest.mark.parametrize(
    ("who", "view", "index"),
    [
        ("camat", "all", "ix_ticket_due"),
        ("rina", "mine", "ix_ticket_holder_turn"),
        ("rina", "waiting", "ix_ticket_holder_turn"),
        ("rina", "done", "ix_ticket_ended"),
    ],
)
def test_a_first_page_is_read_in_its_order(office: Office, who: str, view: str, index: str) -> None:
    sqlite = office.engine.dialect.name == "sqlite"
    if not sqlite:
        with_many_of_others(office)
    with db.reading(office.engine) as session:
        if not sqlite:  # of few rows of one's own PostgreSQL reads all and sorts them
            for way in ("seqscan", "sort", "incremental_sort", "bitmapscan"):
                session.execute(text(f"SET LOCAL enable_{way} = off"))
        rights = rights_of(session, account_id=office.accounts[who])
        page = listed(rights, Filter(view=view)).order_by(*in_order(view)).limit(51)
        asked = str(page.compile(session.get_bind(), compile_kwargs={"literal_binds": True}))
        how = "EXPLAIN QUERY PLAN " if sqlite else "EXPLAIN "
        plan = " ".join(
            str(row) for row in session.connection().exec_driver_sql(how + asked.replace("%", "%%"))
        )
    assert index in plan, plan
    assert ("TEMP B-TREE" if sqlite else "Sort") not in plan, plan


def test_a_count_beyond_what_is_told_says_only_that_there_are_more(office: Office) -> None:
    for _one in range(3):
        office.complain(now=NOW)
    with db.reading(office.engine) as session:
        rights = rights_of(session, account_id=office.accounts["camat"])
        assert rights is not None
        for most, told in ((None, 3), (3, 3), (2, 3), (1, 2)):
            assert counts(session, rights=rights, lists=[Filter(view="all")], most=most) == [told]
    assert [so_many(one, 1000, "id") for one in (7, 1000, 1001)] == ["7", "1.000", "1.000+"]


def test_what_a_rung_told_is_looked_for_among_the_last_ones(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = [office.complain(now=NOW).number for _one in range(2)]
    rights = office.rights("kasi")
    with db.writing(office.engine) as session:
        for late, ticket in enumerate(session.scalars(select(Ticket).order_by(Ticket.id)).all()):
            told = {
                "clock": "first_response",
                "level": "superior",
                "due_at": NOW,
                "officer_id": rights.officer_id,
            }
            session.add(ToldEscalation(ticket_id=ticket.id, claimed_at=NOW + timedelta(minutes=late), **told))
    for back, found in ((2, numbers), (1, numbers[1:])):
        monkeypatch.setattr(queries, "RUNGS_BACK", back)
        with db.reading(office.engine) as session:
            rows = queries.told_to(session, rights=rights, now=NOW, rulebook=office.rulebook)
            assert [row.ticket.number for row in rows] == found


def statements_of(engine: Engine, ask: Callable[[], object]) -> list[tuple[str, Any]]:
    """What is sent to the database meanwhile, with what is given along."""
    sent: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, statement: str, given: Any, *_rest: object) -> None:
        sent.append((statement, given))

    event.listen(engine, "before_cursor_execute", note)
    try:
        ask()
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return sent


def test_other_reports_of_the_same_matter_are_looked_up_one_by_one(office: Office) -> None:
    """Joined, PostgreSQL read every complaint there is for the few that are still worked on around that time."""
    if office.engine.dialect.name == "sqlite":
        pytest.skip("SQLite joins along keys alone")
    with_many_of_others(office)
    rights, place = office.rights("camat"), Place(lat=3.705, lng=98.6644, accuracy=None, origin="pin")
    with db.reading(office.engine) as session:
        ticket = session.get_one(Ticket, 1)
        (statement, given), *_others = statements_of(
            office.engine, lambda: twins_of(session, ticket=ticket, place=place, files=(), rights=rights)
        )
        rows = session.connection().exec_driver_sql(f"EXPLAIN {statement}", given)
        plan = " ".join(str(row) for row in rows)
    assert "pk_complaint" in plan and "Seq Scan on complaint" not in plan, plan


def test_time_with_nobodys_unit_is_asked_of_no_ticket(office: Office) -> None:
    """Whose a report is now stands in its facts: looked up ticket by ticket it was 40 ms a page at a million."""
    with db.reading(office.engine) as session:
        asked = statements_of(
            office.engine, lambda: held_in_month(session, units=["SARPRAS", "TRANTIB"], month="2026-01")
        )
    read = {table for statement, _given in asked for table in re.findall(r"(?:FROM|JOIN) (\w+)", statement)}
    assert read == {"custody_cell", "elsewhere_cell"}
