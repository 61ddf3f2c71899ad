"""Reads what an API client sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from complaints_service.edge.files.uploads import files_digest, takes_of_request
from complaints_service.edge.input.json_in import read_json
from complaints_service.errors import invalid, words
from complaints_service.idempotency import Key

#: The part of a request with files that is its JSON.
DATA = "data"
#: The part that says of an officer's files whether the citizen sees them.
SHOWN = "shown_to_citizen"


def json_body() -> dict[str, Any]:
    """The JSON object of the request; beside files it is the field `data`, where the route takes files.

    Raises 415 for another type, 400 for JSON that is broken or beyond its bounds, 422 for no object.
    """
    if request.mimetype == "multipart/form-data" and takes_of_request() is not None:
        sent = request.form.get(DATA, "{}").encode()
    elif request.mimetype == "application/json":
        sent = request.get_data(cache=True)
    else:
        raise UnsupportedMediaType
    try:
        body = read_json(sent)
    except (ValueError, RecursionError):
        raise BadRequest from None
    if not isinstance(body, dict):
        raise invalid("body", words("Kirim sebuah objek JSON."))
    return body


def key_for(scope: str, body: Mapping[str, Any]) -> Key | None:
    """The request's idempotency key within a scope, its files included; None where the client sent none."""
    value = request.headers.get("Idempotency-Key", "").strip()
    return Key(scope, value, {**body, **files_digest()}) if value else None
