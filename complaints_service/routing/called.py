"""What a reason of routing calls categories, posts, agencies and units. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from config.entries.office import Bilingual


class Coded(Protocol):
    """Whatever the rulebook names by a code."""

    @property
    def code(self) -> str: ...
    @property
    def names(self) -> Bilingual: ...


def entry_named(entries: Sequence[Coded], code: str | None, language: str) -> str:
    """An entry's name by its code; the code itself where there is none."""
    for entry in reversed(entries):
        if entry.code == code:
            return entry.names.read(language)
    return code or ""


def unit_named(units: Sequence[Coded], code: str, language: str, names: Mapping[str, str]) -> str:
    """A unit as the office calls it; one that kept its name goes by the rulebook's words."""
    name = names.get(code)
    seeded = next((unit.names for unit in reversed(units) if unit.code == code), None)
    if name is None or (seeded is not None and seeded.id == name):
        return entry_named(units, code, language)
    return name
