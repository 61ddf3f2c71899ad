"""Every table says what of it is covered by a digest; nothing can be written beside the session that notes it."""

from __future__ import annotations

import ast

import pytest
from sqlalchemy import Column, Integer, MetaData, Table

from complaints_service.audit.append_only import append_only_ddl
from complaints_service.audit.written.coverage import coverage_of
from complaints_service.audit.written.kind import PARTS
from complaints_service.audit.written.records import RECORDS
from complaints_service.audit.written.uncovered import UNCOVERED
from complaints_service.tickets.ledger.sealing import SEALED
from migrations.tables import metadata
from tests.repository.tree import ROOT, parsed

TABLES = metadata().tables
KINDS = {kind.table: kind for kind in RECORDS}


def test_every_table_is_covered_or_says_why_not() -> None:
    """A new table needs a row in audit/written/records.py."""
    assert set(TABLES) == set(KINDS) | set(UNCOVERED)
    assert not set(KINDS) & set(UNCOVERED)
    assert len(KINDS) == len(RECORDS)
    assert all(UNCOVERED.values())


@pytest.mark.parametrize("table", [TABLES[name] for name in KINDS], ids=list(KINDS))
def test_every_column_is_covered_or_free_with_a_reason(table: Table) -> None:
    kind, covered = KINDS[table.name], coverage_of(table)
    assert covered is not None
    names = {column.name for column in table.columns}
    said = [*kind.once, *kind.identity, *kind.free]
    assert set(said) <= names, "a row speaks of columns that are not there"
    assert len(said) == len(set(said)), "a column is of one kind"
    assert all(kind.free.values())
    by_part = [name for part in PARTS for name in covered.parts.get(part, ())]
    assert sorted(by_part) == sorted(names - set(kind.free)), "each other column is in one digest"
    assert set(kind.key) <= names
    assert set(kind.unrecorded_while) <= names
    assert kind.called


def test_a_column_or_table_nobody_spoke_of_is_covered() -> None:
    """The safe side: what is added and forgotten is covered all the same."""
    covered = coverage_of(Table("nobody_spoke_of_it", MetaData(), Column("id", Integer, primary_key=True)))
    assert covered is not None
    assert covered.parts == {"later": ("id",)}


#: Columns that are called like a way to somebody, and lead to none.
#: An address that is a mark is keyed: who has the database alone cannot try any.
NO_PERSONS = {"complaint": {"address"}, "evidence": {"address"}, "subscription": {"address"}}


def test_whoever_is_reached_or_named_by_few_digits_has_a_salt() -> None:
    """A plain digest of a telephone number is the number: ten million of them are tried in seconds."""
    guessable = ("phone", "email", "reporter", "address", "chat_name")
    for kind in RECORDS:
        table = TABLES[kind.table]
        plain = {
            column.name
            for column in table.columns
            if any(word in column.name for word in guessable) and column.name not in kind.identity
        }
        assert plain - set(kind.free) <= NO_PERSONS.get(kind.table, set()), kind.table


def test_every_column_of_a_chain_is_sealed() -> None:
    for table in SEALED:
        assert {column.name for column in table.model.__table__.columns} == set(table.named)
        assert append_only_ddl(table.model.__tablename__)


#: What writes past the session, or past what listens to it.
PAST_THE_SESSION = {"bulk_save_objects", "bulk_insert_mappings", "bulk_update_mappings"}
#: The few places that may: facts are computed, and verified against the ledger.
ALLOWED = {
    "complaints_service/measurement/facts/storing.py",
    "complaints_service/audit/append_only.py",
    "complaints_service/office_stamp.py",
    "complaints_service/driver_statements.py",  # held by test_a_driver_statement_writes_only_where_the_record_hears_of_it
    "complaints_service/tickets/search/models.py",  # makes the index of words, and writes nothing
}


def test_nothing_writes_past_the_session_that_notes() -> None:
    found = []
    for path in sorted((ROOT / "complaints_service").rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        for node in ast.walk(parsed(path)):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            called = node.func.attr
            past = called in PAST_THE_SESSION or called in ("exec_driver_sql", "connection", "raw_connection")
            if past and name not in (*ALLOWED, "complaints_service/db.py"):
                found.append(f"{name}:{node.lineno}: {called}")
    assert not found


#: Where a driver statement writes: by `putting`, which notes each row, and the digests themselves.
DRIVEN_WRITES = {
    "complaints_service/audit/written/putting.py",
    "complaints_service/audit/written/settling.py",
}


def test_a_driver_statement_writes_only_where_the_record_hears_of_it() -> None:
    """Nobody who listens to a session hears of a driver statement: elsewhere each is a SELECT."""
    beside = []
    for path in sorted((ROOT / "complaints_service").rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        for node in ast.walk(parsed(path)):
            made = (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id == "DriverStatement"
            )
            if (
                made
                and name not in DRIVEN_WRITES
                and not ast.unparse(node).startswith("DriverStatement(select(")
            ):
                beside.append(f"{name}:{node.lineno}")
    assert not beside
