"""Migrations are numbered without gaps, HEAD names the newest, and they lead to what the models say."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, MetaData, insert, select, text

from migrations import current, head, upgrade
from migrations.run import alembic_config
from migrations.tables import is_compared, metadata
from tests.repository.tree import ROOT
from tests.support.databases import Databases, make_engine

VERSIONS = sorted((ROOT / "migrations" / "versions").glob("*.py"))


def test_numbers_have_no_gap() -> None:
    expected = [f"{number:04d}_" for number in range(1, len(VERSIONS) + 1)]
    assert [path.name[:5] for path in VERSIONS] == expected


def test_head_names_the_newest() -> None:
    assert (ROOT / "migrations" / "HEAD").read_text(encoding="utf-8") == f"{VERSIONS[-1].stem}\n"


# Of an index over an expression SQLite tells only that it is left out: `compared_as_made` compares those.
@pytest.mark.filterwarnings("ignore:.*expression-based index")
def test_migrating_leads_to_the_models(databases: Databases, backend: str) -> None:
    engine = make_engine(databases.empty(backend))
    assert current(engine) is None
    upgrade(engine)
    assert current(engine) == head()
    with engine.connect() as connection:
        compared = MigrationContext.configure(connection, opts={"include_object": is_compared})
        differences = compare_metadata(compared, metadata())
    assert not differences, 'write the missing migration: make migration WHAT="..."'
    engine.dispose()


def guards(engine: Engine) -> set[str]:
    """The triggers of a database, by name."""
    where = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }
    with engine.connect() as connection:
        return set(connection.execute(text(where[engine.dialect.name])).scalars())


def compared_as_made(engine: Engine) -> dict[str, str]:
    """The indexes over some of a table's rows or over an expression, each as it was made."""
    where = {
        "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND (sql LIKE '% WHERE %' OR sql LIKE '%(%(%')",
        "postgresql": "SELECT indexname, indexdef FROM pg_indexes "
        "WHERE schemaname = 'public' AND (indexdef LIKE '% WHERE %' OR indexdef LIKE '%(%(%')",
    }
    with engine.connect() as connection:
        return {
            name: " ".join(made.split())
            for name, made in connection.execute(text(where[engine.dialect.name]))
        }


def test_migrating_makes_indexes_as_the_models_do(databases: Databases, backend: str) -> None:
    """What an index leaves out or computes is no difference to alembic: a query that counts on it would read the table."""
    migrated, modelled = make_engine(databases.fresh(backend)), make_engine(databases.empty(backend))
    metadata().create_all(modelled)
    made = compared_as_made(migrated)
    assert made == compared_as_made(modelled) and "ix_ticket_ended" in made
    migrated.dispose()
    modelled.dispose()


def test_migrating_guards_what_is_written_once(databases: Databases, backend: str) -> None:
    migrated, modelled = make_engine(databases.fresh(backend)), make_engine(databases.empty(backend))
    metadata().create_all(modelled)
    assert guards(migrated) == guards(modelled) != set()
    migrated.dispose()
    modelled.dispose()


def test_two_processes_may_migrate_at_once(databases: Databases, backend: str) -> None:
    url = databases.empty(backend)
    code = "import sys; from migrations import upgrade; from tests.support.databases import make_engine as make; "
    command = [sys.executable, "-c", code + "upgrade(make(sys.argv[1]))", url]
    processes = [subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    assert [process.communicate()[1] for process in processes] == ["", ""]
    engine = make_engine(url)
    assert current(engine) == head()
    engine.dispose()


def test_whom_complaints_accuse_is_copied_row_by_row_and_back(databases: Databases, backend: str) -> None:
    (number,) = (int(path.name[:4]) for path in VERSIONS if path.stem.endswith("_ticket_accused"))
    engine = make_engine(databases.empty(backend))
    upgrade(engine, f"{number - 1:04d}")
    accused = {1: ["person:7", "unit:SARPRAS"], 2: [], 3: ["person:7"]}
    at = datetime(2026, 3, 2, tzinfo=UTC)
    with engine.begin() as connection:
        tables = MetaData()
        tables.reflect(connection)
        unit = {"code": "SARPRAS", "name": "Sarpras", "initials": "S", "kind": "section", "active": True}
        connection.execute(insert(tables.tables["unit"]).values(unit))
        for ticket_id, references in accused.items():
            both = {"id": ticket_id, "number": f"MRL-{ticket_id}", "received_at": at}
            said = {
                "secret_digest": str(ticket_id), "text": "a", "title": "a", "language": "id", "channel": "web",
                "privacy": "open", "secret_generation": 1,
            }  # fmt: skip
            handled = {
                "policy_version": "1", "state": "new", "kind": "complaint", "category": "lainnya",
                "priority": "normal", "unit": "SARPRAS", "version": 1, "changed_at": at, "accused": references,
            }  # fmt: skip
            connection.execute(insert(tables.tables["complaint"]).values({**both, **said}))
            connection.execute(insert(tables.tables["ticket"]).values({**both, **handled}))
    upgrade(engine)
    with engine.begin() as connection:
        copied = connection.execute(
            text("SELECT ticket_id, reference FROM ticket_accused ORDER BY 1, 2")
        ).all()
        assert [tuple(row) for row in copied] == [(1, "person:7"), (1, "unit:SARPRAS"), (3, "person:7")]
        command.downgrade(alembic_config(connection), f"{number - 1:04d}")
        back = MetaData()
        back.reflect(connection)
        ticket = back.tables["ticket"]
        assert dict(connection.execute(select(ticket.c.id, ticket.c.accused)).all()) == accused
    engine.dispose()
