"""`/api/v1/openapi.json`: the API as it is, written from its routes, schemas and docstrings."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeVar

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from flask import Blueprint, Flask, Response, current_app, jsonify
from marshmallow import Schema
from werkzeug.routing import Rule

blueprint = Blueprint("openapi", __name__, url_prefix="/api/v1")

View = TypeVar("View", bound=Callable[..., Any])
_BODY = "_takes"
_PARAMETER = re.compile(r"<(?:[^:<>]+:)?(\w+)>")
_PROBLEM = {
    "description": "A problem (RFC 9457): what was wrong and what to do.",
    "content": {
        "application/problem+json": {
            "schema": {
                "type": "object",
                "required": ["type", "title", "status", "code", "detail"],
                "properties": {
                    "type": {"type": "string"},
                    "title": {"type": "string"},
                    "status": {"type": "integer"},
                    "code": {"type": "string"},
                    "detail": {"type": "string"},
                    "errors": {
                        "type": "object",
                        "additionalProperties": {"type": "array", "items": {"type": "string"}},
                    },
                },
            }
        }
    },
}


def takes(schema: Schema) -> Callable[[View], View]:
    """Says which schema the body of a route is read by."""

    def mark(view: View) -> View:
        setattr(view, _BODY, schema)
        return view

    return mark


@blueprint.get("/openapi.json")
def openapi() -> Response:
    """This description."""
    return jsonify(describe(current_app).to_dict())


def describe(app: Flask) -> APISpec:
    """The description of every route under `/api/v1`."""
    spec = APISpec(
        title="Tanggap",
        version="1",
        openapi_version="3.1.0",
        info={"description": "Complaints, their clocks, and what the office learns from them."},
        plugins=[MarshmallowPlugin()],
    )
    schemes = {
        "tracking": {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "Tracking <secret>",
        },
        "bearer": {"type": "http", "scheme": "bearer"},
    }
    for name, scheme in schemes.items():
        spec.components.security_scheme(name, scheme)
    for rule in sorted(app.url_map.iter_rules(), key=lambda each: each.rule):
        if rule.rule.startswith("/api/v1/"):
            spec.path(path=_PARAMETER.sub(r"{\1}", rule.rule), operations=_operations(app, rule))
    return spec


def _operations(app: Flask, rule: Rule) -> dict[str, Any]:
    view = app.view_functions[rule.endpoint]
    operation: dict[str, Any] = {
        "operationId": f"{rule.endpoint}{'.' + '-'.join(sorted(rule.defaults)) if rule.defaults else ''}",
        "summary": (view.__doc__ or "").strip().split("\n", 1)[0],
        "parameters": [
            {"name": name, "in": "path", "required": True, "schema": _place(rule, name)}
            for name in _PARAMETER.findall(rule.rule)
        ],
        "responses": {"2XX": {"description": "Done."}, "default": _PROBLEM},
    }
    schema = getattr(view, _BODY, None)
    if schema is not None:
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    methods = sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    return {method.lower(): operation for method in methods}


def _place(rule: Rule, name: str) -> dict[str, Any]:
    """What may stand in a place of an address: any text, or one of the words it takes."""
    choices = getattr(rule._converters.get(name), "items", None)
    return {"type": "string", "enum": sorted(choices)} if choices else {"type": "string"}
