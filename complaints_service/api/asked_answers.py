"""What was asked on a ticket and what became of it, as the API answers it."""

from __future__ import annotations

from marshmallow import Schema, fields

from complaints_service.api.answer_fields import INSTANT, maybe_field, number_field, text_field


class ContestAnswer(Schema):
    """ "This span is not mine", and what was decided."""

    contest = number_field()
    by = text_field()
    reason = text_field()
    upheld = fields.Boolean(required=True, allow_none=True)
    holder = maybe_field()
    decided_by = maybe_field()
    decided_at = maybe_field(INSTANT)
    answer = maybe_field()
    until = text_field(INSTANT)


class HandoverRequestAnswer(Schema):
    """A request to hand it over, and what became of it."""

    request = number_field()
    by = text_field()
    to = maybe_field()
    reason = text_field()
    at = text_field(INSTANT)
    outcome = maybe_field()
    decided_by = maybe_field()
    answer = maybe_field()


class EndingRequestAnswer(Schema):
    """A request to refuse or stop it, which waits for a superior, and what became of it."""

    request = number_field()
    by = text_field()
    act = text_field()
    reason = text_field()
    message = number_field()
    at = text_field(INSTANT)
    outcome = maybe_field()
    decided_by = maybe_field()
    answer = maybe_field()
