"""Sets a document: one of our templates and its content as JSON, into a tagged PDF/UA-1.

The content never becomes markup: the template reads it as values. Only the compiler's own fonts are used, so
that the same content gives the same bytes on every machine. Letters that none of them has are written as
`[U+4E2D]`, and so are marks that would turn the letters around them: what is signed reads in one way.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst

HERE = Path(__file__).parent
#: How often letters without a shape are replaced before all but Latin are.
ROUNDS = 6
_SHAPELESS = re.compile(r'the text `"((?:[^"\\]|\\.)*)"` could not be displayed')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}|\\(.)")
#: Embeddings, overrides and isolates of the bidirectional algorithm (UAX 9).
_TURNING = frozenset(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C)))
_NAMED = {"n": "\n", "r": "\r", "t": "\t"}
#: What every font here has.
_SAFE = frozenset(map(chr, range(0x20, 0x7F))) | {"\n"}


def set_pdf(template: str, content: Mapping[str, Any], *, at: datetime) -> bytes:
    """The PDF of a template of this folder such as `skp`; `at` is what it says it was made at."""
    shapeless = set(_TURNING)
    for _round in range(ROUNDS):
        try:
            return _compile(template, _without(content, shapeless), at)
        except typst.TypstError as error:
            found = _shapeless(error) - shapeless
            if not found:
                raise
            shapeless |= found
    return _compile(template, _latin_alone(content), at)


def _compile(template: str, content: object, at: datetime) -> bytes:
    return typst.compile(
        HERE / f"{template}.typ",
        root=HERE,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"content": json.dumps(content, ensure_ascii=False)},
        pdf_standards="ua-1",
        timestamp=int(at.timestamp()),
    )


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False)


def _shapeless(error: typst.TypstError) -> set[str]:
    found: set[str] = set()
    for said in _SHAPELESS.findall(f"{error.message}\n{error.diagnostic}"):
        found |= set(_ESCAPED.sub(_unescaped, said))
    return found - _SAFE


def _unescaped(match: re.Match[str]) -> str:
    if match[1]:
        return chr(int(match[1], 16))
    return _NAMED.get(match[2], match[2])


def _without(content: object, letters: set[str]) -> object:
    return _each(content, str.maketrans({letter: code_point(letter) for letter in letters}))


def _latin_alone(content: object) -> object:
    told = set(json.dumps(content, ensure_ascii=False))
    return _each(content, str.maketrans({each: code_point(each) for each in told if ord(each) > 0xFF}))


def _each(content: object, table: dict[int, str]) -> object:
    if isinstance(content, str):
        return content.translate(table)
    if isinstance(content, Mapping):
        return {name: _each(each, table) for name, each in content.items()}
    if isinstance(content, list | tuple):
        return [_each(each, table) for each in content]
    return content


def code_point(letter: str) -> str:
    """A letter as `[U+4E2D]`."""
    return f"[U+{ord(letter):04X}]"
