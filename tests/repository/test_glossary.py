"""One word per thing: the words of the code's tables stand in the glossary, refused words stand nowhere."""

from __future__ import annotations

import ast
import re
from functools import cache

import pytest

from complaints_service.tickets.ledger.states import STATES
from config.rulebook import Rulebook
from migrations.tables import metadata
from tests.repository.tree import PACKAGES, ROOT, parsed, python_files

GLOSSARY = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
CODE_WORDS = set(re.findall(r"`([^`]+)`", GLOSSARY))
#: The row that tells a group of codes -> the group in the office's vocabulary.
TELLS = {
    "kind": "kind",
    "privacy": "privacy",
    "`about_office`": "about_office",
    "priority": "priority",
    "`rating`": "score",
    "clock": "clock",
    "verdict": "clock_status",
    "judgement": "judgement",
    "rating of a result or behaviour": "expectation",
    "`closed`": "close_reason",
}
TOLD = re.compile(r"`(\w+)` \(([^)]*)\)")
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


@pytest.mark.parametrize(("word", "group"), TELLS.items())
def test_a_row_tells_every_code_of_a_group_by_the_offices_word(
    rulebook: Rulebook, word: str, group: str
) -> None:
    row = next(line for line in GLOSSARY.splitlines() if line.startswith(f"| {word} |"))
    told = {code: rulebook.vocabulary.word(group, code, "id") for code in rulebook.vocabulary.groups[group]}
    assert {code: words for code, words in TOLD.findall(row) if code in told} == told


def test_every_state_is_called_as_the_office_calls_it(rulebook: Rulebook) -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \| ([^|]+) \|", GLOSSARY, re.MULTILINE))
    assert {state: rows[state] for state in STATES} == {
        state: rulebook.vocabulary.word("state", state, "id") for state in STATES
    }


def test_every_table_is_explained() -> None:
    assert set(metadata().tables) <= CODE_WORDS


@cache
def names() -> tuple[tuple[str, str], ...]:
    """(where, name) of every name in the code, in small letters."""
    found = []
    for path in python_files(*PACKAGES):
        for node in ast.walk(parsed(path)):
            name = getattr(node, "id", None) or getattr(node, "attr", None) or getattr(node, "arg", None)
            name = name or getattr(node, "name", None)
            if isinstance(name, str):
                found.append((f"{path}:{getattr(node, 'lineno', '?')}", name.lower()))
    return tuple(found)


@pytest.mark.parametrize("refused", INSTEAD)
def test_no_second_word(refused: str) -> None:
    found = [f"{where} {name}" for where, name in names() if refused in name]
    assert not found, f"the glossary's word is {INSTEAD[refused]!r}"
