"""One way to tell and keep a benchmark's figures: a table, and `var/bench.json`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).resolve().parents[1] / "var" / "bench.json"


@dataclass(frozen=True)
class Result:
    """One figure: its key (they stay put), value and unit, what it was measured against, and how often."""

    key: str
    value: float
    unit: str
    against: str
    runs: int


def report(results: Sequence[Result]) -> None:
    """Prints the figures and keeps them beside those of other benchmarks."""
    for result in results:
        print(
            f"{result.key:<34} {result.value:>14,.3f} {result.unit:<14} {result.against} ({result.runs} runs)"
        )
    FILE.parent.mkdir(parents=True, exist_ok=True)
    kept = json.loads(FILE.read_text()) if FILE.exists() else {}
    kept |= {
        result.key: {
            "value": round(result.value, 6),
            "unit": result.unit,
            "against": result.against,
            "runs": result.runs,
        }
        for result in results
    }
    FILE.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n")
