"""An aid for whoever publishes words: marks what may lead to somebody. Pure.

It finds what has a shape: numbers by which people are reached or known, plates, addresses, and names behind a
form of address. A name alone has no shape; the officer reads the words all the same.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import NamedTuple

_TITLES = "|".join(
    (
        "[Bb]apak", "[Pp]ak", "[Ii]bu", "[Bb]u", "[Ss]dri?[.]?", "[Ss]audari?", "[Bb]ang", "[Kk]ak", "[Mm]as",
        "[Mm]bak", "[Hh]aji", "[Hh]j?[.]", "[Uu]stad?z", "[Tt]uan", "[Nn]yonya", "[Tt]n[.]", "[Nn]y[.]",
        "Mrs?[.]?", "Ms[.]?", "[Aa][.]?n[.]", "[Nn]ama saya",
    )
)  # fmt: skip
_NAME = r"[A-Z][\w'’.-]*"
#: What is found, in this order; a stretch belongs to the first that finds it.
_SHAPES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("email", re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    ("nik", re.compile(r"(?<!\d)\d(?:[ .\-]?\d){15}(?!\d)")),
    ("phone", re.compile(r"(?<![\w+])(?:\+|00)?\(?(?:62|0)\)?(?:[ .\-()]*\d){7,13}(?!\d)")),
    (
        "plate",
        re.compile(
            r"\b(?!(?:RT|RW|NO|KM)\b)[A-Z]{1,2}[ -]?\d{1,4}[ -]?[A-Z]{1,3}\b|\bb[a-z] \d{3,4} [a-z]{2,3}\b"
        ),
    ),
    (
        "address",
        re.compile(
            r"\b(?:(?i:jalan|jln\.?|jl\.?|gang|gg\.?|lorong|lr\.?|blok|perumahan|komplek|kompleks)\s+"
            r"[\w.'-]+(?:\s+[A-Z][\w.'-]*){0,3}(?:[\s,]+(?i:no\.?|nomor)\s*\d+\w?)?"
            r"|(?i:no\.?|nomor)\s*(?i:rumah)?\s*\d+\w?|(?i:rt|rw)[ .:/]*\d+)"
        ),
    ),
    ("name", re.compile(rf"\b(?:{_TITLES})\s+{_NAME}(?:\s+{_NAME}){{0,3}}")),
)
#: What words for everybody never hold: whose shape leaves no doubt.
NEVER = frozenset({"email", "nik", "phone", "plate"})


class Found(NamedTuple):
    """A stretch of a text that may lead to somebody: from where to where, what it is, and its words."""

    start: int
    end: int
    kind: str
    words: str


def leads(text: str) -> Sequence[Found]:
    """What in a text may lead to somebody, in its order."""
    found: list[Found] = []
    for kind, shape in _SHAPES:
        for match in shape.finditer(text):
            if not any(match.start() < other.end and other.start < match.end() for other in found):
                found.append(Found(match.start(), match.end(), kind, match.group()))
    return sorted(found)


def redacted(text: str, *, kinds: Collection[str] | None = None) -> str:
    """The text with a mark in place of each of these; `kinds`: of these kinds alone."""
    parts, at = [], 0
    for one in leads(text):
        if kinds is not None and one.kind not in kinds:
            continue
        parts += [text[at : one.start], "[…]"]
        at = one.end
    return "".join([*parts, text[at:]])
