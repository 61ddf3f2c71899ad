"""A rulebook from its folder: all of it, or every mistake at once."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from config.building import OPEN_LIMIT, build_rulebook
from config.entries.performance import MeasuredKind
from config.errors import Problem, RulebookErrors, describe_problems
from config.evaluation import check_evaluation
from config.performance import check_measured, check_performance
from config.reading import Read, read_folder
from config.references import check_references, note
from config.rulebook import Rulebook
from config.time_rules import build_calendars, build_policies

__all__ = ["check", "describe_problems", "load_rulebook"]


def load_rulebook(path: Path, measured: Mapping[str, MeasuredKind] | None = None) -> Rulebook:
    """The rulebook in a folder. Raises RulebookErrors with every mistake, each with its file and key.

    `measured`: the indicators that templates of plans and trainings may name; None: whatever they say.
    """
    rulebook, problems = _load(path, measured)
    if rulebook is None:
        raise RulebookErrors(problems)
    return rulebook


def check(path: Path, measured: Mapping[str, MeasuredKind] | None = None) -> list[Problem]:
    """Every mistake of the rulebook in a folder, ordered by file and key; empty when it can be used."""
    return list(_load(path, measured)[1])


def _load(
    path: Path, measured: Mapping[str, MeasuredKind] | None
) -> tuple[Rulebook | None, tuple[Problem, ...]]:
    read: Read = read_folder(path)
    if not path.is_dir():
        return None, tuple(read.problems)
    check_references(read)
    check_performance(read)
    if measured is not None:
        check_measured(read, measured)
    check_evaluation(read)
    calendars = build_calendars(read)
    office = next((entry["code"] for _, entry in read.entries("office")), path.name)
    policies = build_policies(read, office)
    if "limit" in read.named and OPEN_LIMIT not in read.named["limit"]:
        note(read, "limit", "limit", "missing", f"needs an entry {OPEN_LIMIT!r}: routing weighs loads by it")
    if read.problems:
        return None, tuple(sorted(set(read.problems)))
    return build_rulebook(read, calendars, policies), ()
