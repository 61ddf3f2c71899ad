"""A page is judged only once it is there: no walk looks at what a click has just left."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import pairwise

from tests.repository.tree import ROOT

WALKS = ROOT / "tests/browser"
JUDGES = {"sound", "faults_of"}


def names_called(node: ast.AST) -> set[str]:
    """The functions and methods that this statement calls; a definition calls nothing yet."""
    if isinstance(node, ast.FunctionDef):
        return set()
    calls = [one.func for one in ast.walk(node) if isinstance(one, ast.Call)]
    return {one.attr if isinstance(one, ast.Attribute) else getattr(one, "id", "") for one in calls}


def hasty(source: str) -> Iterator[int]:
    """Lines that judge a page directly after a click, which returns before the next page has come."""
    for node in ast.walk(ast.parse(source)):
        for name in ("body", "orelse", "finalbody"):
            statements = getattr(node, name, None)
            if isinstance(statements, list):
                for before, then in pairwise(statements):
                    if names_called(before) & {"click", "press"} and names_called(then) & JUDGES:
                        yield then.lineno


def test_a_click_is_waited_for_before_its_page_is_judged() -> None:
    found = [f"{path.name}:{line}" for path in sorted(WALKS.glob("*.py")) for line in hasty(path.read_text())]
    assert found == []


def test_only_one_module_asks_axe() -> None:
    asking = [
        path.name
        for path in sorted(WALKS.glob("*.py"))
        if "import axe" in (text := path.read_text()) or "from axe" in text
    ]
    assert asking == ["pages.py"]


def test_a_hasty_look_is_seen() -> None:
    assert list(hasty("page.click()\nif scripts:\n    sound(page, 360)")) == [2]
    assert list(hasty("follow(link)\nsound(page, 360)")) == []
