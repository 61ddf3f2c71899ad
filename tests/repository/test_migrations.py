"""Migrations are numbered without gaps, HEAD names the newest, and they lead to what the models say."""

from __future__ import annotations

import subprocess
import sys

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, text

from migrations import current, head, upgrade
from migrations.tables import metadata
from tests.repository.tree import ROOT
from tests.support.databases import Databases, make_engine

VERSIONS = sorted((ROOT / "migrations" / "versions").glob("*.py"))


def test_numbers_have_no_gap() -> None:
    expected = [f"{number:04d}_" for number in range(1, len(VERSIONS) + 1)]
    assert [path.name[:5] for path in VERSIONS] == expected


def test_head_names_the_newest() -> None:
    assert (ROOT / "migrations" / "HEAD").read_text(encoding="utf-8") == f"{VERSIONS[-1].stem}\n"


def test_migrating_leads_to_the_models(databases: Databases, backend: str) -> None:
    engine = make_engine(databases.empty(backend))
    assert current(engine) is None
    upgrade(engine)
    assert current(engine) == head()
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), metadata())
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
