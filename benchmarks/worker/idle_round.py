"""What the worker and the sealer cost an office when nothing waits: every job, in a small office and a large.

Each job runs until it has nothing left, then once more some minutes later, which is timed. What such a round
costs is paid every few seconds for years; it must not grow with what has been settled long ago.

`python benchmarks/worker/idle_round.py [--tickets 10000 200000] [--requests 1000] [--reuse DIR]`; an office
that is kept in a folder is copied, never changed.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from benchmarks.five_years import rules  # noqa: E402
from benchmarks.many_tickets import large_office  # noqa: E402
from benchmarks.pages import application  # noqa: E402
from benchmarks.results import Result, report  # noqa: E402
from complaints_service import clock, db  # noqa: E402
from complaints_service.audit.signing.keys import open_signer  # noqa: E402
from complaints_service.edge.resources import KEY, Service  # noqa: E402
from complaints_service.jobs.schedule import JOBS, Job  # noqa: E402
from complaints_service.jobs.sealer import EVERY_SECONDS, sealing_job  # noqa: E402
from complaints_service.jobs.work import Shift  # noqa: E402
from complaints_service.measurement.indicators.loading import standing  # noqa: E402

#: How often a job is run before it is timed, and how long after one another.
ROUNDS, APART = 3, timedelta(minutes=2)
#: Jobs that learn, lay up or scan by the day cost what an office has: they are told, and do not count.
BY_THE_DAY = 3_600
SEAL = "seal"


def idle(place: Path) -> Mapping[str, float]:
    """Seconds of a core that one run of each job takes in an office where nothing waits."""
    service: Service = application(f"sqlite:///{place / 'office.db'}", place, rules(place)).extensions[KEY]
    with db.reading(service.engine) as session:
        now = standing(session).newest
    assert now is not None
    found = {}
    for job in jobs(place):
        for turn in range(ROUNDS + 1):
            at = now + turn * APART
            vars(clock)["now"] = partial(datetime.fromtimestamp, at.timestamp(), UTC)
            began = time.process_time()
            job.run(Shift(service.engine, service.rulebook, service.settings, at))
            found[job.name] = time.process_time() - began
        print(f"{place.name:<24} {job.name:<20} {found[job.name]:8.3f} s of a core", flush=True)
    service.engine.dispose()
    return found


def jobs(place: Path) -> list[Job]:
    """The worker's, and the sealer's with a key of its own; the backup is measured by another benchmark."""
    signer = open_signer(place / "seal.key")
    return [sealing_job(signer), *(each for each in JOBS if each.name != "backup")]


def kept(tickets: int, requests: int, folder: Path) -> Path:
    """An office of so many tickets in a folder, made if it is not there."""
    with large_office("sqlite", tickets, requests, years=5, kept_in=folder):
        return folder / f"sqlite_5y_{tickets}"


def results(sizes: list[int], found: Mapping[int, Mapping[str, float]]) -> list[Result]:
    """What each job costs, how it grew, and what all of them keep of one core."""
    small, large = sizes[0], sizes[-1]
    every = {job.name: job.every_seconds for job in JOBS if job.name in found[small]} | {SEAL: EVERY_SECONDS}
    often = [name for name, seconds in every.items() if seconds < BY_THE_DAY]
    against = f"every {{}} s, {large} tickets, {{:.3f}} s with {small}"
    told = [
        Result(
            f"idle.{name}_seconds",
            found[large][name],
            "s of a core",
            against.format(f"{every[name]:g}", found[small][name]),
            1,
        )
        for name in every
    ]
    shares = {size: 100 * sum(found[size][name] / every[name] for name in often) for size in sizes}
    return [
        *told,
        Result(
            "idle.share_of_a_core",
            shares[large],
            "%",
            f"{large} tickets, {shares[small]:.2f} with {small}",
            1,
        ),
    ]


def main() -> None:
    """Measures and reports."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tickets", type=int, nargs="+", default=[1_000, 4_000])
    parser.add_argument("--requests", type=int, default=1_000)
    parser.add_argument("--reuse", type=Path, help="a folder in which offices are made once and found again")
    chosen = parser.parse_args()
    found = {}
    with tempfile.TemporaryDirectory() as passing:
        for tickets in chosen.tickets:
            place = Path(passing) / f"office_{tickets}"
            source = kept(tickets, chosen.requests, chosen.reuse or Path(passing) / "kept")
            shutil.copytree(source, place, ignore=shutil.ignore_patterns("rules", "var"))
            found[tickets] = idle(place)
            shutil.rmtree(place)
    report(results(chosen.tickets, found))


if __name__ == "__main__":
    main()
