"""What speaks to one database otherwise than to the other is asked of both, whatever `make test` leaves out."""

from __future__ import annotations

import ast
import re

from complaints_service import db
from tests.repository.tree import ROOT

SPEAKS_OTHERWISE = re.compile(r"dialect\.name|sqlalchemy\.dialects|skip_locked")


def packages_that_differ() -> set[str]:
    """The capabilities in which some module asks which database it speaks to."""
    found = set()
    for path in (ROOT / "complaints_service").rglob("*.py"):
        if SPEAKS_OTHERWISE.search(path.read_text(encoding="utf-8")):
            module = path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".")
            package = module.rsplit(".", 1)[0]
            found.add(module if package == "complaints_service" else package)
    return found - {db.__name__}  # every test that has a database goes through it


def imported_on_both() -> set[str]:
    """What test modules with tests of their own on both databases, or on PostgreSQL alone, import of the service."""
    found = set()
    for path in (ROOT / "tests").rglob("test_*.py"):
        source = path.read_text(encoding="utf-8")
        if not re.search(
            r"\bON_BOTH$|^def backend\(|\"backend\", \[\"postgresql\"\]|temporary_nodes\(\)",
            source,
            re.MULTILINE,
        ):
            continue
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.ImportFrom) and node.module:
                found |= {node.module, *(f"{node.module}.{each.name}" for each in node.names)}
    return found


def test_what_speaks_otherwise_to_a_database_is_asked_of_both() -> None:
    asked, differ = imported_on_both(), packages_that_differ()
    assert len(differ) > 10
    assert [
        each for each in sorted(differ) if not any(f"{one}.".startswith(f"{each}.") for one in asked)
    ] == []
