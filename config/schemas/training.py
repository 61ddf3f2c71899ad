"""What trainings.toml may hold."""

from __future__ import annotations

from marshmallow import Schema

from config.entries.training import VALUES
from config.schemas.fields import WholeField, WordsField
from config.schemas.office import DatedSchema, bilingual

#: Nothing in the catalogue lasts longer than a long leadership training.
MOST_HOURS = 1_000


class TrainingSchema(DatedSchema):
    """[[training]]"""

    code = WordsField(code=True, required=True)
    names = bilingual()
    provider = WordsField(required=True)
    lesson_hours = WholeField(required=True, least=1, most=MOST_HOURS)
    indicator = WordsField(load_default=None)
    value = WordsField(load_default=None, one_of=VALUES)


TRAINING_FILES: dict[str, dict[str, type[Schema]]] = {"trainings.toml": {"training": TrainingSchema}}
