"""Public functions of the services that no test enters, read from what `make coverage` counted (`make unentered`).

A share of branches says nothing of one function: a whole service may lie in what is left of a hundred. Edges
and commands are not asked: what runs in processes that tests start is not counted.
"""

from __future__ import annotations

import ast
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tests.repository.tree import ROOT, python_files

COUNTED = ROOT / ".cache/branches.json"
#: Where the services live: everything of the package but what only leads to them.
SERVICES = "complaints_service"
EDGES = {"api", "cli", "edge", "jobs", "web"}


def services() -> Iterator[Path]:
    """The modules whose public functions are services or serve them."""
    for path in python_files(SERVICES):
        if len(path.parts) > 2 and path.parts[1] not in EDGES:
            yield path


def public_functions(source: str) -> dict[str, range]:
    """Functions of a module, and methods of its classes, that others may call, each with the lines of its body."""
    found = {}
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef):
            found[node.name] = _body(node)
        elif isinstance(node, ast.ClassDef):
            found |= {
                f"{node.name}.{each.name}": _body(each)
                for each in node.body
                if isinstance(each, ast.FunctionDef) and not each.name.startswith("_")
            }
    return {name: lines for name, lines in found.items() if not name.startswith("_")}


def _body(node: ast.FunctionDef) -> range:
    """From its first statement behind what it says of itself; a protocol's function has none."""
    statements = [
        each
        for each in node.body
        if not (isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant))  # words, or three dots
    ]
    return range(statements[0].lineno, (node.end_lineno or 0) + 1) if statements else range(0)


def unentered(module: str, source: str, counted: Mapping[str, Any]) -> list[str]:
    """The public functions of a module of which not one line ran; all of them, if it was never imported."""
    ran = counted.get(module, {}).get("executed_lines", ())
    return sorted(
        f"{module}: {name}"
        for name, lines in public_functions(source).items()
        if lines and not any(line in lines for line in ran)
    )


def main() -> int:
    """Say what no test enters; 1 if there is any."""
    counted = json.loads(COUNTED.read_text(encoding="utf-8"))["files"]
    found = [
        each
        for path in services()
        for each in unentered(str(path), (ROOT / path).read_text(encoding="utf-8"), counted)
    ]
    for each in found:
        sys.stdout.write(f"no test enters {each}\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
