"""A hundred thousand tickets: judged again under another rulebook, and all their facts made anew.

A year of real requests is replayed at its own times, every act through the services, and the database itself
then copies their ledgers until there are as many tickets as asked for. One process, one core; in a file of
SQLite and in PostgreSQL. Told by the clock on the wall; less what it waited for a core that others had, as
Linux counts it (what a machine of its own would take); and by seconds of a core, the database's among them.

`python benchmarks/many_tickets.py [--tickets 100000] [--requests 1000] [--backend sqlite|postgresql]`
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from sqlalchemy import Engine, func, insert, literal, select, text  # noqa: E402
from sqlalchemy.orm import Session  # noqa: E402

from benchmarks.intake import databases  # noqa: E402
from benchmarks.measurement import server_process, used_by  # noqa: E402
from benchmarks.pages import AS_OF, FILE, application  # noqa: E402
from benchmarks.results import Result, report  # noqa: E402
from complaints_service import db  # noqa: E402
from complaints_service.edge.resources import KEY, Service  # noqa: E402
from complaints_service.measurement.facts.models import (  # noqa: E402
    ClockFact,
    CustodyFact,
    HandoverFact,
    ResolutionFact,
    TicketFact,
)
from complaints_service.measurement.facts.service import rebuild  # noqa: E402
from complaints_service.replay.boston311.importing import replay  # noqa: E402
from complaints_service.tickets.clocks.what_if import what_if  # noqa: E402
from complaints_service.tickets.ledger.models import Complaint, Ticket, TicketEvent  # noqa: E402
from complaints_service.tickets.rows.models import TicketListed  # noqa: E402
from complaints_service.tickets.search.models import TicketWords  # noqa: E402
from config.rulebook import Rulebook  # noqa: E402
from sla import Amount  # noqa: E402

FACTS: tuple[Any, ...] = (TicketFact, ClockFact, CustodyFact, ResolutionFact, HandoverFact)
#: What is copied of a ticket, by which key.
_COPIED: tuple[tuple[Any, str], ...] = (
    *((Complaint, "id"), (Ticket, "id"), (TicketEvent, "ticket_id")),
    *((TicketWords, "ticket_id"), (TicketListed, "ticket_id")),
)
#: Columns that may not be the same twice.
_OWN = {"number", "secret_digest"}


@contextmanager
def large_office(backend: str, tickets: int, requests: int) -> Iterator[Any]:
    """The application on so many tickets: requests replayed, then copied in the database."""
    with databases(backend) as (url, _), tempfile.TemporaryDirectory() as folder:
        app = application(url, Path(folder))
        service: Service = app.extensions[KEY]
        replay(
            service.engine,
            service.rulebook,
            service.settings,
            file=FILE,
            as_of=AS_OF,
            limit=requests,
            say=print,
        )
        multiply(service.engine, tickets)
        yield app
        service.engine.dispose()


def multiply(engine: Engine, tickets: int) -> None:
    """Copies complaints, tickets and whole ledgers until there are so many, under new ids and numbers."""
    with db.writing(engine) as session:
        have = session.scalar(select(func.count()).select_from(Ticket)) or 0
        first, last = session.execute(select(func.min(Complaint.id), func.max(Complaint.id))).one()
        step = last - first + 1
        for copy in range(1, -(-tickets // have)):
            wanted = min(have, tickets - copy * have)
            upto = session.scalar(select(Ticket.id).order_by(Ticket.id).offset(wanted - 1).limit(1))
            for model, key in _COPIED:
                _copy(session, model, key, copy * step, upto)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")


def _copy(session: Session, model: Any, key: str, by: int, upto: int) -> None:
    table = model.__table__
    columns = [column for column in table.columns if column.name == key or column.name != "id"]
    values = []
    for column in columns:
        if column.name == key:
            values.append(column + by)
        elif column.name in _OWN:
            values.append(literal("C").concat((table.c.id + by).cast(table.c.number.type)))
        else:
            values.append(column)
    chosen = select(*values).where(table.c[key] <= upto).order_by(table.c[key])
    # Beside the session, which would want to digest each row: these are copies, and nobody verifies them.
    session.connection().execute(insert(table).from_select([column.name for column in columns], chosen))


def stricter(rulebook: Rulebook, days: int = 3) -> Rulebook:
    """The same rulebook, but that everything is to be resolved within so many working days."""
    quick = Amount("working_days", days)
    policies = tuple(
        replace(
            policy,
            rows=tuple(replace(row, targets={**row.targets, "resolution": quick}) for row in policy.rows),
        )
        for policy in rulebook.policies
    )
    return replace(rulebook, policies=policies)


@dataclass
class Spent:
    """Seconds on the wall, of a core, and waiting for one; of this process and the database's."""

    wall: float = 0.0
    core: float = 0.0
    waited: float = 0.0

    @property
    def alone(self) -> float:
        """What it would take with a core to itself: work and disk; never less than the work.

        Two processes may wait at the same time, and so wait more than the wall shows.
        """
        return max(self.wall - self.waited, self.core)


@contextmanager
def timed(session: Session) -> Iterator[Spent]:
    """What the block took."""
    spent, server = Spent(), server_process(session)
    processes = [pid for pid in (os.getpid(), server) if pid is not None]
    wall, core = time.perf_counter(), time.process_time() + used_by(server)
    waited = sum(map(_waited, processes))
    yield spent
    spent.wall = time.perf_counter() - wall
    spent.core = time.process_time() + used_by(server) - core
    spent.waited = sum(map(_waited, processes)) - waited


def _waited(pid: int) -> float:
    """Seconds a process was ready to run while others had the cores; 0 where nobody counts them."""
    counted = Path(f"/proc/{pid}/schedstat")
    return int(counted.read_text().split()[1]) / 1e9 if counted.exists() else 0.0


def keep_facts(engine: Engine) -> None:
    """Sets aside what the facts are now."""
    with db.writing(engine) as session:
        for model in FACTS:
            name = model.__table__.name
            session.execute(text(f"CREATE TABLE kept_{name} AS SELECT * FROM {name}"))


def changed_facts(engine: Engine) -> int:
    """How many rows of facts are not what was set aside, either way; row for row, column for column."""
    found = 0
    with db.reading(engine) as session:
        for model in FACTS:
            name = model.__table__.name
            for one, other in ((name, f"kept_{name}"), (f"kept_{name}", name)):
                # Rows have keys, so that none stands there twice.
                differing = f"SELECT * FROM {one} EXCEPT SELECT * FROM {other}"
                found += session.scalar(text(f"SELECT count(*) FROM ({differing}) AS differing")) or 0
    return found


def measure(backend: str, tickets: int, requests: int) -> list[Result]:
    """What-if over all tickets, and a rebuild of all facts over facts that are there already."""
    with large_office(backend, tickets, requests) as app:
        service: Service = app.extensions[KEY]
        with db.reading(service.engine) as session:
            entries = session.scalar(select(func.count()).select_from(TicketEvent)) or 0
            with timed(session) as judged:
                found = what_if(
                    session, rulebook=service.rulebook, other=stricter(service.rulebook), now=AS_OF
                )
        with db.writing(service.engine) as session:
            rebuild(session, now=AS_OF, rulebook=service.rulebook)
        keep_facts(service.engine)
        with db.writing(service.engine) as session, timed(session) as made:
            done = rebuild(session, now=AS_OF, rulebook=service.rulebook)
        changed = changed_facts(service.engine)
    if (found.tickets, done.tickets, changed) != (tickets, tickets, 0):
        raise RuntimeError(f"judged {found.tickets}, made {done.tickets}, {changed} rows changed")
    suffix = "" if backend == "sqlite" else "_postgresql"
    told = f"{tickets} tickets, {entries} entries, {backend}"
    moved = f"under 60 s for 100,000; {told}; {found.touched} would move"
    same = f"under 90 s for 100,000; {told}; no row changed"
    alone, core = "less waiting for a core", "of a core, the database's too"
    return [
        Result(f"what_if.seconds{suffix}", judged.wall, "s", moved, 1),
        Result(f"what_if.seconds_alone{suffix}", judged.alone, "s", alone, 1),
        Result(f"what_if.core_seconds{suffix}", judged.core, "s", core, 1),
        Result(f"measurement.rebuild_seconds{suffix}", made.wall, "s", same, 1),
        Result(f"measurement.rebuild_seconds_alone{suffix}", made.alone, "s", alone, 1),
        Result(f"measurement.rebuild_core_seconds{suffix}", made.core, "s", core, 1),
    ]


def main() -> None:
    """Measures and reports."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tickets", type=int, default=100_000)
    parser.add_argument("--requests", type=int, default=1_000)
    parser.add_argument("--backend", choices=["sqlite", "postgresql"])
    chosen = parser.parse_args()
    results = []
    for backend in [chosen.backend] if chosen.backend else ["sqlite", "postgresql"]:
        results += measure(backend, chosen.tickets, chosen.requests)
    report(results)


if __name__ == "__main__":
    main()
