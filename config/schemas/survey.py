"""What `survey.toml` may hold."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from config.entries.survey import ELEMENTS
from config.schemas.fields import NumberField, WordsField, YesNo
from config.schemas.office import BilingualSchema, DatedSchema, bilingual


class SurveyElementSchema(DatedSchema):
    """[[survey_element]]"""

    code = WordsField(required=True, one_of=ELEMENTS)
    names = bilingual()
    question = bilingual()
    answers = fields.List(
        fields.Nested(BilingualSchema),
        required=True,
        validate=validate.Length(equal=4, error="needs four answers, the worst first"),
    )


class SurveyClassSchema(DatedSchema):
    """[[survey_class]]"""

    code = WordsField(code=True, required=True)
    names = bilingual()
    least = NumberField(required=True, validate=validate.Range(25, 100, error="is not between 25 and 100"))


class SurveyServiceSchema(DatedSchema):
    """[[survey_service]]"""

    code = WordsField(code=True, required=True)
    names = bilingual()
    closing = YesNo(load_default=False)


SURVEY_FILES: dict[str, dict[str, type[Schema]]] = {
    "survey.toml": {
        "survey_element": SurveyElementSchema,
        "survey_class": SurveyClassSchema,
        "survey_service": SurveyServiceSchema,
    }
}
