"""Reads what an API client sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from complaints_service.edge.input.json_in import read_json
from complaints_service.errors import invalid, words
from complaints_service.idempotency import Key


def json_body() -> dict[str, Any]:
    """The JSON object of the request.

    Raises 415 for another type, 400 for JSON that is broken or beyond its bounds, 422 for no object.
    """
    if request.mimetype != "application/json":
        raise UnsupportedMediaType
    try:
        body = read_json(request.get_data(cache=True))
    except (ValueError, RecursionError):
        raise BadRequest from None
    if not isinstance(body, dict):
        raise invalid("body", words("Kirim sebuah objek JSON."))
    return body


def key_for(scope: str, body: Mapping[str, Any]) -> Key | None:
    """The request's idempotency key within a scope; None where the client sent none."""
    value = request.headers.get("Idempotency-Key", "").strip()
    return Key(scope, value, body) if value else None
