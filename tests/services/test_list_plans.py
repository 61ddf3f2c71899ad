"""A list of the desk is read along an index in its order: its first page costs its own rows, however many there are."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, text

from complaints_service import db
from complaints_service.people.rights import rights_of
from complaints_service.tickets import queries
from complaints_service.tickets.ledger.models import Ticket, ToldEscalation
from complaints_service.tickets.listed import Filter, counts, in_order, listed
from complaints_service.translation import so_many
from tests.support.both import ON_BOTH
from tests.support.visitors import when
from tests.support.world import Office

NOW = when("Tue 2026-11-24 14:05")
pytestmark = ON_BOTH


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
    with db.reading(office.engine) as session:
        sqlite = session.get_bind().dialect.name == "sqlite"
        if not sqlite:  # of few rows PostgreSQL reads all and sorts them
            # Of what another test left it may still know: a table it takes for large is read along another index.
            session.execute(text("ANALYZE ticket"))
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
