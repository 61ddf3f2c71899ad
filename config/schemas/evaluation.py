"""What appraisal.toml may hold."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from config.entries.evaluation import RATINGS
from config.schemas.fields import WholeField, WordsField, YesNo
from config.schemas.office import DatedSchema, Strict, bilingual


class AppraisalSchema(DatedSchema):
    """[[appraisal]]"""

    key = WordsField(code=True, required=True)
    period_months = WholeField(required=True, least=1, most=12)
    objection_working_days = WholeField(required=True, least=1, most=60)
    minimum_words = WholeField(required=True, least=1, most=100)
    guide_people = WholeField(required=True, least=1)

    @validates_schema(skip_on_field_errors=True)
    def check(self, data: dict[str, Any], **_: Any) -> None:
        """A year is made of whole periods."""
        if 12 % data["period_months"]:
            raise ValidationError("must divide the twelve months of a year", "period_months")


class PredicateSchema(DatedSchema):
    """[[predicate]]"""

    code = WordsField(code=True, required=True)
    names = bilingual()


class CellSchema(DatedSchema):
    """[[cell]]: one of the nine of the matrix."""

    key = WordsField(code=True, required=True)
    result = WordsField(required=True, one_of=RATINGS)
    behaviour = WordsField(required=True, one_of=RATINGS)
    predicate = WordsField(code=True, required=True)


class GuideLineSchema(Strict):
    """[[achievement_level.guide]]: exactly one of `most`, `least` and `some`."""

    predicates = fields.List(
        WordsField(code=True), required=True, validate=validate.Length(min=1, error="names no predicate")
    )
    most = WholeField(load_default=None, most=100)
    least = WholeField(load_default=None, least=1, most=100)
    some = YesNo(load_default=False)

    @validates_schema(skip_on_field_errors=True)
    def check(self, data: dict[str, Any], **_: Any) -> None:
        """A line says one thing."""
        if (data["most"] is not None) + (data["least"] is not None) + data["some"] != 1:
            raise ValidationError("needs exactly one of most, least, some")


class AchievementLevelSchema(DatedSchema):
    """[[achievement_level]]"""

    code = WordsField(code=True, required=True)
    names = bilingual()
    guide = fields.List(fields.Nested(GuideLineSchema), required=True)


EVALUATION_FILES: dict[str, dict[str, type[Schema]]] = {
    "appraisal.toml": {
        "appraisal": AppraisalSchema,
        "predicate": PredicateSchema,
        "cell": CellSchema,
        "achievement_level": AchievementLevelSchema,
    }
}
