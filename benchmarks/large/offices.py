"""One way to ask offices of several sizes the same: which they are, where they are kept, what is told."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from benchmarks.results import Result, report

#: How many tickets the small and the large office have.
SIZES = {"sqlite": [10_000, 200_000], "postgresql": [10_000, 1_000_000]}

Found = TypeVar("Found")


@dataclass(frozen=True, kw_only=True)
class Asking:
    """Which office is asked, how often each is asked for, and where the office is kept."""

    backend: str
    tickets: int
    requests: int
    rounds: int
    kept_in: Path | None


def ask_offices(
    words: str | None,
    *,
    rounds: int,
    measure: Callable[[Asking], Found],
    told: Callable[[str, Mapping[int, Found]], list[Result]],
) -> None:
    """Measures each office that the command line asks for, and reports what is told of a backend's."""
    parser = argparse.ArgumentParser(description=words)
    parser.add_argument("--backend", choices=list(SIZES))
    parser.add_argument("--tickets", type=int, nargs="+", help="the sizes of the offices")
    parser.add_argument("--requests", type=int, default=1_000)
    parser.add_argument("--rounds", type=int, default=rounds)
    parser.add_argument("--reuse", type=Path, help="a folder in which offices are made once and found again")
    chosen = parser.parse_args()
    results = []
    for backend in [chosen.backend] if chosen.backend else list(SIZES):
        found = {
            size: measure(
                Asking(
                    backend=backend,
                    tickets=size,
                    requests=chosen.requests,
                    rounds=chosen.rounds,
                    kept_in=chosen.reuse,
                )
            )
            for size in chosen.tickets or SIZES[backend]
        }
        results += told(backend, found)
    report(results)
