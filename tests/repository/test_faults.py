"""Every test that docs/faults.md names is there: a table of tests that went away protects nobody."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

from tests.repository.tree import ROOT, parsed

TABLE = ROOT / "docs" / "faults.md"
NAMED = re.compile(r"`([^`]+)`")


@cache
def inside(path: Path) -> frozenset[str]:
    """The functions and classes of tests in one file."""
    tree = parsed(path)
    named = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, named))


@cache
def all_tests() -> frozenset[str]:
    return frozenset[str]().union(*map(inside, (ROOT / "tests").rglob("*.py")))


def rows() -> Iterator[tuple[str, str]]:
    """The id of each row, and what it says of tests."""
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.split(" | ")]
        if line.startswith("| ") and len(cells) >= 4 and cells[0] != "| id":
            yield cells[0].removeprefix("| "), cells[-1]


def missing(said: str) -> list[str]:
    """What a row names that is not there: files by their path, tests by name (`...` and `*` stand for any)."""
    gone = []
    for name in NAMED.findall(said):
        wanted = name.replace("...", "*").strip("/")
        if name.endswith(".py") or "/" in name:
            found = any(ROOT.glob(wanted)) or any((ROOT / "tests").rglob(wanted))
        elif "test" in name.lower() or "..." in name:
            found = any(fnmatch(one, wanted) for one in all_tests())
        else:
            continue
        if not found:
            gone.append(name)
    return gone


def test_every_row_names_tests_that_are_there() -> None:
    told = dict(rows())
    assert len(told) > 60
    assert {key: gone for key, said in told.items() if (gone := missing(said))} == {}
    assert [key for key, said in told.items() if not NAMED.search(said)] == []


def test_a_test_that_went_away_is_named() -> None:
    assert missing("`tests/sla/test_gone.py`, `test_that_never_was`") == [
        "tests/sla/test_gone.py",
        "test_that_never_was",
    ]
