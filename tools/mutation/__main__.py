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
import re
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from functools import partial
from multiprocessing import get_context
from time import perf_counter
from typing import NamedTuple

# Heavy, and the same for all: imported once, before any fork. Nothing of sla/ is.
import hypothesis
import numpy  # noqa: F401
import pytest
import sqlalchemy  # noqa: F401

from tools.mutation.forks import answer_of, noticed_by
from tools.mutation.kept import keep, kept, state
from tools.mutation.mutants import Mutant, mutants_of
from tools.mutation.putting import Faulty, make_anew, put
from tools.mutation.reach import (
    OPTIONS,
    ROOT,
    SLA,
    FirstFailure,
    Order,
    Reached,
    Watch,
    named,
    run,
    run_bare,
)

REASONS = ROOT / "docs" / "mutants.md"
TEXTS = {"__init__", "words"}  # names handed on, and sentences in two languages: nothing to break but words
LISTED = re.compile(r"^- (`[^`]+`: `[^`]+` -> `[^`]+`)")


class MutantTally(NamedTuple):
    """What became of a module's faults."""

    module: str
    made: int
    alive: list[str]
    seconds: float


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


def watched() -> Reached | None:
    """Which tests reach what, kept or watched now; None where a test fails without any fault."""
    now = state()
    reached = kept(now)
    if reached is None:
        reached = answer_of(Watch.watched)
        if reached is None or answer_of(lambda: Unharmed().noticed()) != []:
            return None
        keep(now, reached)
    return reached


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
    os.environ.setdefault("SLA_HISTORIES", "100")
    hypothesis.settings.register_profile("mutants", derandomize=True, database=None)
    hypothesis.settings.load_profile("mutants")
    reached = watched()
    if reached is None:
        say("The tests fail without any fault: see `make test ONLY=tests/sla`.")
        return 1
    for name in reached.libraries:
        with suppress(ImportError):
            importlib.import_module(name)
    known = reasons()
    told = partial(tell, os.dup(1), known)
    tallies = []
    say(f"{'module':14}{'faults':>8}{'noticed':>9}{'alive':>7}{'score':>8}{'seconds':>9}")
    with ProcessPoolExecutor(
        mp_context=get_context("fork")
    ) as pool:  # a module in each, as many as run at once
        for tally in pool.map(partial(tried, reached=reached, told=told), chosen):
            tallies.append(tally)
            say(row(tally.module, tally.made, len(tally.alive), tally.seconds))
    made, alive = sum(tally.made for tally in tallies), {name for tally in tallies for name in tally.alive}
    say(row("all", made, len(alive), sum(tally.seconds for tally in tallies)))
    gone = {name for name in known if name.split("`")[1].split(".")[0] in chosen} - alive
    for name in sorted(gone):
        say(f"noticed now, take it off docs/mutants.md: {name}")
    for name in sorted(alive - known):
        say(f"alive without a reason: {name}")
    return 1 if alive - known else 0


def tell(out: int, known: set[str], mutant: Mutant) -> None:
    """A fault that lives and has no reason yet, at once: what is printed otherwise is silenced in forks."""
    if mutant.name not in known:
        os.write(out, f"  alive, line {mutant.line}: {mutant.name}\n".encode())


def say(text: str) -> None:
    """A line, at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def row(name: str, made: int, alive: int, seconds: float) -> str:
    """One line of the table."""
    return f"{name:14}{made:8}{made - alive:9}{alive:7}{(made - alive) / max(made, 1):8.1%}{seconds:9.0f}"


if __name__ == "__main__":
    sys.exit(main())
