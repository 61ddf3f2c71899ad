"""The reader of what no test enters tells such a function from the others."""

from __future__ import annotations

import pytest

from tests.repository.tree import PACKAGES, python_files
from tests.repository.unentered import public_functions, services, unentered

SOURCE = """
def asked():
    return 1
def forgotten():
    "What it is for."
    return 2
def _own():
    return 3
class Box:
    def opened(self):
        return 4
    def shut(self):
        return 5
class Promise(Protocol):
    def said(self): ...
"""
#: What is defined ran, as the module was imported.
COUNTED = {"shop.py": {"executed_lines": [2, 3, 4, 7, 9, 10, 11, 12, 14, 15]}}


def test_public_functions_and_methods_are_asked_for() -> None:
    assert public_functions(SOURCE).keys() == {"asked", "forgotten", "Box.opened", "Box.shut", "Promise.said"}


def test_what_did_not_run_is_named_with_its_module() -> None:
    assert unentered("shop.py", SOURCE, COUNTED) == ["shop.py: Box.shut", "shop.py: forgotten"]


def test_a_module_that_nobody_imported_is_named_whole() -> None:
    assert len(unentered("other.py", SOURCE, COUNTED)) == 4  # all that have a body


def test_services_are_looked_at_and_edges_are_not() -> None:
    rooms = {path.parts[1] for path in services()}
    assert {"tickets", "people", "appraisal", "notify"} <= rooms
    assert not rooms & {"web", "api", "cli"}


def test_no_module_of_the_product_is_named_as_a_test_is(pytestconfig: pytest.Config) -> None:
    """pytest loads such a module itself: what it runs would be counted by nobody."""
    patterns = pytestconfig.getini("python_files")
    assert [path for path in python_files(*PACKAGES) if any(path.match(each) for each in patterns)] == []
