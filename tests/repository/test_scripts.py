"""Our scripts put words on a page as words, and run nothing that was written as text."""

from __future__ import annotations

import re

from tests.repository.tree import ROOT

STATIC = ROOT / "complaints_service" / "web" / "static"
#: What makes markup or a program of a text; and a key of somebody else's that would reach every object.
FORBIDDEN = re.compile(
    r"\.(?:inner|outer)HTML\b|insertAdjacentHTML|document\.write|\beval\s*\(|new Function\b|__proto__"
    r"|createContextualFragment|setHTMLUnsafe|\bset(?:Timeout|Interval)\(\s*[\"'`]"
)


def test_no_script_makes_markup_of_words() -> None:
    scripts = sorted(STATIC.rglob("*.js"))
    assert len(scripts) > 15
    found = {
        path.relative_to(STATIC).as_posix(): FORBIDDEN.findall(path.read_text(encoding="utf-8"))
        for path in scripts
    }
    assert {name: said for name, said in found.items() if said} == {}
    assert FORBIDDEN.search("where.innerHTML = typed") and FORBIDDEN.search("setTimeout('go()', 1)")
