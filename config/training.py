"""The rulebook's catalogue of trainings: what one may learn where, and which figure or value it helps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from marshmallow import Schema

from config.entries import Bilingual
from config.fields import Whole, Words
from config.performance_entries import MEASURED
from config.schemas import Dated, bilingual

#: The seven BerAKHLAK values; behaviour.toml says what they mean.
VALUES = ("service", "accountable", "competent", "harmonious", "loyal", "adaptive", "collaborative")
#: Nothing in the catalogue lasts longer than a long leadership training.
MOST_HOURS = 1_000


@dataclass(frozen=True, slots=True)
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


class TrainingSchema(Dated):
    """[[training]]"""

    code = Words(code=True, required=True)
    names = bilingual()
    provider = Words(required=True)
    lesson_hours = Whole(required=True, least=1, most=MOST_HOURS)
    indicator = Words(load_default=None, one_of=MEASURED)
    value = Words(load_default=None, one_of=VALUES)


TRAINING_FILES: dict[str, dict[str, type[Schema]]] = {"trainings.toml": {"training": TrainingSchema}}
