"""What the witness of the storm lays a copy to, and what it does not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.faults.witness import Held, Witness

DUE = 100.0


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return tmp_path / "witness"


def write(book: Path, *lines: dict[str, Any]) -> None:
    with book.open("a") as told:
        told.writelines(json.dumps(line) + "\n" for line in lines)


def taken(claim: str, *, number: str | None = None) -> dict[str, Any]:
    return {"claim": claim, "key": f"row of {claim}", "number": number, "until": DUE}


def noted(claim: str, **otherwise: Any) -> dict[str, Any]:
    in_time = {"outcome": "Accepted", "seconds": 0.2, "at": DUE - 1, "failed": None}
    return {"claim": claim, **in_time, **otherwise}


@pytest.mark.parametrize(
    ("otherwise", "cause"),
    [
        ({}, None),
        ({"at": DUE - 1, "seconds": 30.0}, None),  # a clock that went back: its lease held all the same
        ({"at": DUE}, "lease"),
        ({"outcome": "Unclear", "seconds": 12.0}, "answer"),
        ({"outcome": "Unclear"}, None),  # a line that was cut: the stand-in knows whether it did
        ({"failed": "OperationalError"}, "not noted"),
    ],
)
def test_a_try_is_laid_to_what_was_seen(book: Path, otherwise: dict[str, Any], cause: str | None) -> None:
    write(book, taken("a"), noted("a", **otherwise))
    witness = Witness(book)
    witness.look()
    assert dict(witness.causes) == ({cause: 1} if cause else {})


def test_a_death_touches_what_was_taken_and_not_noted(book: Path) -> None:
    write(book, taken("a", number="MRL-1"), taken("b"), noted("b"))
    witness = Witness(book)
    witness.killed()
    write(book, taken("c"), noted("c"))
    witness.killed()
    assert (witness.by_key, witness.by_number) == ({"row of a": 1}, {"MRL-1": 1})


def test_what_was_let_go_again_is_nobodys_fault(book: Path) -> None:
    write(book, taken("a"), {"claim": "a", "let_go": True}, taken("b"))
    witness = Witness(book)
    witness.killed()
    assert witness.by_key == {"row of b": 1}


def test_an_acceptance_that_was_being_noted_may_stand_or_not(book: Path) -> None:
    """Between a commit and its line there is time enough to die: the row may say either, and hides nothing."""
    for claim, outcome in (("a", "Accepted"), ("b", "Unclear"), ("c", "Accepted"), ("d", "Accepted")):
        write(book, taken(claim), {"claim": claim, "noting": outcome})
    write(book, noted("c"), noted("d", failed="OperationalError"), taken("e"))
    witness = Witness(book)
    witness.killed()
    assert witness.accepted == {"row of c"}
    assert witness.perhaps == {"row of a", "row of d"}
    assert witness.by_key == {f"row of {claim}": 1 for claim in "abde"}


def test_one_try_is_touched_once_and_two_tries_twice(book: Path) -> None:
    witness = Witness(book)
    witness.touch("trouble", Held("a", "row", None))
    witness.touch("killed", Held("a", "row", None))
    witness.touch("killed", Held("b", "row", None))
    assert dict(witness.causes) == {"trouble": 1, "killed": 1}
    assert witness.by_key == {"row": 2}


def test_a_trouble_that_a_try_outlived_is_no_fault(book: Path) -> None:
    witness = Witness(book)
    for claim in ("a", "b"):
        write(book, taken(claim))
        witness.touch("trouble", Held(claim, f"row of {claim}", None))
    write(book, noted("a"), noted("b", failed="OperationalError"))
    witness.look()
    assert witness.by_key == {"row of b": 1}


def test_only_an_answer_that_was_written_down_ends_a_doubt(book: Path) -> None:
    write(book, taken("a"), noted("a", failed="OperationalError"), taken("b"), noted("b", outcome="Unclear"))
    write(book, taken("c"), noted("c", at=DUE + 1))
    witness = Witness(book)
    witness.look()
    assert witness.accepted == {"row of c"}
