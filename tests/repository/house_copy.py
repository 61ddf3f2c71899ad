"""A copy of the house to build in: something is added in one place, and tests run in the copy see it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.repository.tree import ROOT

#: What the service and its tests need to run; compiled files come along, so that nothing is compiled anew.
ROOMS = (
    "sla",
    "config",
    "complaints_service",
    "bots",
    "migrations",
    "docs",
    "tests/support",
    "tests/repository",
)
FILES = ("pyproject.toml", "alembic.ini", ".env.example", "tests/conftest.py")


@dataclass(frozen=True)
class HouseCopy:
    """The copy's folder, and what may be done in it."""

    root: Path

    def add(self, path: str, source: Path) -> None:
        """Puts a file where there was none."""
        target = self.root / path
        assert not target.exists(), f"{path} is there already"
        shutil.copy(source, target)

    def append(self, path: str, text: str) -> None:
        """Writes more at the end of a file."""
        target = self.root / path
        target.write_text(target.read_text(encoding="utf-8") + text, encoding="utf-8")

    def insert(self, path: str, before: str, text: str) -> None:
        """Writes more in a file, before the one line that reads so."""
        target = self.root / path
        parts = target.read_text(encoding="utf-8").split(before)
        assert len(parts) == 2, f"{path} holds {before!r} {len(parts) - 1} times"
        target.write_text(f"{parts[0]}{text}{before}{parts[1]}", encoding="utf-8")

    def run(self, *tests: str) -> subprocess.CompletedProcess[str]:
        """Runs tests in the copy, in a process that knows nothing of the house itself."""
        return subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-rA", "--tb=short", *tests],
            cwd=self.root,
            env={**_outside(), "PYTHONPATH": str(self.root)},
            capture_output=True,
            text=True,
            check=False,
        )


def _outside() -> dict[str, str]:
    """The environment without what pytest or coverage say of the run that this is a part of."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "COV"))}


def copy_house(into: Path) -> HouseCopy:
    """A copy of the house as it lies in the working tree."""
    for room in ROOMS:
        # Another process may be compiling: what it has not finished vanishes under its other name.
        shutil.copytree(ROOT / room, into / room, ignore=shutil.ignore_patterns("*.pyc.*"))
    for file in FILES:
        if (ROOT / file).exists():
            (into / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / file, into / file)
    return HouseCopy(into)
