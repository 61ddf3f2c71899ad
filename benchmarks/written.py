"""What a digest of everything costs: statements and processor time of acts with and without it, and `verify`.

    python benchmarks/written.py

Both are measured in one run, by turns, on SQLite as the service runs it; `verify` on the sample office.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from sqlalchemy import Engine, create_engine, event, text  # noqa: E402
from sqlalchemy.orm import Session  # noqa: E402

from benchmarks.results import Result, report  # noqa: E402
from complaints_service import db  # noqa: E402
from complaints_service.audit.written import checking, noting  # noqa: E402
from complaints_service.db import WritingSession, engine_options, prepare_engine  # noqa: E402
from complaints_service.measurement.checks.verification import verify  # noqa: E402
from complaints_service.replay.demo.office import Demo, fill  # noqa: E402
from config.loading import load_rulebook  # noqa: E402
from config.settings import load_settings  # noqa: E402
from migrations import upgrade  # noqa: E402
from tests.support.world import Office, open_office  # noqa: E402

RULEBOOK = ROOT / "config" / "marelan"
NOW = datetime(2026, 4, 6, 2, 0, tzinfo=UTC)
TIMES = 60
#: Of the sample office.
DEMO_ENDS = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
_LISTENERS = (
    ("after_flush", noting._flushed),
    ("do_orm_execute", noting._executed),
    ("before_commit", noting._committing),
)


@contextmanager
def undigested() -> Iterator[None]:
    """The service as it was: nobody notes what is written."""
    for name, listener in _LISTENERS:
        event.remove(WritingSession, name, listener)
    try:
        yield
    finally:
        for name, listener in _LISTENERS:
            event.listen(WritingSession, name, listener)


def fresh(folder: Path, name: str) -> Engine:
    url = f"sqlite:///{folder / name}.db"
    engine = prepare_engine(create_engine(url, **engine_options(url)))
    upgrade(engine)
    return engine


def cost(engine: Engine, act: Callable[[], object]) -> tuple[int, float]:
    """The statements and the processor's milliseconds of one act."""
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith("BEGIN"):
            statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        before = time.process_time()
        act()
        return len(statements), (time.process_time() - before) * 1000
    finally:
        event.remove(engine, "before_cursor_execute", note)


def acts(office: Office) -> dict[str, Callable[[], object]]:
    """A complaint, and an answer to the one before."""
    numbers: list[str] = []

    def complain() -> None:
        numbers.append(
            office.complain("Parit tumpat.", now=NOW, name="Sari", email="sari@contoh.example").number
        )

    return {
        "complaint": complain,
        "note": lambda: office.act("camat", numbers[-1], "note", text="Saya pantau.", now=NOW),
    }


def measure_acts(folder: Path, results: list[Result]) -> None:
    """By turns with and without, so that both meet the same machine."""
    engine = fresh(folder, "acts")
    office = open_office(engine, load_rulebook(RULEBOOK))
    for name, act in acts(office).items():
        told: dict[bool, list[tuple[int, float]]] = {True: [], False: []}
        for turn in range(TIMES + 5):
            for digested in (True, False):
                if digested:
                    found = cost(engine, act)
                else:
                    with undigested():
                        found = cost(engine, act)
                if turn >= 5:
                    told[digested].append(found)
        with_it, without = (statistics.median(ms for _, ms in told[each]) for each in (True, False))
        more = told[True][-1][0] - told[False][-1][0]
        results += [
            Result(
                f"written.{name}_ratio",
                with_it / without,
                "times",
                f"{without:.2f} ms without digests",
                TIMES,
            ),
            Result(
                f"written.{name}_more", more, "statements", f"{told[False][-1][0]} without digests", TIMES
            ),
        ]
    engine.dispose()


def measure_verify(folder: Path, results: list[Result]) -> None:
    """`verify` on the sample office: all of it, and the digests of what was written alone."""
    rulebook = load_rulebook(RULEBOOK)
    engine = fresh(folder, "demo")
    environ = {
        "TANGGAP_SECRET_KEY": "s" * 64,
        "TANGGAP_TRACKING_KEY": "t" * 64,
        "TANGGAP_IDENTITY_KEY": "i" * 64,
        "TANGGAP_RULEBOOK": str(RULEBOOK),
    }
    now = DEMO_ENDS
    for _line in fill(engine, rulebook, load_settings(environ, folder), asked=Demo(), now=now):
        pass

    def timed(run: Callable[[Session], list[object]]) -> float:
        with db.reading(engine) as session:
            before = time.process_time()
            run(session)
            return time.process_time() - before

    whole = timed(lambda session: list(verify(session, rulebook=rulebook, now=now)))
    digests = timed(lambda session: list(checking.check_written(session)))
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT count(*) FROM written")).scalar_one()
        tickets = connection.execute(text("SELECT count(*) FROM ticket")).scalar_one()
    results += [
        Result("written.verify", whole, "s of a core", f"{tickets} tickets", 1),
        Result("written.verify_digests", digests, "s of a core", f"{rows} digests, of the above", 1),
    ]
    engine.dispose()


if __name__ == "__main__":
    figures: list[Result] = []
    with tempfile.TemporaryDirectory() as made:
        measure_acts(Path(made), figures)
        measure_verify(Path(made), figures)
    report(figures)
