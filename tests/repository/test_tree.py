"""What no file in the repository may say, and what every document must get right."""

from __future__ import annotations

import re

import pytest

from tests.repository.tree import ROOT, tracked

# Written in pieces, so that this file does not hold what it looks for.
REFUSED = {
    "a path of one machine": r"(?<![\w.}])/(?:wo" + r"rk|ro" + r"ot|fa" + r"rm|ho" + r"me/\w+)/",
    "work left over": r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X)\b",
    "a merge that was not finished": r"^(?:<{7}|>{7}) ",
}
TEXT = {
    *(".py", ".md", ".toml", ".txt", ".in", ".html", ".css", ".js", ".svg", ".po", ".mako", ".sh"),
    *("", ".csv", ".json", ".geojson", ".example", ".service", ".yml", ".mmd", ".xml"),
}
DOCUMENTS = [path for path in tracked() if path.suffix == ".md"]
MAKE_TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


@pytest.mark.parametrize("what", REFUSED)
def test_no_file_holds(what: str) -> None:
    pattern = re.compile(REFUSED[what], re.MULTILINE)
    found = []
    for path in tracked():
        if path.suffix not in TEXT or path.name == "HEAD":
            continue
        text = (ROOT / path).read_text(encoding="utf-8")
        found += [f"{path}: {match.group()}" for match in pattern.finditer(text)]
    assert not found


@pytest.mark.parametrize("document", DOCUMENTS, ids=str)
def test_links_lead_somewhere(document: object) -> None:
    path = ROOT / str(document)
    text = path.read_text(encoding="utf-8")
    targets = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text)
    dead = [
        t
        for t in targets
        if not t.startswith(("http://", "https://", "mailto:")) and not (path.parent / t).exists()
    ]
    assert not dead


@pytest.mark.parametrize("document", DOCUMENTS, ids=str)
def test_documents_name_commands_that_exist(document: object) -> None:
    named = set(re.findall(r"(?<![\w-])make ([a-z-]+)(?=[`\s])", _code(str(document))))
    assert named <= MAKE_TARGETS


def _code(document: str) -> str:
    """What stands between backticks or in indented and fenced blocks."""
    text = (ROOT / document).read_text(encoding="utf-8")
    fenced = re.findall(r"^```.*?^```", text, re.MULTILINE | re.DOTALL)
    spans = re.findall(r"`[^`\n]+`", text)
    return "\n".join([*fenced, *spans, ""])


def test_every_decision_is_in_the_list_of_them() -> None:
    listed = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    decisions = sorted(path.name for path in (ROOT / "docs" / "adr").glob("*.md"))
    assert [name for name in decisions if f"(adr/{name})" not in listed] == []
    numbers = [name[:4] for name in decisions]
    assert numbers == sorted(set(numbers))
