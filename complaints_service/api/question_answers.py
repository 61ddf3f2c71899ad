"""What was answered to the questions of a category, as the API tells it."""

from __future__ import annotations

from marshmallow import Schema

from complaints_service.api.answer_fields import text_field


class AnsweredAnswer(Schema):
    """A question of the category, as it was asked, and what was answered."""

    code = text_field()
    asked = text_field("In the language of the report.")
    answer = text_field()
