"""A page of the office's record among millions of rows: the newest, one far back, and by each filter.

The rows are drawn, not lived: five years of them, several in a second at busy hours, of 300 people and 60
kinds; one in fifty tells for what it was done, two in three from where. They go to PostgreSQL by COPY, to
SQLite many at once, and indexes are made afterwards. Each question is asked for its first page and for one in
the middle of the record, and what matches nothing as well. Told by the clock on the wall of the query alone
(`audit.page_p95_ms`, of what took longest), beside the median.

`python benchmarks/large/audit.py [--rows 1000000] [--backend sqlite|postgresql] [--rounds 30] [--in FOLDER]`
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from sqlalchemy import Connection, Engine, Table, create_engine, text  # noqa: E402

from benchmarks.keeping import place_of  # noqa: E402
from benchmarks.results import Result, report  # noqa: E402
from complaints_service import db  # noqa: E402
from complaints_service.audit.models import AuditEvent, AuditSource, AuditWord  # noqa: E402
from complaints_service.audit.queries import (  # noqa: E402
    AuditAsked,
    actors_recorded,
    events_asked,
    kinds_recorded,
)
from complaints_service.db import Base  # noqa: E402
from complaints_service.texts import single_words  # noqa: E402
from migrations.tables import metadata  # noqa: E402

BEGINS, YEARS = datetime(2021, 12, 1, tzinfo=UTC), 5
PEOPLE, KINDS, NETWORKS, SESSIONS = 300, 60, 40, 20_000
ROWS_SHOWN, AT_ONCE = 51, 20_000
EVENTS, SOURCES, WORDS = (
    Base.metadata.tables[each.__tablename__] for each in (AuditEvent, AuditSource, AuditWord)
)


def drawn(rows: int) -> Iterator[tuple[dict[str, Any], dict[str, Any] | None]]:
    """The rows in the order in which they were written, each with where it came from."""
    chance = random.Random(1)
    step = timedelta(days=365 * YEARS) / rows
    for number in range(1, rows + 1):
        at = (BEGINS + step * number).replace(microsecond=0)
        who = int(PEOPLE * chance.random() ** 2)  # few write much
        kind = int(KINDS * chance.random() ** 3)
        said = {"purpose": f"Menelepon pelapor {number}"} if number % 50 == 0 else {"n": number}
        row = {"id": number, "at": at, "actor": f"person:{who}", "kind": f"kind.{kind:02d}"}
        about = f"account:{chance.randrange(5000)}"
        row |= {"subject": about, "data": said, "origin": "web", "source": None}
        if number % 3 == 0:
            yield row, None
            continue
        place = f"10.0.{int(NETWORKS * chance.random() ** 2)}.0/24"
        mark = f"s-{chance.randrange(SESSIONS):012x}"
        yield row | {"source": "0" * 64}, {
            "event_id": number, "at": at, "kind": row["kind"], "actor": row["actor"], "address": place,
            "session": mark, "salt": "0" * 32,
        }  # fmt: skip


def fill(engine: Engine, rows: int) -> None:
    """Writes the rows straight into the tables; indexes follow, what keeps rows from changing is left out."""
    metadata().create_all(engine)
    put = copied if engine.dialect.name == "postgresql" else many
    with engine.begin() as connection:
        bare(connection)
    coming, said = drawn(rows), []
    while some := list(islice(coming, AT_ONCE)):
        with engine.begin() as connection:
            put(connection, EVENTS, [row for row, _source in some])
            put(connection, SOURCES, [source for _row, source in some if source])
        said += [
            (word, row["at"], row["id"])
            for row, _source in some
            for word in single_words(str(row["data"].get("purpose", "")))
        ]
    said.sort()  # the table of words lies in their order
    with engine.begin() as connection:
        put(connection, WORDS, [dict(zip(("word", "at", "event_id"), one, strict=True)) for one in said])
    for table in (EVENTS, SOURCES):
        for index in table.indexes:
            with engine.begin() as connection:
                index.create(connection)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE" if put is copied else "ANALYZE"))


def bare(connection: Connection) -> None:
    """Takes away what is looked at for each row that is written: indexes, triggers, references."""
    for table in (EVENTS, SOURCES):
        for index in table.indexes:
            index.drop(connection)
    if connection.dialect.name == "sqlite":
        asked = text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table")
        for name in connection.scalars(asked, {"table": EVENTS.name}).all():
            connection.execute(text(f"DROP TRIGGER {name}"))
        return
    for table in (SOURCES, WORDS):
        for reference in table.foreign_key_constraints:
            connection.execute(text(f"ALTER TABLE {table.name} DROP CONSTRAINT {reference.name}"))


def copied(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    """Rows by COPY."""
    driver: Any = connection.connection.dbapi_connection
    with (
        driver.cursor() as cursor,
        cursor.copy(f"COPY {table.name} ({', '.join(rows[0])}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row([json.dumps(each) if isinstance(each, dict) else each for each in row.values()])


def many(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    """Rows in one call of the driver, each value as its column keeps it."""
    kept: list[Any] = [table.c[name].type.dialect_impl(connection.dialect) for name in rows[0]]
    said: list[Any] = [each.bind_processor(connection.dialect) or (lambda value: value) for each in kept]
    marks = ", ".join("?" * len(said))
    driver: Any = connection.connection.dbapi_connection
    driver.executemany(
        f"INSERT INTO {table.name} ({', '.join(rows[0])}) VALUES ({marks})",
        (
            [turn(value) if turn else value for turn, value in zip(said, row.values(), strict=True)]
            for row in rows
        ),
    )


def size_of(engine: Engine) -> float:
    """What the database takes on disk, in GB."""
    asked = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
    if engine.dialect.name == "postgresql":
        asked = "SELECT pg_database_size(current_database())"
    with engine.connect() as connection:
        return float(connection.scalar(text(asked)) or 0) / 1e9


def questions(rows: int) -> dict[str, AuditAsked]:
    """What is asked, each for a first page and for one from the middle on."""
    middle = BEGINS + timedelta(days=365 * YEARS) / 2
    asked = {
        "all": AuditAsked(),
        "kind": AuditAsked(kind="kind.00"),
        "rare kind": AuditAsked(kind="kind.59"),
        "actor": AuditAsked(actor="person:0"),
        "subject": AuditAsked(subject="account:17"),
        "address": AuditAsked(address="10.0.0.0/24"),
        "session": AuditAsked(session=f"s-{7:012x}"),
        "purpose": AuditAsked(purpose="pelapor"),
        "beginning of a purpose": AuditAsked(purpose="menel"),
        "two words": AuditAsked(purpose="menelepon pelapor"),
        "a rare word and one of all": AuditAsked(purpose=f"pelapor {rows - rows % 50}"),
        "no such purpose": AuditAsked(purpose="tidak ada"),
        "purpose and actor": AuditAsked(purpose="pelapor", actor="person:299"),
        "actor and kind": AuditAsked(actor="person:299", kind="kind.59"),
        "address and kind": AuditAsked(address="10.0.0.0/24", kind="kind.59"),
        "address and actor": AuditAsked(address="10.0.39.0/24", actor="person:0"),
        "a day": AuditAsked(since=middle, until=middle + timedelta(days=1)),
        "nobody": AuditAsked(actor="person:9999"),
    }
    back = {
        f"{name}, far back": AuditAsked(**{**vars(one), "before": (middle, rows // 2)})
        for name, one in asked.items()
        if one.since is None
    }
    return asked | back


def measure(backend: str, rows: int, rounds: int, kept_in: Path | None) -> list[Result]:
    """The p95 of each question, the slowest as the figure."""
    with place_of(backend, f"audit_{backend}_{rows}", kept_in) as (url, _folder):
        engine = db.prepare_engine(create_engine(url, **db.engine_options(url)))
        began = time.perf_counter()
        fill(engine, rows)
        took = time.perf_counter() - began
        print(f"{rows} rows in {backend}, {size_of(engine):.2f} GB, made in {took:.0f} s", flush=True)
        found: dict[str, list[float]] = {"kinds": [], "actors": []}
        for _round in range(rounds):
            with db.reading(engine) as session:
                kinds_recorded(session)  # the first one is put together anew
                found["kinds"].append(_took(partial(kinds_recorded, session)))
                found["actors"].append(_took(partial(actors_recorded, session)))
        for name, asked in questions(rows).items():
            for _round in range(rounds):
                with db.reading(engine) as session:
                    events_asked(session, asked=asked, limit=1)
                    took = _took(partial(events_asked, session, asked=asked, limit=ROWS_SHOWN))
                    found.setdefault(name, []).append(took)
        engine.dispose()
    p95 = {name: statistics.quantiles(times, n=20)[-1] for name, times in found.items()}
    for name, value in sorted(p95.items(), key=lambda one: -one[1]):
        print(f"{backend} {rows} {name}: p95 {value:.1f} ms, median {statistics.median(found[name]):.1f}")
    worst = max(p95, key=lambda name: p95[name])
    suffix = "" if backend == "sqlite" else "_postgresql"
    told = f"{rows} rows, {backend}, slowest: {worst}"
    middles = {name: statistics.median(times) for name, times in found.items()}
    slow = max(middles, key=lambda name: middles[name])
    return [
        Result(f"audit.page_p95_ms{suffix}", p95[worst], "ms", told, rounds),
        Result(
            f"audit.page_median_ms{suffix}", middles[slow], "ms", f"{rows} rows, {backend}: {slow}", rounds
        ),
    ]


def _took(ask: Callable[[], object]) -> float:
    began = time.perf_counter()
    ask()
    return (time.perf_counter() - began) * 1000


def main() -> None:
    """Runs it on one backend, or on both."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--backend", choices=("sqlite", "postgresql"))
    parser.add_argument("--in", dest="kept_in", type=Path, help="an empty folder for a database that stays")
    given = parser.parse_args()
    for backend in (given.backend,) if given.backend else ("sqlite", "postgresql"):
        report(measure(backend, given.rows, given.rounds, given.kept_in))


if __name__ == "__main__":
    main()
