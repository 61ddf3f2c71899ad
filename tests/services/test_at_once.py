"""Several selects in one statement: each finds what it would find alone, in its own types."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from complaints_service import db
from complaints_service.audit.models import AuditEvent
from complaints_service.people.models import Leave, Officer, Unit
from config.rulebook import Rulebook
from tests.support.visitors import when
from tests.support.world import open_office

NOW = when("Tue 2026-11-24 14:05")


def test_each_select_finds_what_it_finds_alone(
    engine: Engine, rulebook: Rulebook, counting: Callable[[Engine], AbstractContextManager[list[str]]]
) -> None:
    office = open_office(engine, rulebook)
    rina = office.officers["rina"]
    with db.writing(engine) as session:
        session.add(
            Leave(
                officer_id=rina, first_on=date(2026, 12, 1), last_on=date(2026, 12, 3), kind="annual",
                approved_at=NOW, approved_by="cli",
            )
        )  # fmt: skip
    queries = [
        select(Unit.code, Unit.active),
        select(Officer.id, Officer.works_from, Officer.phone).where(Officer.id == rina),
        select(Leave.first_on, Leave.approved_at),
        select(AuditEvent.at, AuditEvent.data),
        select(Officer.unit_id, func.count()).group_by(Officer.unit_id),
        select(Officer.id).where(Officer.id < 0),
    ]
    with db.reading(engine) as session:
        alone = [[tuple(row) for row in session.execute(query)] for query in queries]
        with counting(engine) as statements:
            together = db.at_once(session, queries)
    assert len(statements) == 1
    assert [sorted(rows, key=repr) for rows in together] == [sorted(rows, key=repr) for rows in alone]
    assert together[2] == [(date(2026, 12, 1), NOW)]


def test_what_was_read_is_remembered_while_one_reads_and_never_while_one_writes(engine: Engine) -> None:
    asked = []

    @db.remembered
    def read(_session: Session, what: timedelta) -> int:
        asked.append(what)
        return len(asked)

    day = timedelta(days=1)
    with db.reading(engine) as session:
        assert db.remembers(session)
        assert [read(session, day), read(session, day), read(session, 2 * day)] == [1, 1, 2]
    with db.writing(engine) as session:
        assert not db.remembers(session)
        assert [read(session, day), read(session, day)] == [3, 4]
