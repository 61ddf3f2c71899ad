"""What goes straight to the driver is written, noted, listened to and refused as what goes through the session."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import Engine, insert, select
from sqlalchemy.exc import IntegrityError, PendingRollbackError
from sqlalchemy.orm import Session

from complaints_service import db
from complaints_service.appraisal.diary import _done
from complaints_service.audit.models import Written
from complaints_service.audit.written.checking import check_written
from complaints_service.audit.written.putting import put
from complaints_service.db import Base, UtcDateTime, connection_of
from complaints_service.driver_statements import DriverStatement, _making
from complaints_service.tickets.ledger.models import OtherNumber, Ticket
from complaints_service.tickets.opening.service import open_loads
from complaints_service.vault.finding import came_from
from config.rulebook import Rulebook
from tests.support.both import ON_BOTH
from tests.support.world import Office, open_office

pytestmark = ON_BOTH

NOW = datetime(2026, 4, 6, 2, 0, tzinfo=UTC)
TABLES = Base.metadata.tables
Counting = Callable[[Engine], AbstractContextManager[list[str]]]


@pytest.fixture
def office(engine: Engine, rulebook: Rulebook) -> Office:
    return open_office(engine, rulebook)


def _twice(write: Callable[[Session], object], session: Session) -> None:
    write(session)
    write(session)


def _elsewhere(office: Office, number: str) -> dict[str, object]:
    with db.reading(office.engine) as session:
        ticket_id = session.scalars(select(Ticket.id).where(Ticket.number == number)).one()
    return {"agency": "pln", "number": "TEST-1", "ticket_id": ticket_id}


def test_a_row_that_is_put_has_its_digest(office: Office) -> None:
    row = _elsewhere(office, office.complain(now=NOW).number)
    with db.writing(office.engine) as session:
        put(session, TABLES[OtherNumber.__tablename__], [row])
    with db.reading(office.engine) as session:
        noted = session.scalars(select(Written.key).where(Written.record == "other_number")).all()
        assert noted == ["pln/TEST-1"]
        assert [fault for fault in check_written(session) if fault.record != "other_number"] == []


def test_what_is_in_the_way_is_told_as_a_session_tells_it(office: Office) -> None:
    """By its kind the edge knows what is worth another try; the values stand in it as little as ever."""
    row = _elsewhere(office, office.complain(now=NOW).number)
    table = TABLES[OtherNumber.__tablename__]
    told = []
    for write in (
        lambda session: put(session, table, [row]),
        lambda session: session.execute(insert(table), row),
    ):
        with pytest.raises(IntegrityError) as refused, db.writing(office.engine) as session:
            _twice(write, session)
        told.append((type(refused.value), str(refused.value.orig), refused.value.hide_parameters))
    assert told[0] == told[1]
    with db.reading(office.engine) as session:
        assert session.scalars(select(OtherNumber)).all() == []
        assert session.scalars(select(Written).where(Written.record == "other_number")).all() == []


def test_the_connection_is_the_one_of_the_transaction_that_is_open(office: Office) -> None:
    """It is kept while that lasts, savepoints included, and never used past its end or past a failure."""
    with db.WritingSession(office.engine) as session:
        first = connection_of(session)
        with session.begin_nested():
            assert connection_of(session) is first is session.connection()
        session.rollback()
        assert connection_of(session) is session.connection()
        session.add(OtherNumber(agency="pln", number="TEST-2", ticket_id=10**6))
        with pytest.raises(IntegrityError):
            session.flush()
        with pytest.raises(PendingRollbackError):
            connection_of(session)


def test_whoever_counts_statements_counts_these_too(office: Office, counting: Counting) -> None:
    with counting(office.engine) as heard:
        office.complain(now=NOW)
    written = [statement.split()[2] for statement in heard if statement.startswith("INSERT INTO")]
    assert {"complaint", "ticket", "ticket_event", "ticket_listed", "ticket_words", "written"} <= set(written)


def test_what_is_kept_of_the_office_is_never_put(office: Office) -> None:
    """The session would not see that it changed, and go on with what it knew."""
    with db.writing(office.engine) as session, pytest.raises(TypeError, match="through the session"):
        put(session, TABLES["officer"], [{"id": 99}])


def test_counting_what_officers_have_looks_at_no_ticket(office: Office, counting: Counting) -> None:
    """Else each report would cost more, the more there are."""
    with db.reading(office.engine) as session, counting(office.engine) as heard:
        open_loads(session, officers=[1, 2, 3], rulebook=office.rulebook)
    if office.engine.dialect.name != "sqlite":
        return  # there the planner goes by how full a table is
    with office.engine.connect() as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {heard[-1]}", (1, 2, 3)).all()
    assert "COVERING INDEX ix_ticket_load" in plan[0][-1]


def test_indexes_over_some_rows_serve_whoever_looks_for_those(office: Office, counting: Counting) -> None:
    """Citizens' and rules' entries, and addresses nobody gave, cost a report nothing; the others are found."""
    with db.reading(office.engine) as session, counting(office.engine) as heard:
        _done(session, 1, "2026-11", office.rulebook)
        for typed in ("080000000001", "sari@contoh.example"):
            session.execute(select(TABLES["identity"].c.number).where(came_from(session, typed))).all()
    if office.engine.dialect.name != "sqlite":
        return
    plans = []
    with office.engine.connect() as connection:
        for statement in heard[-3:]:
            some = ("x",) * statement.count("?")
            rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", some).all()
            plans.append(" ".join(row[-1] for row in rows))
    deeds, phones, emails = plans
    assert "ix_ticket_event_actor" in deeds
    assert all(f"ix_identity_{mark}" in phones for mark in ("name_mark", "phone_mark"))
    assert all(f"ix_identity_{mark}" in emails for mark in ("name_mark", "email_mark"))


def test_an_instant_is_made_ready_as_the_session_makes_it(office: Office) -> None:
    """Each is made ready once, and of two zones' equal instants each as itself."""
    jakarta = timezone(timedelta(hours=7))
    same = NOW.astimezone(jakarta), NOW, NOW.replace(microsecond=5)
    with db.reading(office.engine) as session:
        dialect = session.connection().dialect
        make = UtcDateTime().dialect_impl(dialect).bind_processor(dialect) or (lambda at: at)
        making = _making(UtcDateTime(), dialect) or (lambda at: at)
        for at in (*same, None, *same):
            assert making(at) == make(at)
        with pytest.raises(ValueError, match="without an offset"):
            making(NOW.replace(tzinfo=None))


def test_it_answers_what_a_session_answers(office: Office) -> None:
    with db.reading(office.engine) as session:
        asked = select(TABLES["unit"].c.code, TABLES["unit"].c.since_on).order_by(TABLES["unit"].c.id)
        assert [tuple(row) for row in DriverStatement(asked).send(session)] == session.execute(asked).all()
