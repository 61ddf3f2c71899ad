"""Which words stand where: codes in the office's vocabulary, sentences once in the code, never two languages there."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from config.vocabulary import LANGUAGES
from tests.repository.tree import ROOT, parsed, python_files

#: Where both languages may stand side by side, and why.
BOTH = {
    "sla/words.py": "the engine is a library: its words are its own, and the vocabulary's",
    "complaints_service/measurement/indicators/entries/": "an indicator, and what it counts, is named in its entry",
    "complaints_service/intake/channels.py": "a door is named in its entry",
    "complaints_service/notify/known_routes.py": "a route is named in its entry",
}


#: Words as one writes them: a string, a filled one, several, or a table of them.
WORDS = (ast.Constant, ast.JoinedStr, ast.Tuple, ast.Dict)


def _long(node: ast.expr) -> bool:
    """Whether it is words; a mark or a letter may differ by language where numbers and hours are written."""
    return any(
        isinstance(each, ast.Constant) and isinstance(each.value, str) and len(each.value) > len("en")
        for each in ast.walk(node)
    )


def pairs() -> Iterator[str]:
    """Every place in the service that words something in both languages by itself."""
    for path in python_files("complaints_service", "sla"):
        if str(path).startswith(tuple(BOTH)):
            continue
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Dict):
                keys = {each.value for each in node.keys if isinstance(each, ast.Constant)}
                found = keys == set(LANGUAGES) and any(isinstance(each, WORDS) for each in node.values)
            elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Bilingual":
                found = any(isinstance(each, WORDS) for each in node.args)
            elif isinstance(node, ast.IfExp):
                tongue = {each.value for each in ast.walk(node.test) if isinstance(each, ast.Constant)}
                ends = (node.body, node.orelse)
                found = bool(tongue & set(LANGUAGES)) and all(_long(each) for each in ends)
            else:
                continue
            if found:
                yield f"{path}:{node.lineno}"


def test_no_code_says_the_same_in_both_languages() -> None:
    assert not list(pairs()), "a code's word belongs in words.toml, a sentence is marked and has its English"


def test_what_may_is_there() -> None:
    assert all((ROOT / path).exists() for path in BOTH)
