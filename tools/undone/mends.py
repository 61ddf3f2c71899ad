"""The table of mends: which piece of the product keeps a fault away, and what stands there without it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TABLES = Path(__file__).parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Mend:
    """One piece of a mend, and the tests of which at least one fails by assertion without it.

    `notices`: the exception that is the fault itself, where a fault is one; `database`: where it shows.
    """

    id: str
    file: str
    mended: str
    undone: str
    tests: tuple[str, ...]
    notices: str = "AssertionError"
    database: str = "sqlite"

    def taken_out(self, root: Path) -> str:
        """The file's text without the mend. Raises ValueError where the piece does not stand there once."""
        text = (root / self.file).read_text(encoding="utf-8")
        if (found := text.count(self.mended)) != 1:
            raise ValueError(f"{self.id}: stands {found} times in {self.file}: {self.mended}")
        return text.replace(self.mended, self.undone)


def mends() -> list[Mend]:
    """The whole table, in its files' order."""
    tables = (tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(TABLES.glob("*.toml")))
    return [Mend(**{**row, "tests": tuple(row["tests"])}) for table in tables for row in table["mend"]]
