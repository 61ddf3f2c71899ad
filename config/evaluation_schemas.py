"""What appraisal.toml may hold."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from config.evaluation_entries import RATINGS
from config.fields import Whole, Words, YesNo
from config.schemas import Dated, Strict, bilingual


class AppraisalSchema(Dated):
    """[[appraisal]]"""

    key = Words(code=True, required=True)
    period_months = Whole(required=True, least=1, most=12)
    objection_working_days = Whole(required=True, least=1, most=60)
    minimum_words = Whole(required=True, least=1, most=100)
    guide_people = Whole(required=True, least=1)

    @validates_schema(skip_on_field_errors=True)
    def check(self, data: dict[str, Any], **_: Any) -> None:
        """A year is made of whole periods."""
        if 12 % data["period_months"]:
            raise ValidationError("must divide the twelve months of a year", "period_months")


class PredicateSchema(Dated):
    """[[predicate]]"""

    code = Words(code=True, required=True)
    names = bilingual()


class CellSchema(Dated):
    """[[cell]]: one of the nine of the matrix."""

    key = Words(code=True, required=True)
    result = Words(required=True, one_of=RATINGS)
    behaviour = Words(required=True, one_of=RATINGS)
    predicate = Words(code=True, required=True)


class GuideLineSchema(Strict):
    """[[achievement_level.guide]]: exactly one of `most`, `least` and `some`."""

    predicates = fields.List(
        Words(code=True), required=True, validate=validate.Length(min=1, error="names no predicate")
    )
    most = Whole(load_default=None, most=100)
    least = Whole(load_default=None, least=1, most=100)
    some = YesNo(load_default=False)

    @validates_schema(skip_on_field_errors=True)
    def check(self, data: dict[str, Any], **_: Any) -> None:
        """A line says one thing."""
        if (data["most"] is not None) + (data["least"] is not None) + data["some"] != 1:
            raise ValidationError("needs exactly one of most, least, some")


class AchievementLevelSchema(Dated):
    """[[achievement_level]]"""

    code = Words(code=True, required=True)
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
