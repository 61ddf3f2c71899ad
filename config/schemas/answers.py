"""What answers.toml may hold."""

from __future__ import annotations

from marshmallow import Schema

from config.entries.answers import TEMPLATE_ACTS
from config.schemas.fields import WordsField
from config.schemas.office import DatedSchema, bilingual


class OfferedAnswerSchema(DatedSchema):
    """[[answer]]"""

    code = WordsField(code=True, required=True)
    names = bilingual()
    act = WordsField(required=True, one_of=TEMPLATE_ACTS)
    category = WordsField(code=True, load_default=None)
    body = bilingual()


ANSWER_FILES: dict[str, dict[str, type[Schema]]] = {"answers.toml": {"answer": OfferedAnswerSchema}}
