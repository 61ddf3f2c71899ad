"""The rulebook's catalogue of trainings: what one may learn where, and which figure or value it helps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from config.entries.office import Bilingual

#: The seven BerAKHLAK values; behaviour.toml says what they mean.
VALUES = ("service", "accountable", "competent", "harmonious", "loyal", "adaptive", "collaborative")


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueTraining:
    """A training with its lesson hours (JP); `indicator` and `value` are what it helps with, if anything."""

    code: str
    names: Bilingual
    provider: str
    lesson_hours: int
    indicator: str | None
    value: str | None
    effective_from: date
    effective_until: date | None
    source: str
