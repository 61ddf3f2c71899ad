"""How a field of an answer is described: always there, perhaps empty, a number, a list."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields


def text_field(meaning: str = "", **more: Any) -> fields.String:
    """A text that is always there; `meaning` as the description tells it."""
    return fields.String(required=True, metadata={"description": meaning} if meaning else {}, **more)


def maybe_field(meaning: str = "") -> fields.String:
    """A text that is there, but may be null."""
    return text_field(meaning, allow_none=True)


def number_field(meaning: str = "", **more: Any) -> fields.Integer:
    """A whole number that is always there."""
    return fields.Integer(required=True, metadata={"description": meaning} if meaning else {}, **more)


def list_field(schema: type[Schema]) -> fields.List:
    """A list, perhaps empty, of such answers."""
    return fields.List(fields.Nested(schema), required=True)


INSTANT = "An instant: ISO 8601 in UTC."
