"""The repository as git sees it, and the house's Python as Python sees it."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = tuple(
    name for name in ("sla", "config", "complaints_service", "bots", "migrations") if (ROOT / name).is_dir()
)


@cache
def tracked() -> tuple[Path, ...]:
    """Every file in git that still lies in the tree, relative to the root."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.split("\0")
    return tuple(Path(name) for name in listed if name and (ROOT / name).is_file())


def python_files(*tops: str) -> Iterator[Path]:
    """The Python files in git under these folders, relative to the root."""
    return (path for path in tracked() if path.suffix == ".py" and path.parts[0] in tops)


def parsed(path: Path) -> ast.Module:
    """A Python file of the repository as a tree; parsed once in a process, as a dozen gates look at all of them."""
    return _parsed(ROOT / path)


@cache
def _parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imports(path: Path) -> set[str]:
    """The full dotted names that a file imports, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found
