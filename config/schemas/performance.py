"""What the files about officers' performance may hold: behaviour.toml and plan_templates.toml."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from config.entries.performance import ASPECTS, DUTIES
from config.schemas.fields import NumberField, WholeField, WordsField
from config.schemas.office import BilingualSchema, DatedSchema, Strict, bilingual


class BehaviourSchema(DatedSchema):
    """[[value]]"""

    code = WordsField(code=True, required=True)
    names = bilingual()
    meaning = bilingual()
    statements = fields.List(
        fields.Nested(BilingualSchema),
        required=True,
        validate=validate.Length(min=1, error="has no statement"),
    )


class TemplateIndicatorSchema(Strict):
    """[[template.result.indicator]]"""

    aspect = WordsField(required=True, one_of=ASPECTS)
    words = WordsField(load_default=None)
    measured = WordsField(load_default=None)
    target = NumberField(load_default=None)
    unit = WordsField(load_default=None)
    target_words = WordsField(load_default=None)
    better = WordsField(load_default="higher", one_of=("higher", "lower"))

    @validates_schema(skip_on_field_errors=True)
    def check(self, data: dict[str, Any], **_: Any) -> None:
        """A measured one has its unit and name from the service; a reported one brings its own."""
        if data["target"] is None and data["target_words"] is None:
            raise ValidationError("needs a target or target_words", "target")
        if data["measured"] is not None:
            for name in ("unit", "target_words"):
                if data[name] is not None:
                    raise ValidationError("has no place beside `measured`", name)
            return
        if data["words"] is None:
            raise ValidationError("needs words, or measured", "words")
        if data["target"] is not None and data["unit"] is None:
            raise ValidationError("a target needs its unit", "unit")


class TemplateResultSchema(Strict):
    """[[template.result]]"""

    duty = WordsField(required=True, one_of=DUTIES)
    weight = WholeField(required=True, least=1, most=100)
    words = WordsField(required=True)
    indicator = fields.List(
        fields.Nested(TemplateIndicatorSchema),
        required=True,
        validate=validate.Length(min=1, error="has no indicator"),
    )


class TemplateSchema(DatedSchema):
    """[[template]]"""

    code = WordsField(code=True, required=True)
    names = bilingual()
    positions = fields.List(
        WordsField(code=True), required=True, validate=validate.Length(min=1, error="names no position")
    )
    support = WordsField(required=True)
    accountability = WordsField(required=True)
    consequence = WordsField(required=True)
    result = fields.List(
        fields.Nested(TemplateResultSchema),
        required=True,
        validate=validate.Length(min=1, error="has no result"),
    )


PERFORMANCE_FILES: dict[str, dict[str, type[Schema]]] = {
    "behaviour.toml": {"value": BehaviourSchema},
    "plan_templates.toml": {"template": TemplateSchema},
}
