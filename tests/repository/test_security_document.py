"""docs/security.md answers each requirement of ASVS 5.0, level 2, once, and names what is there."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields

from config.process_settings import BotSettings, SealerSettings
from config.settings import Settings
from tests.repository.test_faults import missing
from tests.repository.tree import ROOT

TABLE = ROOT / "docs" / "security.md"
#: The requirements of level 1 and 2 by their section: how many there are, those of level 3 come after them.
SECTIONS = {
    "1.1": 2, "1.2": 9, "1.3": 11, "1.4": 3, "1.5": 2, "2.1": 3, "2.2": 3, "2.3": 4, "2.4": 1, "3.2": 2, "3.3": 4,
    "3.4": 6, "3.5": 5, "3.7": 2, "4.1": 3, "4.2": 1, "4.3": 2, "4.4": 4, "5.1": 1, "5.2": 3, "5.3": 2, "5.4": 3,
    "6.1": 3, "6.2": 12, "6.3": 4, "6.4": 4, "6.5": 5, "6.6": 3, "6.8": 4, "7.1": 3, "7.2": 4, "7.3": 2, "7.4": 5,
    "7.5": 2, "7.6": 2, "8.1": 2, "8.2": 3, "8.3": 1, "8.4": 1, "9.1": 3, "9.2": 4, "10.1": 2, "10.2": 2,
    "10.3": 4, "10.4": 11, "10.5": 5, "10.6": 2, "10.7": 3, "11.1": 2, "11.2": 3, "11.3": 3, "11.4": 4, "11.5": 1,
    "11.6": 1, "12.1": 3, "12.2": 2, "12.3": 4, "13.1": 1, "13.2": 5, "13.3": 2, "13.4": 5, "14.1": 2, "14.2": 4,
    "14.3": 3, "15.1": 3, "15.2": 3, "15.3": 7, "16.1": 1, "16.2": 5, "16.3": 4, "16.4": 3, "16.5": 3, "17.1": 1,
    "17.2": 4, "17.3": 2,
}  # fmt: skip
WANTED = {f"{section}.{number + 1}" for section, most in SECTIONS.items() for number in range(most)}
#: A file, a test, a document, or where else in this one it is told.
NAMED = re.compile(r"`[^`]+`|\]\([^)]+\)|\bas \d+\.\d+\.\d+|\bbelow\b|\bhere\b|\bADR \d+")
STATES = ("met", "not applicable", "open", "open in part")


def rows(text: str) -> Iterator[tuple[list[str], str, str]]:
    """Of each row that judges requirements: their numbers, the state, and where."""
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split(" | ")]
        if len(cells) == 3 and re.match(r"\d+\.\d+\.\d+", cells[0]):
            yield requirements(cells[0]), cells[1], cells[2]


def requirements(cell: str) -> list[str]:
    """The numbers that a row begins with: one, some, or from one to another."""
    if span := re.match(r"(\d+\.\d+)\.(\d+) to \1\.(\d+)", cell):
        return [f"{span[1]}.{each}" for each in range(int(span[2]), int(span[3]) + 1)]
    head = re.match(r"\d+\.\d+\.\d+(?:, \d+\.\d+\.\d+)*", cell)
    return head[0].split(", ") if head else []


def test_every_requirement_has_one_answer() -> None:
    assert len(WANTED) == 253
    told = list(rows(TABLE.read_text(encoding="utf-8")))
    counted = Counter(number for numbers, _state, _where in told for number in numbers)
    assert sorted(WANTED - set(counted)) == [], "not answered"
    assert sorted(set(counted) - WANTED) == [], "no requirement of level 1 or 2"
    assert [number for number, times in counted.items() if times > 1] == []
    assert [(numbers, state) for numbers, state, _where in told if state not in STATES] == []


def test_what_is_met_names_a_place_and_every_place_is_there() -> None:
    text = TABLE.read_text(encoding="utf-8")
    bare = [numbers for numbers, state, where in rows(text) if state == "met" and not NAMED.search(where)]
    assert bare == [], "met, and by what?"
    assert places_gone(text) == []


def places_gone(text: str) -> list[str]:
    """Files, tests and documents that are named and not there; commands and addresses are neither."""
    spans = [span for span in re.findall(r"`([^`]+)`", text) if " " not in span and span[0] not in "/_"]
    links = re.findall(r"\]\((?!https?:)([^)#]+)", text)
    gone = [link for link in links if not (TABLE.parent / link).exists()]
    return missing(" ".join(f"`{span}`" for span in spans)) + gone


def test_a_place_that_went_away_is_named() -> None:
    assert places_gone(
        "| x | `tests/web/test_gone.py`, `bots/gone.py`, `/segel` | [a](adr/0999-none.md) |"
    ) == [
        "tests/web/test_gone.py",
        "bots/gone.py",
        "adr/0999-none.md",
    ]
    assert list(rows("| 10.4.1 to 10.4.3 words | met | here |\n| 1.1.1, 1.1.2 to all | open | x |")) == [
        (["10.4.1", "10.4.2", "10.4.3"], "met", "here"),
        (["1.1.1", "1.1.2"], "open", "x"),
    ]


def test_every_secret_and_every_line_outwards_is_in_its_list() -> None:
    """A key that nobody wrote down is turned by nobody; a call that nobody wrote down is looked at by nobody."""
    text = TABLE.read_text(encoding="utf-8")
    keys, lines = (
        text.partition(f"## {head}")[2].partition("\n## ")[0] for head in ("Keys", "Lines outwards")
    )
    kinds = (Settings, BotSettings, SealerSettings)
    told = [(each.metadata["setting"].name, each) for kind in kinds for each in fields(kind) if each.metadata]
    secrets = {name for name, each in told if not each.repr}
    assert len(secrets) > 8 and sorted(name for name in secrets if f"`{name}`" not in keys) == []
    ways = {name for name, _each in told if re.search(r"_(URL|CLAMD|ISSUER|OFFICES)$", name)}
    assert len(ways) > 8 and sorted(name for name in ways if f"`{name}`" not in lines) == []
