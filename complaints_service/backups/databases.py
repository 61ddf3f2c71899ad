"""A database as one stream: SQLite by its own online copy, PostgreSQL by pg_dump; and the way back."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from psycopg.conninfo import make_conninfo
from sqlalchemy import Engine, inspect, text

from complaints_service.backups.errors import BackupFailed, NotRestored
from complaints_service.backups.sealed_file import read_chunks
from complaints_service.errors import words

_NO_TOOL = "%(tool)s tidak ada di mesin ini. Pasang paket klien PostgreSQL yang seumur dengan servernya."


def sort_of(engine: Engine) -> str:
    """`sqlite` or `postgresql`."""
    return engine.dialect.name


def is_empty(engine: Engine) -> bool:
    """Whether a database has no table yet; SQLite's file need not be there."""
    file = engine.url.database
    if engine.dialect.name == "sqlite" and (file is None or not Path(file).exists()):
        return True
    return not inspect(engine).get_table_names()


def revision_of(engine: Engine) -> str:
    """How far the database's migrations are."""
    with engine.connect() as connection:
        return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one())


@contextmanager
def dumped(engine: Engine) -> Iterator[Iterator[bytes]]:
    """One consistent state of the database while others go on writing. Raises BackupFailed and OSError."""
    if engine.dialect.name == "sqlite":
        with _copied(Path(str(engine.url.database))) as pieces:
            yield pieces
    else:
        with _pg_dumped(engine) as pieces:
            yield pieces


@contextmanager
def _copied(file: Path) -> Iterator[Iterator[bytes]]:
    # Beside the database and under one name: what a killed copy leaves is overwritten by the next, not kept.
    aside = file.with_name(f".{file.name}.copy")
    try:
        aside.unlink(missing_ok=True)
        with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(aside)) as copy:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
            found = copy.execute("PRAGMA quick_check(1)").fetchone()
            if found != ("ok",):
                raise BackupFailed(
                    words("Basis data rusak: %(found)s. Pulihkan cadangan terakhir.", found=found[0])
                )
        with aside.open("rb") as content:
            yield read_chunks(content)
    finally:
        aside.unlink(missing_ok=True)


@contextmanager
def _pg_dumped(engine: Engine) -> Iterator[Iterator[bytes]]:
    arguments = ["pg_dump", "--format=custom", "--no-owner", "--no-privileges", "--no-password"]
    where, environ = _connection(engine)
    with tempfile.TemporaryFile() as said:
        try:
            process = subprocess.Popen(  # noqa: S603  # PostgreSQL's own program
                [*arguments, f"--dbname={where}"], env=environ, stdout=subprocess.PIPE, stderr=said
            )
        except FileNotFoundError:
            raise BackupFailed(words(_NO_TOOL, tool="pg_dump")) from None
        with process:
            try:
                yield read_chunks(cast(BinaryIO, process.stdout))
            except BaseException:
                process.kill()
                raise
        if process.returncode != 0:
            said.seek(0)
            raise BackupFailed(words("pg_dump gagal: %(said)s", said=_in_a_line(said.read())))


def load_postgresql(engine: Engine, dump: Path) -> None:
    """Puts a dump into an empty database, all of it or nothing. Raises NotRestored."""
    arguments = ["pg_restore", "--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"]
    where, environ = _connection(engine)
    try:
        done = subprocess.run(  # noqa: S603  # PostgreSQL's own program
            [*arguments, "--no-password", f"--dbname={where}", str(dump)],
            env=environ,
            capture_output=True,
            check=False,
        )
    except FileNotFoundError:
        raise NotRestored(words(_NO_TOOL, tool="pg_restore")) from None
    if done.returncode != 0:
        said = _in_a_line(done.stderr)
        raise NotRestored(words("pg_restore gagal, tidak ada yang diubah: %(said)s", said=said))


def _connection(engine: Engine) -> tuple[str, dict[str, str]]:
    """How PostgreSQL's programs reach the database; the password goes where no list of processes shows it."""
    _given, named = engine.dialect.create_connect_args(engine.url)
    del named["context"]  # the driver's own, no part of an address
    password = named.pop("password", None)
    environ = {**os.environ, "PGPASSWORD": str(password)} if password else dict(os.environ)
    return make_conninfo(**named), environ


def _in_a_line(said: bytes) -> str:
    return "; ".join(said.decode(errors="replace").splitlines()[-2:])
