"""What the rooms of the pages leave to the one place it belongs to: rights, refusals, and what people type."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.repository.tree import ROOT, parsed

WEB = ROOT / "complaints_service" / "web"
#: Refusals are shown by `web/shell/forms.py` and `edge/problems.py`.
REFUSALS = frozenset({"DomainError", "Invalid", "NotFound"})
#: Rights are asked by a loader of `edge/subjects` and by the slice.
RIGHTS = frozenset({"may_see_person", "may_in_office", "may", "officer", "person", "abort"})
#: What people type is read by `edge/input/typed.py`.
READING = frozenset({"isdigit", "isdecimal", "isnumeric", "strptime"})
#: Where one of these names has its reason.
NEEDED = {
    "shell/forms.py": {"DomainError", "NotFound", "person"},  # the one place that answers forms
    "shell/pages.py": {"person"},  # the frame says who is signed in
    "shell/staff.py": {"person"},  # who of the office reads a citizens' page
    "account/routes.py": {"person"},  # signing in itself
    "account/provider.py": {"person"},  # signing in itself
    "account/telegram_link.py": {"officer"},  # a code is bound to this browser's session
    "desk/routes.py": {"DomainError", "NotFound"},  # one route takes every act, each with its own request
    "boarding/remarks.py": {"may_in_office"},  # one's own leads to all of them, which only some may open
    "desk/ways.py": {"may_in_office"},  # the desk leads to lists that only some may open
}
MODULES = sorted(WEB.rglob("*.py"))


def names_in(node: ast.AST) -> Iterator[str]:
    for each in ast.walk(node):
        if isinstance(each, ast.Name):
            yield each.id
        elif isinstance(each, ast.Attribute):
            yield each.attr


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(WEB)))
def test_a_room_asks_no_right_reads_no_number_and_shows_no_refusal_itself(path: Path) -> None:
    tree = parsed(path)
    caught = [
        name
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler) and node.type is not None
        for name in names_in(node.type)
        if name in REFUSALS
    ]
    imported = [
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        and node.module in ("complaints_service.accounts.access", "complaints_service.edge.sign_in", "flask")
        for alias in node.names
        if alias.name in RIGHTS
    ]
    read = [name for name in names_in(tree) if name in READING]
    routes = [
        node.args[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant)
        if isinstance(node.args[0].value, str) and "<int(max=21474" in node.args[0].value
    ]
    assert {*caught, *imported, *read} == NEEDED.get(str(path.relative_to(WEB)), set())
    assert routes == []


def test_it_looks_at_something() -> None:
    assert len(MODULES) > 80
    assert {str(path.relative_to(WEB)) for path in MODULES} >= NEEDED.keys()
