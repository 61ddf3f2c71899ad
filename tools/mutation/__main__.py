"""How many small faults in sla/ the engine's tests notice: `make mutants`, or `ONLY="pauses owners"` of them.

Every fault runs in a process of its own, forked from one that has already collected the tests, against only
those tests that reach the faulty function, first those that noticed the faults before it. Calendars and
policies that the tests made while they were imported are made anew, with the fault. For faults in classes
themselves and in defaults the fork comes before the import.
A fault that takes too much processor time counts as noticed. The checkout is never changed.

Exit status 1: a fault lives that docs/mutants.md does not give a reason for.
"""

from __future__ import annotations

import argparse
import gc
import importlib
import importlib.abc
import importlib.machinery
import os
import pickle
import re
import resource
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from functools import cached_property
from pathlib import Path
from time import perf_counter
from types import CodeType, FrameType, FunctionType, ModuleType
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
# Heavy, and the same for all: imported once, before any fork. Nothing of sla/ is.
import hypothesis  # noqa: E402
import numpy  # noqa: E402, F401
import pytest  # noqa: E402
import sqlalchemy  # noqa: E402, F401

from tools.mutation.mutants import Mutant, mutants_of  # noqa: E402

SLA = ROOT / "sla"
REASONS = ROOT / "docs" / "mutants.md"
TEXTS = {"__init__", "words"}  # names handed on, and sentences in two languages: nothing to break but words
OPTIONS = [
    *("-q", "--no-header", "-s", "-W", "ignore::pytest.PytestAssertRewriteWarning"),
    *("-p", "no:randomly", "-p", "no:xdist", "-o", "timeout=0", "-o", "addopts=--import-mode=importlib"),
    str(ROOT / "tests" / "sla"),
]
SECONDS = 6  # of processor time, for a fault that never ends: all tests take two
BYTES = 6 << 30  # of address space, for one that never stops growing
TABLES = (frozenset, tuple, dict, str, int, float, datetime)
LISTED = re.compile(r"^- (`[^`]+`: `[^`]+` -> `[^`]+`)")


class Reached(NamedTuple):
    """Which tests reach a function, quickest first, and which functions run while tests are imported."""

    tests: dict[str, list[str]]
    importing: set[str]
    every: list[str]
    libraries: list[str]  # what the tests import besides the project: imported once, before the forks


class MutantTally(NamedTuple):
    """What became of a module's faults."""

    module: str
    made: int
    alive: list[str]
    seconds: float


ALIVE = b"alive"


def noticed_by(work: Callable[[Callable[[str], None]], bool]) -> str | None:
    """Try a fault in a forked process, held to its limits: which test noticed it; None if it lives.

    `work` gets what to call with a failing test's name, and returns whether all passed.
    """
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        with suppress(BaseException):
            resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
            resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
            silence()

            def failed(name: str) -> None:
                os.write(write, name.encode())
                os._exit(1)

            if work(failed):
                os.write(write, ALIVE)
        os._exit(0)
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        told = pipe.read()
    os.waitpid(child, 0)
    return None if told == ALIVE else told.decode()


def answer_of(work: Callable[[], object]) -> Any:
    """What a function returns in a forked process; None if that ended before."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        with suppress(BaseException):
            os.close(read)
            silence()
            with os.fdopen(write, "wb") as pipe:
                pickle.dump(work(), pipe)
        os._exit(0)
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        told = pipe.read()
    os.waitpid(child, 0)
    return pickle.loads(told) if told else None  # noqa: S301 - from our own child


def silence() -> None:
    """What pytest prints goes nowhere."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    os.dup2(nothing, 2)


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
        return Reached(tests, watch.importing, list(watch.times), libraries)


def name_of(code: CodeType) -> str:
    """`module.Class.method` of a function's code, of an inner function its outermost one's."""
    outer = code.co_qualname.split(".<locals>")[0]
    return f"{Path(code.co_filename).stem}.{outer}"


class Warm:
    """Tries faults in forks of a process that has collected the tests."""

    def __init__(self, mutants: list[Mutant], order: Order, told: Callable[[Mutant], None]) -> None:
        self.mutants, self.order, self.told = mutants, order, told
        self.alive: list[int] = []
        self.first = FirstFailure(lambda _name: os._exit(1))

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Instead of the tests: the faults."""
        made = [one for one in gc.get_objects() if type(one).__module__ in ("sla.calendars", "sla.policies")]
        gc.freeze()
        for index, mutant in enumerate(self.mutants):
            names = self.order.names(mutant)

            def work(
                failed: Callable[[str], None], mutant: Mutant = mutant, names: list[str] = names
            ) -> bool:
                self.first.failed = failed
                put(mutant)
                if f"{mutant.module}.{mutant.place}" in self.order.reached.importing:
                    make_anew(made)
                run_bare(named(session.items, names), failed)
                return True

            test = noticed_by(work)
            if test is None:
                self.alive.append(index)
                self.told(mutant)
            else:
                self.order.note(mutant, test)
        return True

    def collected(self) -> list[int]:
        """The positions of what lives."""
        pytest.main(OPTIONS, plugins=[self, self.first])
        return self.alive


class Unharmed:
    """The same without any fault: no test may notice one."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        def work(failed: Callable[[str], None]) -> bool:
            run_bare(session.items, failed)
            return True

        test = noticed_by(work)
        self.found = [] if test is None else [test]
        return True

    def noticed(self) -> list[str]:
        """Which test did."""
        pytest.main(OPTIONS, plugins=[self])
        return self.found


def put(mutant: Mutant) -> None:
    """Give the function its faulty code: whoever imported it has the same object."""
    target: Any = importlib.import_module(f"sla.{mutant.module}")
    if not mutant.place:
        put_table(target, mutant)
        return
    code = mutant.code
    for name in mutant.place.split("."):
        target = vars(target)[name]
        code = next(one for one in code.co_consts if isinstance(one, CodeType) and one.co_name == name)
    if isinstance(target, property):
        target = target.fget
    elif isinstance(target, cached_property):
        target = target.func
    elif isinstance(target, classmethod | staticmethod):
        target = target.__func__
    assert isinstance(target, FunctionType)
    target.__code__ = code


def put_table(module: ModuleType, mutant: Mutant) -> None:
    """Give everyone who has one of the module's tables the faulty one."""
    faulty: dict[str, Any] = {"__name__": module.__name__}
    exec(mutant.code, faulty)  # noqa: S102 - that is the point
    for name, old in list(vars(module).items()):
        if name.startswith("__") or not isinstance(old, TABLES):
            continue
        new = faulty.get(name)
        if isinstance(new, dict) and isinstance(old, dict):  # of functions: the module's own
            own = {one.__qualname__: one for one in old.values() if isinstance(one, FunctionType)}
            new = {key: own.get(getattr(one, "__qualname__", ""), one) for key, one in new.items()}
        if new == old:
            continue
        for other in [one for key, one in sys.modules.items() if key.startswith(("sla.", "tests.sla."))]:
            for key, value in list(vars(other).items()):
                if value is old:
                    setattr(other, key, new)


def make_anew(made: list[Any]) -> None:
    """What the tests made of the engine while they were imported, made by the faulty one."""
    for one in made:
        if type(one).__name__ == "Calendar":
            spec = one.spec
            vars(one).clear()
            one.__init__(spec)
    for one in made:
        if type(one).__name__ in ("Policy", "PolicyRow"):
            for name in ("_found", "selectors", "weight"):
                vars(one).pop(name, None)
            if type(one).__name__ == "Policy":
                one.__post_init__()


class Faulty(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports one module of sla/ with its fault."""

    def __init__(self, mutant: Mutant) -> None:
        self.mutant = mutant

    def find_spec(
        self, fullname: str, _path: object, _target: object = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname != f"sla.{self.mutant.module}":
            return None
        return importlib.machinery.ModuleSpec(fullname, self, origin=str(SLA / f"{self.mutant.module}.py"))

    def exec_module(self, module: ModuleType) -> None:
        exec(self.mutant.code, vars(module))  # noqa: S102 - that is the point


class Cold(FirstFailure):
    """Tries one fault from before the import on."""

    def __init__(self, names: list[str], failed: Callable[[str], None]) -> None:
        super().__init__(failed)
        self.names = names

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """First the tests that reach the function themselves; of a table or a class, all of them."""
        first = named(items, self.names)
        chosen = set(self.names)
        items[:] = [*first, *(item for item in items if item.nodeid not in chosen)]

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        run(session, session.items)
        return True


def cold(mutant: Mutant, order: Order) -> str | None:
    """Which test notices the fault; None if it lives."""

    def work(failed: Callable[[str], None]) -> bool:
        sys.meta_path.insert(0, Faulty(mutant))
        return pytest.main(OPTIONS, plugins=[Cold(order.names(mutant), failed)]) == 0

    return noticed_by(work)


def tried(module: str, reached: Reached, told: Callable[[Mutant], None]) -> MutantTally:
    """Every fault of one module."""
    begun = perf_counter()
    path = SLA / f"{module}.py"
    mutants = list(mutants_of(module, path.read_text(encoding="utf-8"), str(path)))
    late: list[Mutant] = []
    early: list[Mutant] = []
    for mutant in mutants:
        (early if mutant.defaults else late).append(mutant)
    alive: set[str] = set()
    if late:
        alive |= {late[index].name for index in answer_of(Warm(late, Order(reached), told).collected)}
    order = Order(reached)
    for mutant in early:
        test = cold(mutant, order)
        if test is None:
            alive.add(mutant.name)
            told(mutant)
        else:
            order.note(mutant, test)
    return MutantTally(module, len(mutants), sorted(alive), perf_counter() - begun)


def reasons() -> set[str]:
    """The faults that docs/mutants.md names, each under its reason."""
    lines = REASONS.read_text(encoding="utf-8").splitlines() if REASONS.exists() else []
    return {found[1] for found in map(LISTED.match, lines) if found}


def modules() -> Iterator[str]:
    """All of sla/ that can be wrong."""
    return (path.stem for path in sorted(SLA.glob("*.py")) if path.stem not in TEXTS)


def main() -> int:
    """Print each module's score, then what lives without a reason."""
    parser = argparse.ArgumentParser(prog="make mutants", description=__doc__.split("\n")[0])
    parser.add_argument("modules", nargs="*", help="modules of sla/ (all of them)")
    chosen = parser.parse_args().modules or list(modules())
    os.environ.setdefault("SLA_EXAMPLES", "25")
    hypothesis.settings.register_profile("mutants", derandomize=True, database=None)
    hypothesis.settings.load_profile("mutants")
    reached = answer_of(Watch.watched)
    if reached is None or answer_of(lambda: Unharmed().noticed()) != []:
        say("The tests fail without any fault: see `make test ONLY=tests/sla`.")
        return 1
    for name in reached.libraries:
        with suppress(ImportError):
            importlib.import_module(name)
    known = reasons()
    out = os.dup(1)

    def told(mutant: Mutant) -> None:
        if mutant.name not in known:
            os.write(out, f"  alive, line {mutant.line}: {mutant.name}\n".encode())

    tallies = []
    say(f"{'module':14}{'faults':>8}{'noticed':>9}{'alive':>7}{'score':>8}{'seconds':>9}")
    for module in chosen:
        tally = tried(module, reached, told)
        tallies.append(tally)
        say(row(module, tally.made, len(tally.alive), tally.seconds))
    made, alive = sum(tally.made for tally in tallies), {name for tally in tallies for name in tally.alive}
    say(row("all", made, len(alive), sum(tally.seconds for tally in tallies)))
    gone = {name for name in known if name.split("`")[1].split(".")[0] in chosen} - alive
    for name in sorted(gone):
        say(f"noticed now, take it off docs/mutants.md: {name}")
    for name in sorted(alive - known):
        say(f"alive without a reason: {name}")
    return 1 if alive - known else 0


def say(text: str) -> None:
    """A line, at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def row(name: str, made: int, alive: int, seconds: float) -> str:
    """One line of the table."""
    return f"{name:14}{made:8}{made - alive:9}{alive:7}{(made - alive) / max(made, 1):8.1%}{seconds:9.0f}"


if __name__ == "__main__":
    sys.exit(main())
