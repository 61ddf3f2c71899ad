"""B1: whoever shows or plans asks of days by `sla.known`, where None is an answer; a calendar itself refuses."""

from __future__ import annotations

import ast

from tests.repository.tree import ROOT, parsed

#: What a calendar refuses to answer of days it does not know.
REFUSING = {
    "day_windows", "is_working_day", "elapsed", "advance", "close_of_working_day", "next_open", "open_spans",
}  # fmt: skip
#: The sample office and imported history are told in days that the calendar knows.
APART = ("replay",)


def test_nothing_of_the_service_asks_a_calendar_that_may_refuse() -> None:
    """A call on a calendar by one of these names; `known.elapsed(calendar, ...)` is the way that answers None."""
    service = ROOT / "complaints_service"
    found = []
    for path in service.rglob("*.py"):
        if path.relative_to(service).parts[0] in APART:
            continue
        for node in ast.walk(parsed(path)):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in REFUSING
            ):
                of = node.func.value
                if not (isinstance(of, ast.Name) and of.id == "known"):
                    found.append(f"{path.relative_to(ROOT)}:{node.lineno} {ast.unparse(node.func)}")
    assert found == []
