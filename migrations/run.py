"""Runs migrations on an engine, without an alembic.ini: nothing depends on the folder one stands in."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Engine, text

FOLDER = Path(__file__).parent
# Any number will do, as long as every process that migrates asks for the same one.
ADVISORY_LOCK = 7_264_477
#: From this revision on identities are sealed; these tables held them in the open before.
SEALED = "0041"
LAID_OPEN = ("complaint", "subscription", "outbox", "sent_message", "chat_draft", "contact_asking")


class DatabaseNewer(Exception):
    """The database was migrated by a newer version of the service; `found` is its revision."""

    def __init__(self, found: str) -> None:
        super().__init__(f"revision {found} is newer than {head()}")
        self.found = found


def head() -> str:
    """The revision that the code expects, e.g. `0003`."""
    return (FOLDER / "HEAD").read_text(encoding="utf-8").strip().split("_", 1)[0]


def known() -> frozenset[str]:
    """Every revision that this version of the service has."""
    return frozenset(path.name[:4] for path in (FOLDER / "versions").glob("[0-9]*.py"))


def current(engine: Engine) -> str | None:
    """The revision the database is at, or None for one that was never migrated."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Brings the database to `revision` in one transaction; a second process waits and finds it done.

    Raises DatabaseNewer for a revision that nobody here knows.
    """
    refuse_newer(engine)
    before = current(engine)
    if revision == "head" and before == head():
        return  # reading every migration there ever was takes longer than most commands
    if engine.dialect.name == "sqlite":
        _upgrade_sqlite(engine, revision)
    else:
        with engine.begin() as connection:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK})
            command.upgrade(alembic_config(connection), revision)
    if before is not None and before < SEALED <= (current(engine) or ""):
        _overwrite(engine)


def _overwrite(engine: Engine) -> None:
    """Leaves nothing in the files of what stood there in the open before it was sealed."""
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            driver = cast(Any, connection.connection.driver_connection)
            driver.execute("VACUUM")
            driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return
    with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text(f"VACUUM FULL {', '.join(LAID_OPEN)}"))


def refuse_newer(engine: Engine) -> None:
    """Raises DatabaseNewer where the database is at a revision that this version of the service lacks."""
    found = current(engine)
    if found is not None and found not in known():
        raise DatabaseNewer(found)


def alembic_config(connection: Connection) -> Config:
    """What Alembic's commands need to work on this connection."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _upgrade_sqlite(engine: Engine, revision: str) -> None:
    """SQLite changes a table by copying it and dropping the old one. With foreign keys on, that drop would
    delete the rows that point to it, and they can only be switched off outside a transaction."""
    with engine.connect().execution_options(writes=True) as connection:
        # Straight to the driver: SQLAlchemy would begin a transaction first.
        driver = cast(Any, connection.connection.driver_connection)
        driver.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                command.upgrade(alembic_config(connection), revision)
                broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
                if broken:
                    raise RuntimeError(f"after {revision} rows would lack their parent: {broken[:5]}")
        finally:
            driver.execute("PRAGMA foreign_keys=ON")
