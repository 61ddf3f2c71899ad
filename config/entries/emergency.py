"""Entries of a rulebook about emergencies: whom to call, and by which words a text tells of one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from config.entries.office import Bilingual


@dataclass(frozen=True, slots=True, kw_only=True)
class EmergencyNumber:
    """Whom to call."""

    code: str
    names: Bilingual
    phone: str
    effective_from: date
    effective_until: date | None
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EmergencySign:
    """Words that tell of an emergency, the numbers to call then, and turns of speech by which it is none.

    In `words` and `words_en` a `*` stands for any ending.
    """

    code: str
    names: Bilingual
    numbers: tuple[str, ...]
    words: tuple[str, ...]
    words_en: tuple[str, ...]
    unless: tuple[str, ...]
    effective_from: date
    effective_until: date | None
    source: str
