"""Entries of a rulebook about the public satisfaction survey: its elements, its classes, its services."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from config.entries.office import Bilingual

#: The nine elements by the regulation's own list; a form may ask them in another order.
ELEMENTS = ("u1", "u2", "u3", "u4", "u5", "u6", "u7", "u8", "u9")


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyElement:
    """One element of the survey (unsur), in the order of asking: its question and the words for 1 to 4."""

    code: str
    names: Bilingual
    question: Bilingual
    answers: tuple[Bilingual, ...]
    effective_from: date
    effective_until: date | None
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyClass:
    """A class of quality (mutu pelayanan): from `least` on, of an index of two decimals; the best first."""

    code: str
    names: Bilingual
    least: float
    effective_from: date
    effective_until: date | None
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyService:
    """A service whose users are asked; `closing`: so are those whose report was closed."""

    code: str
    names: Bilingual
    closing: bool
    effective_from: date
    effective_until: date | None
    source: str
