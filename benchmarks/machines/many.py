"""Two web processes and two workers against one of each: reports a second, and who spends how much of a core.

Each web process is `tanggap serve` as it is run, each on a folder of its own; the files go to a bucket of a
server of its own. A report counts when its 201 has come back. The two ways alternate, and the ratio of each
pair is taken: the machine is noisy, and its cores are shared by all that runs here, the clients included.
So each round also tells what one report costs of a core in the web processes, the database, the workers and
the clients, and how often one process of the database waited for a lock of another: if that stays the same
with two of each, nothing but the cores keeps two from handing in twice as much.

`python benchmarks/machines/many.py [--seconds 8] [--rounds 3] [--photos]`
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, text

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from benchmarks.results import Result, report  # noqa: E402
from config.loading import load_rulebook  # noqa: E402
from tests.faults.crew import Nursery  # noqa: E402
from tests.faults.test_uploads import form_of, picture  # noqa: E402
from tests.faults.two_of_each import REPORT, Browser, running  # noqa: E402
from tests.support.databases import Databases, make_engine, servers  # noqa: E402
from tests.support.processes import core_seconds  # noqa: E402
from tests.support.s3_server import fresh_bucket  # noqa: E402
from tests.support.world import open_office  # noqa: E402

CLIENTS = 8
_LOCKED = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"


def reports_a_second(ports: tuple[int, ...], *, seconds: float, photos: bool) -> tuple[int, float]:
    """How many reports clients hand in, one after another, at processes in turn, in how many seconds."""
    done, over = [0] * CLIENTS, threading.Event()

    def hand_in(which: int) -> None:
        turn = which
        while not over.is_set():
            port = ports[turn % len(ports)]
            if photos:
                body, kind = form_of([picture(which * 100_000 + turn)])
                answer = Browser().ask(port, "/api/v1/complaints", body=body, kind=kind)
            else:
                answer = Browser().send(port, "/api/v1/complaints", body=REPORT)
            assert answer.status == 201, answer.text[:300]
            done[which] += 1
            turn += 1

    threads = [threading.Thread(target=hand_in, args=(which,)) for which in range(CLIENTS)]
    began = time.monotonic()
    for each in threads:
        each.start()
    over.wait(seconds)
    over.set()
    for each in threads:
        each.join()
    return sum(done), time.monotonic() - began


@dataclass(frozen=True, kw_only=True)
class Round:
    """What a round brought, and milliseconds of a core that each report cost."""

    a_second: float
    web: float
    database: float
    workers: float
    clients: float
    #: Of the looks at the database meanwhile, at how many somebody waited for another's lock.
    locked: float

    def __str__(self) -> str:
        cost = self.web + self.database + self.workers + self.clients
        return (
            f"{self.a_second:6.1f} a second; ms of a core a report: web {self.web:.2f}, "
            f"database {self.database:.2f}, workers {self.workers:.2f}, clients {self.clients:.2f}, "
            f"all {cost:.2f}; a lock waited for at {self.locked:.1%} of looks"
        )


def used(pids: tuple[int, ...]) -> float:
    """Core seconds that processes have used, with those of their children."""
    found: float = sum(map(core_seconds, pids))
    return found


@contextmanager
def watched_locks(engine: Engine) -> Iterator[list[bool]]:
    """Looks twenty times a second whether anybody waits for another's lock, until the block ends."""
    seen, over = list[bool](), threading.Event()

    def look() -> None:
        with engine.connect() as connection:
            while not over.wait(0.05):
                seen.append(bool(connection.scalar(text(_LOCKED))))
                connection.rollback()

    with ThreadPoolExecutor(1) as looker:
        looking = looker.submit(look)
        yield seen
        over.set()
        looking.result()


def measure(
    nursery: Nursery, databases: Databases, folder: Path, *, of_each: int, asked: argparse.Namespace
) -> Round:
    """One round with so many web processes and workers, on an office of its own."""
    url = databases.fresh("postgresql")
    engine = make_engine(url)
    open_office(engine, load_rulebook(ROOT / "config" / "marelan"))
    environ = {"TANGGAP_MEDIA_URL": fresh_bucket(), "TANGGAP_RATE_LIMITS": "0"}
    with running(nursery, url, folder, webs=of_each, workers=of_each, environ=environ) as processes:
        # Workers do all their jobs at first.
        reports_a_second(processes.ports, seconds=6, photos=asked.photos)
        parts = processes.webs, tuple(servers), processes.workers
        before = [*map(used, parts), time.process_time()]
        with watched_locks(engine) as seen:
            found, lasted = reports_a_second(processes.ports, seconds=asked.seconds, photos=asked.photos)
        spent = [
            now - then for now, then in zip([*map(used, parts), time.process_time()], before, strict=True)
        ]
    engine.dispose()
    databases.drop(url)
    web, database, workers, clients = (1000 * each / found for each in spent)
    return Round(
        a_second=found / lasted,
        web=web,
        database=database,
        workers=workers,
        clients=clients,
        locked=sum(seen) / max(1, len(seen)),
    )


def main() -> None:
    """Measures and tells."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--photos", action="store_true", help="each report with a photo")
    asked = parser.parse_args()
    nursery, rounds = Nursery(), []
    with tempfile.TemporaryDirectory() as name:
        databases = Databases(Path(name) / "databases", durable=True)
        (Path(name) / "databases").mkdir()
        for number in range(asked.rounds):
            one, two = (
                measure(nursery, databases, Path(name) / f"{number}-{each}", of_each=each, asked=asked)
                for each in (1, 2)
            )
            rounds.append((one, two))
        databases.close()
    nursery.close()
    what = "reports with a photo" if asked.photos else "reports"
    print(f"{os.cpu_count()} cores, {CLIENTS} clients too; {what} a second, load {os.getloadavg()[0]:.1f}")
    for one, two in rounds:
        print(f"one of each {one}")
        print(f"two of each {two}; ratio {two.a_second / one.a_second:.2f}")
    ratio = statistics.median(two.a_second / one.a_second for one, two in rounds)
    key = "many_two_of_each_photos" if asked.photos else "many_two_of_each"
    report([Result(key, ratio, "times", "one of each", len(rounds))])


if __name__ == "__main__":
    main()
