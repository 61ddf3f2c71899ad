"""The table of threats names tests that exist, and each row names some."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROW = re.compile(r"^\| ([^|]+) \| [^|]+ \| (`test.*) \|$", re.MULTILINE)


def rows() -> dict[str, list[tuple[Path, str]]]:
    """The tests of each threat, each with the file it stands in."""
    found: dict[str, list[tuple[Path, str]]] = {}
    for threat, cell in ROW.findall((ROOT / "docs" / "security-tests.md").read_text(encoding="utf-8")):
        path = Path()
        for name in re.findall(r"`([^`]+)`", cell):
            if name.endswith(".py"):
                path = ROOT / name if name.startswith("tests/") else ROOT / "tests" / "bots" / name
            else:
                found.setdefault(threat, []).append((path, name))
    return found


def test_every_threat_has_tests_that_exist() -> None:
    named = rows()
    assert len(named) == 22
    missing = [
        f"{threat}: {name}"
        for threat, tests in named.items()
        for path, name in tests
        if f"\ndef {name}(" not in path.read_text(encoding="utf-8")
    ]
    assert not missing
