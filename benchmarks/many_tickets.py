"""A hundred thousand tickets: judged again under another rulebook, and all their facts made anew.

A year of real requests is replayed at its own times, every act through the services, and all that hangs on
them is copied until there are as many tickets as asked for (`copying/`). One process, one core; in a file
of SQLite and in PostgreSQL. Told by the clock on the wall; less what it waited for a core that others had, as
Linux counts it (what a machine of its own would take); and by seconds of a core, the database's among them.

`python benchmarks/many_tickets.py [--tickets 100000] [--requests 1000] [--backend sqlite|postgresql]`
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from sqlalchemy import Engine, func, select, text  # noqa: E402
from sqlalchemy.orm import Session  # noqa: E402

from benchmarks.copying.multiply import multiply  # noqa: E402
from benchmarks.five_years import rules, spread  # noqa: E402
from benchmarks.keeping import place_of  # noqa: E402
from benchmarks.measurement import server_process, used_by  # noqa: E402
from benchmarks.pages import AS_OF, FILE, RULES, application  # noqa: E402
from benchmarks.results import Result, report  # noqa: E402
from complaints_service import db  # noqa: E402
from complaints_service.edge.resources import KEY, Service  # noqa: E402
from complaints_service.errors import Actor  # noqa: E402
from complaints_service.measurement.facts.models import (  # noqa: E402
    ClockFact,
    CustodyFact,
    HandoverFact,
    ResolutionFact,
    TicketFact,
)
from complaints_service.measurement.facts.service import rebuild  # noqa: E402
from complaints_service.moment import Moment  # noqa: E402
from complaints_service.replay.boston311.importing import replay  # noqa: E402
from complaints_service.tickets.clocks.what_if import what_if  # noqa: E402
from complaints_service.tickets.ledger.models import TicketEvent  # noqa: E402
from complaints_service.tickets.rows.filling import keep_missing  # noqa: E402
from config.rulebook import Rulebook  # noqa: E402
from sla import Amount  # noqa: E402

FACTS: tuple[Any, ...] = (TicketFact, ClockFact, CustodyFact, ResolutionFact, HandoverFact)


@contextmanager
def large_office(
    backend: str,
    tickets: int,
    requests: int,
    *,
    years: int = 1,
    kept_in: Path | None = None,
) -> Iterator[Any]:
    """The application on so many tickets: requests replayed, then copied with all that hangs on them.

    `years`: over how many the requests are spread, 1 or 5. `kept_in`: a folder in which it is made once and
    found again.
    """
    with place_of(backend, f"{backend}_{years}y_{tickets}", kept_in) as (url, folder):
        made = folder / "made"
        app = application(url, folder, rules(folder) if years > 1 else RULES)
        service: Service = app.extensions[KEY]
        if not made.exists():
            began = time.perf_counter()
            replay(
                service.engine,
                service.rulebook,
                service.settings,
                file=spread(folder, requests) if years > 1 else FILE,
                as_of=AS_OF,
                limit=requests,
                say=print,
            )
            _as_jobs_leave_it(service)
            print(f"{requests} replayed in {time.perf_counter() - began:.0f} s", flush=True)
            multiply(
                service.engine,
                tickets,
                rulebook=service.rulebook,
                tracking_key=service.settings.tracking_key,
            )
            print(f"{tickets} {backend} made in {time.perf_counter() - began:.0f} s", flush=True)
            made.touch()
        yield app
        service.engine.dispose()


def _as_jobs_leave_it(service: Service) -> None:
    """What a worker stores again once the day of a decree is past."""
    with db.writing(service.engine) as session:
        moment = Moment(session=session, now=AS_OF, actor=Actor.rule(), rulebook=service.rulebook)
        keep_missing(moment, limit=1_000_000)


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
