"""What only shows between entries of appraisal.toml, and the values made of them."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any, TypeVar

from config.entries.evaluation import (
    RATINGS,
    AchievementLevel,
    AppraisalTerms,
    EvaluationRules,
    GuideLine,
    MatrixCell,
    Predicate,
)
from config.reading import Read
from config.references import known, note

Made = TypeVar("Made")


def check_evaluation(read: Read) -> None:
    """Add every mistake to what was read: cells missing or there twice, predicates nobody knows."""
    now = [(path, cell) for path, cell in read.entries("cell") if cell["effective_until"] is None]
    taken: dict[tuple[str, str], str] = {}
    for path, cell in now:
        if not known(read, "predicate", cell["predicate"]):
            message = f"{cell['predicate']!r} is no predicate in appraisal.toml"
            note(read, "cell", f"{path}.predicate", "unknown_reference", message)
        place = (cell["result"], cell["behaviour"])
        if taken.setdefault(place, path) != path:
            note(read, "cell", path, "cell_twice", f"{' and '.join(place)} already have {taken[place]}")
    broken = len(read.raw.get("cell", ())) != len(list(read.entries("cell")))
    missing = ["/".join(place) for place in product(RATINGS, RATINGS) if place not in taken]
    if now and missing and not broken:
        message = f"nothing is said of result/behaviour {', '.join(missing)}"
        note(read, "cell", "cell", "no_cell", message)
    for path, level in read.entries("achievement_level"):
        for number, line in enumerate(level["guide"]):
            for name in line["predicates"]:
                if not known(read, "predicate", name):
                    message = f"{name!r} is no predicate in appraisal.toml"
                    key = f"{path}.guide[{number}].predicates"
                    note(read, "achievement_level", key, "unknown_reference", message)


def build_evaluation(read: Read) -> EvaluationRules:
    """The rules of evaluations."""
    levels = (
        AchievementLevel(**{**entry, "guide": tuple(_line(line) for line in entry["guide"])})
        for _, entry in read.entries("achievement_level")
    )
    return EvaluationRules(
        _made(read, "appraisal", AppraisalTerms),
        _made(read, "predicate", Predicate),
        _made(read, "cell", MatrixCell),
        tuple(levels),
    )


def _line(line: dict[str, Any]) -> GuideLine:
    return GuideLine(**{**line, "predicates": tuple(line["predicates"])})


def _made(read: Read, table: str, make: Callable[..., Made]) -> tuple[Made, ...]:
    return tuple(make(**entry) for _, entry in read.entries(table))
