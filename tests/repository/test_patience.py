"""No test gives other threads, processes and machines less time than `PATIENCE_SECONDS`: a busy machine is no fault."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.repository.tree import ROOT

#: What waits for somebody else, and gives up after what it is told.
WAITING = {"result", "join", "communicate", "run", "create_connection", "HTTPConnection", "check_output"}


def impatient(source: str) -> Iterator[int]:
    """Lines that wait for somebody else for a number of seconds written down there."""
    for call in ast.walk(ast.parse(source)):
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name | ast.Attribute):
            continue
        name = call.func.attr if isinstance(call.func, ast.Attribute) else call.func.id
        told = [one.value for one in call.keywords if one.arg == "timeout"]
        first = call.args[:1] if name == "join" else []
        said = [one.value for one in (*told, *first) if isinstance(one, ast.Constant)]
        by_name = name in WAITING or (name == "wait" and told)
        if by_name and any(isinstance(one, int | float) and one >= 1 for one in said):
            yield call.lineno


def test_nobody_is_waited_for_in_a_hurry() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in sorted((ROOT / "tests").rglob("*.py"))
        if "timeout=" in (text := path.read_text(encoding="utf-8")) or ".join(" in text
        for line in impatient(text)
    ]
    assert found == []


def test_a_hurry_is_seen() -> None:
    assert list(impatient("thread.join(5)\nprocess.wait(timeout=30)")) == [1, 2]
    assert list(impatient("', '.join(one)\nthread.join(PATIENCE_SECONDS)\nevent.wait(0.05)")) == []
