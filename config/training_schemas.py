"""What trainings.toml may hold."""

from __future__ import annotations

from marshmallow import Schema

from config.fields import Whole, Words
from config.schemas import Dated, bilingual
from config.training_entries import VALUES

#: Nothing in the catalogue lasts longer than a long leadership training.
MOST_HOURS = 1_000


class TrainingSchema(Dated):
    """[[training]]"""

    code = Words(code=True, required=True)
    names = bilingual()
    provider = Words(required=True)
    lesson_hours = Whole(required=True, least=1, most=MOST_HOURS)
    indicator = Words(load_default=None)
    value = Words(load_default=None, one_of=VALUES)


TRAINING_FILES: dict[str, dict[str, type[Schema]]] = {"trainings.toml": {"training": TrainingSchema}}
