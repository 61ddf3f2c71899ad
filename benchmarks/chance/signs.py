"""How often somebody stands out by a sign though all did alike: docs/fairness.md.

`python benchmarks/chance/signs.py`
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from complaints_service.office_reports.signals.chance import OftenSeen, false_alarm  # noqa: E402


def main() -> None:
    """Prints the table of docs/fairness.md."""
    print("people | occasions each | signs of them | somebody stands out wrongly")
    for people in (3, 8, 20):
        for occasions in (10, 40, 150):
            for share in (0.02, 0.1, 0.3):
                often = OftenSeen(round(occasions * share), occasions)
                told = false_alarm(dict.fromkeys(range(people), often))
                print(f"{people} | {occasions} | {share:.0%} | {told:.1%}")


if __name__ == "__main__":
    main()
