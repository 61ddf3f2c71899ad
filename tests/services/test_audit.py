"""The audit record cannot be changed, and the seal shows where somebody did it anyway."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import Engine, event, insert, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from complaints_service.audit.append_only import append_only_ddl, append_only_drop_ddl
from complaints_service.audit.chain import GENESIS, ChainFault, canonical, digest
from complaints_service.audit.models import AuditEvent
from complaints_service.audit.queries import events_about
from complaints_service.audit.seal import AUDIT, SEALED_AUDIT, chain_head, check_audit, seal_audit, seal_rows
from complaints_service.audit.service import record
from complaints_service.errors import Actor
from tests.support.both import ON_BOTH

pytestmark = ON_BOTH

NOW = datetime(2026, 3, 6, 2, 0, tzinfo=UTC)
CLI = Actor("rule", "cli")


def write_events(session: Session, count: int = 5) -> list[int]:
    return [
        record(
            session, now=NOW, actor=CLI, kind="office.seeded", subject=f"test:{number}", data={"rows": number}
        ).id
        for number in range(count)
    ]


def unguard(session: Session, table: str = "audit_event") -> None:
    """What a person with the database's own password could do."""
    for statement in append_only_drop_ddl(table)[session.get_bind().dialect.name]:
        session.execute(text(statement))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_event SET kind = 'nothing.happened'",
        "DELETE FROM audit_event",
        "UPDATE seal SET digest = 'x'",
        "DELETE FROM seal",
    ],
)
def test_the_database_refuses_to_change_a_row(session: Session, statement: str) -> None:
    write_events(session)
    seal_audit(session, now=NOW)
    with pytest.raises(DBAPIError, match="append-only"), session.begin_nested():
        session.execute(text(statement))
    assert check_audit(session) == []


def test_events_of_a_subject_are_read_newest_first(session: Session) -> None:
    first = record(session, now=NOW, actor=CLI, kind="need.done", subject="test:1")
    second = record(
        session, now=NOW, actor=CLI, kind="need.approved", subject="test:1", data={"why": "asked"}
    )
    record(session, now=NOW, actor=CLI, kind="need.done", subject="test:2")
    assert [event.id for event in events_about(session, subject="test:1")] == [second.id, first.id]


def test_sealing_goes_on_where_it_stopped(session: Session) -> None:
    write_events(session, 3)
    assert seal_audit(session, now=NOW, limit=2) == 2
    assert seal_audit(session, now=NOW) == 1
    assert seal_audit(session, now=NOW) == 0
    write_events(session, 2)
    assert seal_audit(session, now=NOW + timedelta(hours=1)) == 2
    assert check_audit(session) == []


def put(session: Session, number: int) -> None:
    """A row with an id of its own, as one that took it long before it was committed."""
    session.execute(
        insert(AuditEvent).values(
            id=number, at=NOW, actor="rule:cli", kind="office.seeded", subject="test:1", data={}, origin="cli"
        )
    )


@pytest.mark.parametrize("turn", range(20))
def test_a_row_that_comes_behind_greater_ids_gets_its_seal(session: Session, turn: int) -> None:
    """Up to a day late, whatever came between and however often it was sealed."""
    rng, now, sealed = Random(turn), NOW, 0
    for number in sorted(range(1, 41), key=lambda number: number + rng.choice((0, 0, 0, 1, 5, 12))):
        put(session, number)
        now += timedelta(hours=rng.choice((0, 0, 1, 1)))
        if rng.random() < 0.5:
            sealed += seal_audit(session, now=now, limit=rng.choice((1, 2, 100)))
    while some := seal_audit(session, now=now, limit=3):
        sealed += some
    assert sealed == 40
    assert check_audit(session) == []


def test_what_was_sealed_before_yesterday_is_read_only_when_all_is_looked_through(session: Session) -> None:
    for number in (1, 2, 4, 5):
        put(session, number)
    assert seal_audit(session, now=NOW) == 4
    put(session, 6)
    assert seal_audit(session, now=NOW + timedelta(days=2)) == 1
    put(session, 3)  # by hand: no transaction lasts so long
    later = NOW + timedelta(days=4)
    assert SEALED_AUDIT.seal(session, now=later) == 0
    assert SEALED_AUDIT.seal(session, now=later, all_through=True) == 1
    assert check_audit(session) == []


def test_a_minute_of_the_sealer_goes_along_ids_and_reads_no_table_through(session: Session) -> None:
    write_events(session, 3)
    seal_audit(session, now=NOW)
    sent: list[tuple[str, Any]] = []
    connection = session.connection()
    if sqlite := connection.dialect.name == "sqlite":
        session.execute(text("ANALYZE"))
    else:  # of few rows PostgreSQL reads all
        session.execute(text("SET LOCAL enable_seqscan = off"))

    def note(_c: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool) -> None:
        sent.append((statement, parameters))

    event.listen(connection, "before_cursor_execute", note)
    assert SEALED_AUDIT.unsealed(session, since=NOW + timedelta(days=1)) == []
    event.remove(connection, "before_cursor_execute", note)
    assert len(sent) == 4
    how = "EXPLAIN QUERY PLAN " if sqlite else "EXPLAIN "
    for statement, parameters in sent:
        plan = str(connection.exec_driver_sql(how + statement, parameters).all())
        assert "SCAN" not in plan
        assert "Seq Scan" not in plan


def test_the_head_is_the_digest_over_every_row(session: Session) -> None:
    write_events(session, 3)
    seal_audit(session, now=NOW)
    expected = GENESIS
    for _, row in SEALED_AUDIT.rows(session):
        expected = digest(expected, row)
    assert chain_head(session, chain=AUDIT) == expected


def test_rows_not_yet_sealed_are_no_fault(session: Session) -> None:
    write_events(session, 2)
    seal_audit(session, now=NOW)
    write_events(session, 1)
    assert check_audit(session) == []


def test_an_edited_row_shows(session: Session) -> None:
    ids = write_events(session)
    seal_audit(session, now=NOW)
    unguard(session)
    session.execute(text("UPDATE audit_event SET actor = 'person:9' WHERE id = :id"), {"id": ids[2]})
    assert check_audit(session) == [ChainFault(AUDIT, "changed", ids[2])]


def test_a_deleted_row_shows(session: Session) -> None:
    ids = write_events(session)
    seal_audit(session, now=NOW)
    unguard(session)
    session.execute(text("DELETE FROM audit_event WHERE id = :id"), {"id": ids[4]})
    assert check_audit(session) == [ChainFault(AUDIT, "missing", ids[4])]


def test_two_swapped_rows_show(session: Session) -> None:
    ids = write_events(session)
    seal_audit(session, now=NOW)
    unguard(session)
    for old, new in ((ids[1], -1), (ids[3], ids[1]), (-1, ids[3])):
        session.execute(text("UPDATE audit_event SET id = :new WHERE id = :old"), {"old": old, "new": new})
    assert check_audit(session) == [
        ChainFault(AUDIT, "changed", ids[1]),
        ChainFault(AUDIT, "changed", ids[3]),
    ]


def test_a_row_deleted_together_with_its_seal_shows(session: Session) -> None:
    ids = write_events(session)
    seal_audit(session, now=NOW)
    unguard(session)
    unguard(session, "seal")
    session.execute(text("DELETE FROM audit_event WHERE id = :id"), {"id": ids[1]})
    session.execute(text("DELETE FROM seal WHERE row_id = :id"), {"id": ids[1]})
    assert check_audit(session) == [ChainFault(AUDIT, "broken", ids[2])]


def test_a_row_sealed_anew_after_an_edit_shows_at_the_next_link(session: Session) -> None:
    ids = write_events(session)
    seal_audit(session, now=NOW)
    unguard(session)
    unguard(session, "seal")
    session.execute(text("UPDATE audit_event SET actor = 'person:9' WHERE id = :id"), {"id": ids[1]})
    [(_, row)] = SEALED_AUDIT.rows(session, row_ids=[ids[1]])
    session.execute(
        text("UPDATE seal SET digest = :digest WHERE row_id = :id"),
        {
            "digest": digest(session.scalar(text("SELECT previous FROM seal WHERE position = 2")), row),
            "id": ids[1],
        },
    )
    assert check_audit(session) == [ChainFault(AUDIT, "broken", ids[2])]


def test_a_row_is_sealed_once(session: Session) -> None:
    write_events(session, 2)
    seal_audit(session, now=NOW)
    with pytest.raises(IntegrityError), session.begin_nested():
        seal_rows(session, chain=AUDIT, rows=SEALED_AUDIT.rows(session), now=NOW)


def test_chains_do_not_touch_each_other(session: Session) -> None:
    write_events(session, 2)
    assert seal_rows(session, chain="ledger", rows=[(1, b"one"), (2, b"two")], now=NOW) == 2
    assert seal_audit(session, now=NOW) == 2
    assert check_audit(session) == []


def test_a_row_has_one_canonical_form() -> None:
    local = datetime.fromisoformat("2026-03-06T09:00:00+07:00")
    assert canonical({"b": {"y": 1, "x": "é"}, "at": local}) == canonical(
        {"at": NOW, "b": {"x": "é", "y": 1}}
    )
    assert canonical({"at": NOW}) == b'{"at":"2026-03-06T02:00:00+00:00"}'
    with pytest.raises(TypeError):
        canonical({"set": {1, 2}})


def test_any_table_can_be_made_append_only(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE kept (id INTEGER PRIMARY KEY, word TEXT)")
        for statement in append_only_ddl("kept")[engine.dialect.name]:
            connection.exec_driver_sql(statement)
        connection.exec_driver_sql("INSERT INTO kept VALUES (1, 'a')")
    for statement in ("UPDATE kept SET word = 'b'", "DELETE FROM kept"):
        with pytest.raises(DBAPIError, match="append-only"), engine.begin() as connection:
            connection.exec_driver_sql(statement)
