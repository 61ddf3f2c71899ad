"""One word per thing: the words of the code's tables stand in the glossary, refused words stand nowhere."""

from __future__ import annotations

import ast
import re
from functools import cache

import pytest

from complaints_service.tickets.ledger.states import STATES
from migrations.tables import metadata
from tests.repository.tree import PACKAGES, ROOT, python_files

GLOSSARY = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
CODE_WORDS = set(re.findall(r"`([^`]+)`", GLOSSARY))
# Refused word -> the house's word.
INSTEAD = {
    "assignee": "holder",
    "employee": "officer",
    "staff_member": "officer",
    "customer": "citizen",
    "deadline_at": "due_at",
    "handler_id": "holder",
    "supervisor": "superior",
    "village": "kelurahan",
}


def test_every_state_is_explained() -> None:
    assert set(STATES) <= CODE_WORDS


def test_every_table_is_explained() -> None:
    assert set(metadata().tables) <= CODE_WORDS


@cache
def names() -> tuple[tuple[str, str], ...]:
    """(where, name) of every name in the code, in small letters."""
    found = []
    for path in python_files(*PACKAGES):
        for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
            name = getattr(node, "id", None) or getattr(node, "attr", None) or getattr(node, "arg", None)
            name = name or getattr(node, "name", None)
            if isinstance(name, str):
                found.append((f"{path}:{getattr(node, 'lineno', '?')}", name.lower()))
    return tuple(found)


@pytest.mark.parametrize("refused", INSTEAD)
def test_no_second_word(refused: str) -> None:
    found = [f"{where} {name}" for where, name in names() if refused in name]
    assert not found, f"the glossary's word is {INSTEAD[refused]!r}"
