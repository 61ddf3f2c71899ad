"""The reader of what no test enters tells such a function from the others."""

from __future__ import annotations

from tests.repository.unentered import public_functions, services, unentered

SOURCE = """
def asked(): return 1
def forgotten(): return 2
def _own(): return 3
class Box:
    def opened(self): return 4
    def shut(self): return 5
class Promise(Protocol):
    def said(self): ...
"""
RAN = {"summary": {"covered_lines": 1, "num_statements": 1}}
LEFT = {"summary": {"covered_lines": 0, "num_statements": 1}}
NOTHING = {"summary": {"covered_lines": 0, "num_statements": 0}}
COUNTED = {
    "shop.py": {
        "functions": {
            "asked": RAN, "forgotten": LEFT, "_own": LEFT, "Box.opened": RAN, "Box.shut": LEFT, "Promise.said": NOTHING,
        }
    }
}  # fmt: skip


def test_public_functions_and_methods_are_asked_for() -> None:
    assert public_functions(SOURCE) == {"asked", "forgotten", "Box.opened", "Box.shut", "Promise.said"}


def test_what_did_not_run_is_named_with_its_module() -> None:
    assert unentered("shop.py", SOURCE, COUNTED) == ["shop.py: Box.shut", "shop.py: forgotten"]


def test_a_module_that_nobody_imported_is_named_whole() -> None:
    assert len(unentered("other.py", SOURCE, COUNTED)) == 5


def test_services_are_looked_at_and_edges_are_not() -> None:
    rooms = {path.parts[1] for path in services()}
    assert {"tickets", "people", "appraisal", "notify"} <= rooms
    assert not rooms & {"web", "api", "cli"}
