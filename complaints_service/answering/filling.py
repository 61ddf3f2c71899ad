"""Fields in braces: which ones a template may name, what is filled in, and what was left open. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from complaints_service.errors import Words, words
from config.entries.answers import FIELDS

_BRACED = re.compile(r"\{([^{}]*)\}")
_KNOWN = ", ".join(f"{{{name}}}" for name in FIELDS)


@dataclass(frozen=True)
class Filled:
    """A template's words for one ticket; `open`: the fields it has nothing for, still in their braces."""

    text: str
    open: tuple[str, ...] = ()


def body_problem(body: str) -> Words | None:
    """What is wrong with the braces of a template; None for nothing."""
    for name in _BRACED.findall(body):
        if name not in FIELDS:
            return words("{%(name)s} tidak dikenal. Yang bisa diisi: %(known)s.", name=name, known=_KNOWN)
    if set(_BRACED.sub("", body)) & {"{", "}"}:
        return words("Ada kurung kurawal tanpa pasangan. Yang bisa diisi: %(known)s.", known=_KNOWN)
    return None


def fill(body: str, values: Mapping[str, str | None]) -> Filled:
    """The body with each field's value; a field without one stays as it is and is named."""
    open_: dict[str, None] = {}

    def put(match: re.Match[str]) -> str:
        value = values.get(match[1])
        if value is None:
            open_[match[1]] = None
            return match[0]
        return value

    return Filled(_BRACED.sub(put, body), tuple(open_))


def left_open(fields: Collection[str]) -> Words:
    """That these fields are still to be filled in by whoever writes."""
    told = ", ".join(f"{{{name}}}" for name in FIELDS if name in fields)
    return words("Belum terisi: %(fields)s. Tulis sendiri di tempatnya, atau hapus.", fields=told)


def named_in(body: str) -> frozenset[str]:
    """The fields a text names, be it a template or a letter in which they were left open."""
    return frozenset(_BRACED.findall(body)) & frozenset(FIELDS)
