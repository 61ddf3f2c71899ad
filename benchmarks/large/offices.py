"""One way to ask offices of several sizes the same: which they are, where they are kept, what is told.

They are open at once and asked in turn, so that what else the machine does slows them alike and the ratio
of two of them says how they grow.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from pathlib import Path

from benchmarks.large.asking import Asked, OpenOffice, in_turn
from benchmarks.results import Result, report

#: How many tickets the small and the large office have.
SIZES = {"sqlite": [10_000, 200_000], "postgresql": [10_000, 1_000_000]}


@dataclass(frozen=True, kw_only=True)
class Asking:
    """Which office is asked, how often each is asked for, and where the office is kept."""

    backend: str
    tickets: int
    requests: int
    rounds: int
    kept_in: Path | None


@dataclass(frozen=True)
class Answers:
    """How long an office took, by kind and by name, and what was noted of it as it was opened."""

    asked: Mapping[str, Mapping[str, Asked]]
    noted: Mapping[str, float]


def ask_offices(
    words: str | None,
    *,
    rounds: int,
    opened: Callable[[Asking], AbstractContextManager[OpenOffice]],
    told: Callable[[str, Mapping[int, Answers]], list[Result]],
) -> None:
    """Asks each office that the command line asks for, and reports what is told of a backend's."""
    parser = argparse.ArgumentParser(description=words, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--backend", choices=list(SIZES))
    parser.add_argument("--tickets", type=int, nargs="+", help="the sizes of the offices")
    parser.add_argument("--requests", type=int, default=1_000)
    parser.add_argument("--rounds", type=int, default=rounds)
    parser.add_argument("--reuse", type=Path, help="a folder in which offices are made once and found again")
    chosen = parser.parse_args()
    results = []
    for backend in [chosen.backend] if chosen.backend else list(SIZES):
        sizes = chosen.tickets or SIZES[backend]
        with ExitStack() as stack:
            offices = [
                stack.enter_context(
                    opened(
                        Asking(
                            backend=backend,
                            tickets=size,
                            requests=chosen.requests,
                            rounds=chosen.rounds,
                            kept_in=chosen.reuse,
                        )
                    )
                )
                for size in sizes
            ]
            found = {
                size: Answers(answers, office.noted)
                for size, office, answers in zip(sizes, offices, in_turn(offices), strict=True)
            }
        results += told(backend, found)
    report(results)
