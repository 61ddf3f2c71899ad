"""Answers in the two forms of GeoReport: the same rows as JSON and as XML, errors included."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, Response, jsonify, make_response, request
from marshmallow import ValidationError
from werkzeug.exceptions import HTTPException

from complaints_service.edge.problems import detail_of, field_errors, say, status_of
from complaints_service.errors import DomainError

Row = Mapping[str, Any]
#: What one entry of a list is called in XML.
ENTRIES = {
    "services": "service",
    "service_requests": "request",
    "service_requests_updates": "request_update",
    "attributes": "attribute",
    "values": "value",
    "endpoints": "endpoint",
    "formats": "format",
    "errors": "error",
}
#: What XML 1.0 cannot hold, however it is written.
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def answer(form: str, root: str, rows: Row | Sequence[Row], status: int = 200) -> Response:
    """Rows in the form that was asked for; `root` names them in XML."""
    if form == "json":
        made = jsonify(rows)
        made.headers["Content-Type"] = "application/json; charset=utf-8"
    else:
        content = ET.tostring(_element(root, rows), encoding="utf-8", xml_declaration=True)
        made = make_response(content)
        made.headers["Content-Type"] = "text/xml; charset=utf-8"
    made.status_code = status
    return made


def _element(name: str, value: Any) -> ET.Element:
    made = ET.Element(name)
    if isinstance(value, Mapping):
        made.extend(_element(key, inner) for key, inner in value.items())
    elif isinstance(value, list):
        made.extend(_element(ENTRIES[name], inner) for inner in value)
    elif isinstance(value, bool):
        made.text = str(value).lower()
    elif value is not None:
        made.text = _NO_XML.sub("", str(value))
    return made


def refusal(status: int, *sentences: str) -> Response:
    """An error as GeoReport has it: a code and what was wrong, for each thing that was."""
    errors = [{"code": status, "description": sentence} for sentence in sentences]
    return answer(form_asked(), "errors", errors, status)


def form_asked() -> str:
    """The form an address ends in; XML, which every client reads, for any other."""
    return "json" if request.path.endswith(".json") else "xml"


def register(blueprint: Blueprint) -> None:
    """Answers everything that goes wrong below these addresses in GeoReport's form."""

    @blueprint.errorhandler(DomainError)
    def _domain(error: DomainError) -> Response:
        status = status_of(error)
        if not error.fields:
            return refusal(status, say(error.detail))
        # GeoReport knows no 422: a field that cannot be taken is a bad request.
        return refusal(400 if status == 422 else status, *_told(field_errors(error)))

    @blueprint.errorhandler(ValidationError)
    def _fields(error: ValidationError) -> Response:
        return refusal(400, *_told(field_errors(error)))

    blueprint.register_error_handler(HTTPException, refused)

    @blueprint.after_request
    def _to_every_site(response: Response) -> Response:
        # Nothing here is known by a cookie, so a page of another site learns no more than its server would.
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response


def refused(error: HTTPException) -> Response:
    """A failure of the protocol in GeoReport's form."""
    status = error.code or 500
    if status < 400:
        return make_response(error.get_response())
    made = refusal(status, detail_of(status))
    for name, value in error.get_headers():
        if name.lower() not in ("content-type", "content-length"):
            made.headers[name] = value
    return made


def _told(errors: Mapping[str, Sequence[str]]) -> list[str]:
    return [f"{name}: {sentence}" for name, sentences in errors.items() for sentence in sentences]
