"""What `papers.toml` may hold."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from config.entries.papers import PAPER_KINDS
from config.schemas.fields import WordsField
from config.schemas.office import DatedSchema


def _lines() -> fields.List[str]:
    return fields.List(WordsField(), load_default=list)


class PaperTemplateSchema(DatedSchema):
    """[[paper]]"""

    code = WordsField(required=True, one_of=PAPER_KINDS)
    title = WordsField(required=True)
    number = WordsField(required=True, validate=validate.Length(max=40, error="is longer than 40 letters"))
    opening = _lines()
    boxes = _lines()
    closing = _lines()
    copies = _lines()
    signed_by = fields.List(
        WordsField(code=True), required=True, validate=validate.Length(min=1, error="names no post")
    )


PAPER_FILES: dict[str, dict[str, type[Schema]]] = {"papers.toml": {"paper": PaperTemplateSchema}}
