"""Two web processes and two workers against one of each: reports with a photo a second, on PostgreSQL and S3.

Each web process is `tanggap serve` as it is run, each on a folder of its own; the files go to a bucket of a
server of its own. A report counts when its 201 has come back. The two ways alternate, and the ratio of each
pair is taken: the machine is noisy, and its cores are shared by all that runs here, the clients included.

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
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from benchmarks.results import Result, report  # noqa: E402
from config.loading import load_rulebook  # noqa: E402
from tests.faults.crew import Nursery  # noqa: E402
from tests.faults.test_uploads import form_of, picture  # noqa: E402
from tests.faults.two_of_each import REPORT, Browser, running  # noqa: E402
from tests.support.databases import Databases, make_engine  # noqa: E402
from tests.support.s3_server import fresh_bucket  # noqa: E402
from tests.support.world import open_office  # noqa: E402

CLIENTS = 8


def reports_a_second(ports: tuple[int, ...], *, seconds: float, photos: bool) -> float:
    """How many reports clients hand in, one after another, at processes in turn."""
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
    return sum(done) / (time.monotonic() - began)


def measure(
    nursery: Nursery, databases: Databases, folder: Path, *, of_each: int, asked: argparse.Namespace
) -> float:
    """One round with so many web processes and workers, on an office of its own."""
    url = databases.fresh("postgresql")
    engine = make_engine(url)
    open_office(engine, load_rulebook(ROOT / "config" / "marelan"))
    engine.dispose()
    environ = {"TANGGAP_MEDIA_URL": fresh_bucket(), "TANGGAP_RATE_LIMITS": "0"}
    with running(nursery, url, folder, webs=of_each, workers=of_each, environ=environ) as processes:
        reports_a_second(
            processes.ports, seconds=6, photos=asked.photos
        )  # workers do all their jobs at first
        found = reports_a_second(processes.ports, seconds=asked.seconds, photos=asked.photos)
    databases.drop(url)
    return found


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
        print(f"one of each {one:6.1f}   two of each {two:6.1f}   ratio {two / one:.2f}")
    ratio = statistics.median(two / one for one, two in rounds)
    key = "many_two_of_each_photos" if asked.photos else "many_two_of_each"
    report([Result(key, ratio, "times", "one of each", len(rounds))])


if __name__ == "__main__":
    main()
