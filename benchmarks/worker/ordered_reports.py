"""A long report as the worker makes it: every ticket of five years as a row of one XLSX.

The office is made as in `many_tickets.py`; a process of its own makes the report, as the worker does, so that
its memory can be told: how far it rose while the report was made, and the peak. Told by the clock on
the wall and by seconds of a core. The office is kept in a folder while the two processes share it.

`python benchmarks/worker/ordered_reports.py [--tickets 100000] [--requests 1000] [--reuse DIR]`
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from sqlalchemy import select  # noqa: E402

from benchmarks.five_years import rules  # noqa: E402
from benchmarks.keeping import place_of  # noqa: E402
from benchmarks.many_tickets import large_office  # noqa: E402
from benchmarks.pages import application, desks  # noqa: E402
from benchmarks.results import Result, report  # noqa: E402
from complaints_service import clock, db  # noqa: E402
from complaints_service.accounts.models import Account  # noqa: E402
from complaints_service.edge.resources import KEY, Service  # noqa: E402
from complaints_service.errors import Actor  # noqa: E402
from complaints_service.jobs.ordering import make_ordered  # noqa: E402
from complaints_service.jobs.work import Shift  # noqa: E402
from complaints_service.measurement.indicators.loading import standing  # noqa: E402
from complaints_service.measurement.months import month_of, months_until  # noqa: E402
from complaints_service.moment import Moment  # noqa: E402
from complaints_service.office_reports.asking import MOST_ORDERED, ReportMonths  # noqa: E402
from complaints_service.office_reports.catalogue import REPORTS, basis_of  # noqa: E402
from complaints_service.office_reports.ordering.models import ReportFile, ReportOrder  # noqa: E402
from complaints_service.office_reports.ordering.service import order_report  # noqa: E402
from complaints_service.people.rights import rights_of  # noqa: E402

KILOBYTES = 1024


def order(service: Service) -> int:
    """Orders R1 of all that there is, by who sees the whole office; how many tickets it is of."""
    with db.reading(service.engine) as session:
        there = session.scalar(select(Account.id).where(Account.login == "bench"))
    if there is None:
        desks(service)
    with db.writing(service.engine) as session:
        account = session.scalars(select(Account.id).where(Account.login == "bench")).one()
        rights = rights_of(session, account_id=account)
        now = standing(session).newest
        assert rights is not None
        assert now is not None
        zone = service.rulebook.calendar(service.rulebook.office.calendar).zone
        months = months_until(month_of(now, zone), MOST_ORDERED)
        asked = ReportMonths(first=months[0], last=months[-1], compare="none")
        kind = REPORTS["R1"]
        basis = basis_of(
            session,
            kind=kind,
            asked=asked,
            where={},
            rights=rights,
            now=now,
            rulebook=service.rulebook,
            language="id",
        )
        moment = Moment(
            session=session, rulebook=service.rulebook, now=clock.now(), actor=Actor("bench", "cli")
        )
        made = order_report(moment, kind=kind, basis=basis, account_id=account, officer_id=None)
        return session.get_one(ReportOrder, made).total


def make(url: str, folder: Path) -> None:
    """Makes what waits, as the worker does, and says what it took."""
    service: Service = application(url, folder, rules(folder)).extensions[KEY]
    before, began, used = _forget_peak(), time.perf_counter(), time.process_time()
    make_ordered(
        Shift(service.engine, service.rulebook, service.settings, clock.now() + timedelta(seconds=1))
    )
    taken = {"wall": time.perf_counter() - began, "core": time.process_time() - used}
    peak = _memory("VmHWM")
    with db.reading(service.engine) as session:
        made = session.scalars(select(ReportOrder).order_by(ReportOrder.id.desc())).first()
        assert made is not None
        assert made.state == "done"
        body = session.scalars(select(ReportFile.body).where(ReportFile.order_id == made.id)).one()
    memory = {"grown": peak - before, "peak": peak}
    print(json.dumps({**taken, **memory, "rows": made.written, "file": len(body) / KILOBYTES**2}))


def _forget_peak() -> float:
    """Forgets how much memory this process ever had; how much it has now, in MB."""
    Path("/proc/self/clear_refs").write_text("5")
    return _memory("VmRSS")


def _memory(name: str) -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:")) / KILOBYTES


def main() -> None:
    """Measures and reports."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tickets", type=int, default=100_000)
    parser.add_argument("--requests", type=int, default=1_000)
    parser.add_argument(
        "--reuse", type=Path, help="a folder in which the office is made once and found again"
    )
    parser.add_argument("--make", nargs=2, metavar=("URL", "FOLDER"), help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.make:
        make(chosen.make[0], Path(chosen.make[1]))
        return
    with tempfile.TemporaryDirectory() as made_here:
        kept_in = chosen.reuse or Path(made_here)
        with large_office("sqlite", chosen.tickets, chosen.requests, years=5, kept_in=kept_in) as app:
            order(app.extensions[KEY])
        with place_of("sqlite", f"sqlite_5y_{chosen.tickets}", kept_in) as (url, folder):
            command = [sys.executable, __file__, "--make", url, str(folder)]
            told = json.loads(
                subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()[-1]
            )
    against = f"{told['rows']} rows, sqlite, a file of {told['file']:.1f} MB"
    report(
        [
            Result("ordered.wall_seconds", told["wall"], "s", f"under 20; {against}", 1),
            Result("ordered.core_seconds", told["core"], "s", f"under 20; {against}", 1),
            Result("ordered.grown_mb", told["grown"], "MB", f"under 150; {against}", 1),
            Result("ordered.peak_mb", told["peak"], "MB", f"the whole process; {against}", 1),
        ]
    )


if __name__ == "__main__":
    main()
