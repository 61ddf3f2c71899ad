"""An indicator's code stands in its entry and in data; who needs something of it asks the entry."""

from __future__ import annotations

import ast

from complaints_service.measurement.indicators.measures import INDICATORS
from tests.repository.tree import ROOT, parsed, python_files

VALUES = "complaints_service/measurement/indicators/values.py"
#: A meeting is held too, and so is a bot's step.
OTHER_MEANINGS = {"held"}


def test_no_code_names_an_indicator_outside_its_entry() -> None:
    named = [
        f"{path}:{node.lineno} {node.value}"
        for path in python_files("complaints_service", "config", "bots")
        if "entries" not in path.parts
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Constant) and node.value in INDICATORS.keys() - OTHER_MEANINGS
    ]
    assert not named, "read an attribute of the entry instead"


def test_a_value_is_made_in_one_place() -> None:
    made = {
        str(path)
        for path in python_files("complaints_service")
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "IndicatorValue"
    }
    assert made == {VALUES}


def test_the_rulebook_is_read_where_its_indicators_are_checked() -> None:
    readers = {
        str(path)
        for path in python_files("complaints_service")
        if "load_rulebook" in (ROOT / path).read_text(encoding="utf-8")
    }
    assert readers == {"complaints_service/edge/rulebook.py"}
