"""Replays the 5,000 real requests, then times the desk list and tracking data over HTTP.

`desk.p95_ms` is of the heaviest desks there are: each department's officer, and a manager who sees all.

`python benchmarks/pages.py [--backend sqlite|postgresql] [--limit 5000] [--rounds 40]`
"""

from __future__ import annotations

import argparse
import http.client
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import waitress  # noqa: E402
from sqlalchemy import func, select  # noqa: E402

from benchmarks.intake import databases  # noqa: E402
from benchmarks.results import Result, report  # noqa: E402
from complaints_service import clock, db  # noqa: E402
from complaints_service.accounts.service import NewAccount, create_account, grant_role  # noqa: E402
from complaints_service.accounts.sign_in import start_session  # noqa: E402
from complaints_service.app import create_app  # noqa: E402
from complaints_service.cli.serving import settle  # noqa: E402
from complaints_service.cli.setup import prepare  # noqa: E402
from complaints_service.edge.resources import KEY, Service  # noqa: E402
from complaints_service.errors import Actor  # noqa: E402
from complaints_service.replay.boston311.importing import replay  # noqa: E402
from complaints_service.tickets.ledger.models import Complaint, Ticket  # noqa: E402
from complaints_service.tickets.ledger.numbers import tracking_secret  # noqa: E402
from config.settings import load_settings, prepare_folders  # noqa: E402

FILE = ROOT / "benchmarks" / "data" / "boston311_2015_sample.csv"
RULES = ROOT / "config" / "marelan"
AS_OF = datetime(2026, 1, 31, 17, 0, tzinfo=UTC)
SETUP = Actor("setup", "cli")


def measure(backend: str, limit: int, rounds: int) -> list[Result]:
    """The import's seconds, the desk's p95 and tracking answers a second on one backend."""
    with databases(backend) as (url, _), tempfile.TemporaryDirectory() as folder:
        app = application(url, Path(folder))
        service: Service = app.extensions[KEY]
        began = time.perf_counter()
        replay(
            service.engine, service.rulebook, service.settings, file=FILE, as_of=AS_OF, limit=limit, say=print
        )
        took = time.perf_counter() - began
        cookies, tracked = desks(service), secrets(service)
        with serving(app) as port:
            times = [
                milliseconds(port, "/meja", {"Cookie": cookie}) for _ in range(rounds) for cookie in cookies
            ]
            rate = answers_per_second(port, tracked)
        service.engine.dispose()
    suffix = "" if backend == "sqlite" else "_postgresql"
    p95 = statistics.quantiles(times, n=20)[-1]
    return [
        Result(f"replay.import_seconds{suffix}", took, "s", f"{limit} requests, {backend}", 1),
        Result(
            f"desk.p95_ms{suffix}", p95, "ms", f"{len(cookies)} desks after the import, {backend}", len(times)
        ),
        Result(
            f"tracking.per_second{suffix}",
            rate,
            "answers/s",
            f"all clocks with because, {backend}",
            len(tracked),
        ),
    ]


def application(url: str, folder: Path, rules: Path = RULES) -> Any:
    """The service on a database, set up."""
    environ = {
        "TANGGAP_DATABASE_URL": url,
        "TANGGAP_RATE_LIMITS": "0",
        "TANGGAP_RULEBOOK": str(rules),
    }
    prepare_folders(environ, folder)
    app = create_app(load_settings(environ, folder))
    prepare(app.extensions[KEY], now=clock.now())
    return app


def desks(service: Service) -> list[str]:
    """Cookies of each department's officer, the busiest first, and of a manager of everything."""
    now = clock.now()
    with db.writing(service.engine) as session:
        busiest = session.execute(
            select(Ticket.holder_officer_id, func.count())
            .where(Ticket.holder_officer_id.is_not(None))
            .group_by(Ticket.holder_officer_id)
            .order_by(func.count().desc())
        )
        accounts = [
            create_account(session, new=NewAccount(f"bench{officer}", officer), now=now, actor=SETUP).id
            for officer, _ in busiest
        ]
        manager = create_account(session, new=NewAccount("bench"), now=now, actor=SETUP).id
        grant_role(session, account_id=manager, role="manager", unit_id=None, now=now, actor=SETUP)
        tokens = [
            start_session(session, account_id=account, user_agent="bench", now=now)
            for account in [*accounts, manager]
        ]
    return [f"tanggap={token}" for token in tokens]


def secrets(service: Service) -> list[tuple[str, str]]:
    """Numbers and secrets of two hundred complaints, spread over the year."""
    with db.reading(service.engine) as session:
        numbers = session.scalars(select(Complaint.number).order_by(Complaint.id)).all()
    chosen = numbers[:: max(1, len(numbers) // 200)]
    return [(number, tracking_secret(service.settings.tracking_key, number, 1)) for number in chosen]


@contextmanager
def serving(app: Any) -> Iterator[int]:
    """The app behind waitress with 8 threads; gives its port."""
    server = waitress.create_server(app, host="127.0.0.1", port=0, threads=8)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    settle()
    yield int(server.effective_port)
    server.close()


def milliseconds(port: int, path: str, headers: dict[str, str]) -> float:
    """One answer's time; it must be a good one."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    began = time.perf_counter()
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    answer.read()
    took = (time.perf_counter() - began) * 1000
    connection.close()
    if answer.status != 200:
        raise RuntimeError(f"{path} answered {answer.status}")
    return took


def answers_per_second(port: int, tracked: list[tuple[str, str]]) -> float:
    """Tracking data, one client, one connection each."""
    began = time.perf_counter()
    for number, secret in tracked:
        milliseconds(port, f"/api/v1/complaints/{number}", {"Authorization": f"Tracking {secret}"})
    return len(tracked) / (time.perf_counter() - began)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--backend", choices=["sqlite", "postgresql"])
    parser.add_argument("--limit", type=int, default=5000)
    parser.add_argument("--rounds", type=int, default=40)
    chosen = parser.parse_args()
    results = []
    for backend in [chosen.backend] if chosen.backend else ["sqlite", "postgresql"]:
        results += measure(backend, chosen.limit, chosen.rounds)
    report(results)


if __name__ == "__main__":
    main()
