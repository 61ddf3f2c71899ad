"""What the API tells of a file."""

from __future__ import annotations

from marshmallow import Schema, fields

from complaints_service.api.answer_fields import maybe_field, number_field, text_field


class FileAnswer(Schema):
    """A file of a complaint; its bytes are at `/files/{id}` below it."""

    id = number_field()
    kind = text_field("photo, voice, video or document.")
    state = text_field("wanted, kept or refused; what is kept can be fetched.")
    mime = maybe_field()
    size = number_field(allow_none=True)
    seq = number_field(allow_none=True)
    role = maybe_field("before or after the office's work, where that was said.")
    by = text_field("Who sent it.")
    shown_to_citizen = fields.Boolean(required=True)
