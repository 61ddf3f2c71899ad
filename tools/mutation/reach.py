"""Which tests reach a function of sla/, and in which order they are tried on its faults."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from types import CodeType, FrameType
from typing import NamedTuple

import pytest

from tools.mutation.mutants import Mutant

ROOT = Path(__file__).resolve().parents[2]
SLA = ROOT / "sla"
#: What a ledger may cost is no question for a fault, and the watched run is many times slower.
TIMED = ROOT / "tests" / "sla" / "test_growth.py"
OPTIONS = [
    *("-q", "--no-header", "-s", "-W", "ignore::pytest.PytestAssertRewriteWarning"),
    *("-p", "no:randomly", "-p", "no:xdist", "-o", "timeout=0", "-o", "addopts=--import-mode=importlib"),
    f"--ignore={TIMED}",
    str(ROOT / "tests" / "sla"),
]


class Reached(NamedTuple):
    """Which tests reach a function, quickest first, and which functions run while tests are imported."""

    tests: dict[str, list[str]]
    importing: list[str]
    every: list[str]
    libraries: list[str]  # what the tests import besides the project: imported once, before the forks


class FirstFailure:
    """Tells of the first test that fails or cannot be collected."""

    def __init__(self, failed: Callable[[str], None]) -> None:
        self.failed = failed

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed(report.nodeid)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.failed("")


class Order:
    """Which tests to try first: those that noticed the last faults of the function, then of the module."""

    def __init__(self, reached: Reached) -> None:
        self.reached = reached
        self._noticed: dict[str, list[str]] = {}

    def names(self, mutant: Mutant) -> list[str]:
        """The tests that reach the faulty function; all, where what they were imported with passed it."""
        function = f"{mutant.module}.{mutant.place}"
        tests = self.reached.tests.get(function, [])
        if not mutant.place or function in self.reached.importing:
            tests = [*tests, *self.reached.every]
        known = set(tests)
        before = [*self._noticed.get(mutant.place, []), *self._noticed.get("", [])]
        return list(dict.fromkeys([*(name for name in before if name in known), *tests]))

    def note(self, mutant: Mutant, test: str) -> None:
        """Remember."""
        if test:
            for place in {mutant.place, ""}:
                listed = self._noticed.setdefault(place, [])
                if test in listed:
                    listed.remove(test)
                listed.insert(0, test)


def run(session: pytest.Session, items: list[pytest.Item]) -> None:
    """These tests, in this order."""
    for item, following in zip(items, [*items[1:], None], strict=False):
        session.config.hook.pytest_runtest_protocol(item=item, nextitem=following)


def run_bare(items: list[pytest.Item], failed: Callable[[str], None]) -> None:
    """These tests, in this order; those that ask for no fixtures without pytest's ceremony."""
    for item in items:
        assert isinstance(item, pytest.Function)
        given = item.callspec.params if hasattr(item, "callspec") else {}
        wanted = item._fixtureinfo.argnames
        if not set(wanted) <= set(given):
            run(item.session, [item])
            continue
        try:
            item.obj(**{name: given[name] for name in wanted})
        except pytest.skip.Exception:
            continue
        except Exception:  # noqa: BLE001 - whatever a test fails with
            failed(item.nodeid)


def named(items: list[pytest.Item], names: list[str]) -> list[pytest.Item]:
    """The tests of these names, in the names' order."""
    by_name = {item.nodeid: item for item in items}
    return [by_name[name] for name in names]


class Watch(FirstFailure):
    """Runs every test once and notes which functions of sla/ each one reaches."""

    def __init__(self) -> None:
        super().__init__(lambda _name: os._exit(1))
        self.hits: set[str] = set()
        self.tests: dict[str, list[tuple[float, str]]] = {}
        self.importing: set[str] = set()
        self.times: dict[str, float] = {}

    def see(self, frame: FrameType, event: str, _arg: object) -> None:
        """The profiler's call."""
        if event == "call" and frame.f_code.co_filename.startswith(str(SLA)):
            self.hits.add(name_of(frame.f_code))

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self.importing = set(self.hits)
        times = self.times
        reached: dict[str, set[str]] = {}
        for item, following in zip(session.items, [*session.items[1:], None], strict=False):
            self.hits.clear()
            begun = perf_counter()
            session.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            times[item.nodeid] = perf_counter() - begun
            reached[item.nodeid] = set(self.hits)
        for test, names in reached.items():
            for name in names:
                self.tests.setdefault(name, []).append((times[test], test))
        return True

    @classmethod
    def watched(cls) -> Reached:
        """Collect and run under the profiler."""
        watch = cls()
        sys.setprofile(watch.see)
        status = pytest.main(OPTIONS, plugins=[watch])
        sys.setprofile(None)
        if status != 0:
            os._exit(1)
        tests = {name: [test for _time, test in sorted(found)] for name, found in watch.tests.items()}
        own = {path.stem for path in ROOT.iterdir()} | {"__main__", "tests"}
        libraries = [name for name in sys.modules if name.split(".")[0] not in own]
        return Reached(tests, sorted(watch.importing), list(watch.times), libraries)


def name_of(code: CodeType) -> str:
    """`module.Class.method` of a function's code, of an inner function its outermost one's."""
    outer = code.co_qualname.split(".<locals>")[0]
    return f"{Path(code.co_filename).stem}.{outer}"
