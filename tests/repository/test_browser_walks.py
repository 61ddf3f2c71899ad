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


def links_clicked(source: str) -> Iterator[int]:
    """Lines that click a link and wait for nothing: what comes next may still be done to the page before."""

    def look(node: ast.AST, waited: bool) -> Iterator[int]:
        if isinstance(node, ast.With):
            waited = waited or any(
                name.startswith("expect_") for each in node.items for name in names_called(each.context_expr)
            )
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "click":
            roles = [
                one.args[0].value
                for one in ast.walk(node.func.value)
                if isinstance(one, ast.Call)
                and isinstance(one.func, ast.Attribute)
                and one.func.attr == "get_by_role"
                and one.args
                and isinstance(one.args[0], ast.Constant)
            ]
            if "link" in roles and not waited:
                yield node.lineno
        for child in ast.iter_child_nodes(node):
            yield from look(child, waited)

    yield from look(ast.parse(source), False)


def reads_at_once(source: str) -> Iterator[int]:
    """Lines that read a page directly after a click or a key, in place of expecting what is to come; `do` of the chat expects."""
    for node in ast.walk(ast.parse(source)):
        for name in ("body", "orelse", "finalbody"):
            statements = getattr(node, name, None)
            if isinstance(statements, list):
                for before, then in pairwise(statements):
                    called = names_called(before)
                    acted = not called & {"do"} and called & {"click", "press", "type", "fill", "check"}
                    read = names_called(then) & {"count", "input_value", "inner_text", "is_visible", "all"}
                    if acted and isinstance(before, ast.Expr) and read and not isinstance(then, ast.With):
                        yield then.lineno


def test_a_link_is_followed_until_its_page_has_come() -> None:
    found = [
        f"{path.name}:{line}"
        for path in sorted(WALKS.glob("*.py"))
        for line in links_clicked(path.read_text())
    ]
    assert found == []


def test_what_a_click_brings_is_expected_and_not_read() -> None:
    found = [
        f"{path.name}:{line}"
        for path in sorted(WALKS.glob("*.py"))
        for line in reads_at_once(path.read_text())
    ]
    assert found == []


def test_no_walk_is_held_to_the_clock_of_the_machine() -> None:
    """What is waited for is waited for patiently, and what a walk costs is counted in hands."""
    asking = {
        path.name
        for path in WALKS.glob("*.py")
        if "time.monotonic" in (text := path.read_text()) or "time.time" in text
    }
    assert asking == {"firefox.py", "test_chat_path.py"}, (
        "these two have no page yet that could be waited for"
    )


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


def test_a_hasty_step_is_seen() -> None:
    link = 'page.get_by_role("navigation").get_by_role("link", name="Rapat").first'
    assert list(links_clicked(f"{link}.click()\npage.fill()")) == [1]
    assert list(links_clicked(f"follow({link})")) == []
    assert list(links_clicked(f"with page.expect_download():\n    {link}.click()")) == []
    assert list(reads_at_once("page.click()\nassert page.locator('li').count() == 2")) == [2]
    assert list(reads_at_once("page.click()\nexpect(page.locator('li')).to_have_count(2)")) == []
