"""What `emergency.toml` may hold."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from config.schemas.fields import WordsField
from config.schemas.office import DatedSchema, bilingual, codes


class EmergencyNumberSchema(DatedSchema):
    """[[emergency_number]]"""

    code = WordsField(code=True, required=True)
    names = bilingual()
    phone = fields.String(
        required=True, validate=validate.Regexp(r"^\+?[0-9][0-9 ()-]{1,18}$", error="is no telephone number")
    )


class EmergencySignSchema(DatedSchema):
    """[[emergency_sign]]"""

    code = WordsField(code=True, required=True)
    names = bilingual()
    numbers = codes(validate=validate.Length(min=1, error="names nobody to call"))
    words = fields.List(WordsField(), required=True, validate=validate.Length(min=1, error="has no words"))
    words_en = fields.List(WordsField(), required=True, validate=validate.Length(min=1, error="has no words"))
    unless = fields.List(WordsField(), load_default=list)


EMERGENCY_FILES: dict[str, dict[str, type[Schema]]] = {
    "emergency.toml": {"emergency_number": EmergencyNumberSchema, "emergency_sign": EmergencySignSchema},
}
