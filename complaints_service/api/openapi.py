"""`/api/v1/openapi.json`: the API as it is, written from its routes, schemas and docstrings."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from flask import Blueprint, Flask, Response, current_app, jsonify
from marshmallow import Schema
from werkzeug.routing import Rule

from complaints_service.api.body import DATA, SHOWN
from complaints_service.edge.files.uploads import Takes, takes_of
from complaints_service.edge.guard import ANYONE, needs, scope_of
from complaints_service.edge.sign_in import SESSION_COOKIE
from complaints_service.idempotency import MAX_KEY
from complaints_service.tickets.acts.registry import ADDRESSES

blueprint = Blueprint("openapi", __name__, url_prefix="/api/v1")

View = TypeVar("View", bound=Callable[..., Any])
_SAID = "_described"
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


@dataclass(frozen=True, kw_only=True)
class Described:
    """What a route says of itself: who may call it, what it takes and what it answers.

    `takes` is the schema of its body; `takes_by`: the last part of its address is one of these words, each
    with its meaning and its own schema. Each is described at an address of its own: `{}` may be a whole
    request of several of them, so that one choice of schemas would refuse what the service takes. `query` are
    the parameters behind the address. `keyed`: a key in the header makes it happen once, and a repetition
    answers 200. `file`: the answer is a file.
    """

    who: Literal["anyone", "citizen", "officer", "bot"]
    gives: Schema | None
    takes: Schema | None = None
    takes_by: Mapping[str, tuple[str, Schema]] | None = None
    query: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    keyed: bool = False
    file: bool = False


def described(**said: Any) -> Callable[[View], View]:
    """Says of a route what `Described` asks for."""
    what = Described(**said)

    def mark(view: View) -> View:
        setattr(view, _SAID, what)
        return view

    return mark


def said_of(view: Callable[..., Any]) -> Described:
    """What a route says of itself. Raises LookupError for one that says nothing."""
    found = getattr(view, _SAID, None)
    if not isinstance(found, Described):
        raise LookupError(f"{view.__module__}.{view.__name__} does not say what it takes and answers")
    return found


@blueprint.get("/openapi.json")
@needs(ANYONE)
@described(who="anyone", gives=None)
def openapi() -> Response:
    """This description."""
    return jsonify(describe(current_app).to_dict())


#: Who may call -> the ways to show it; `()`: none is needed.
_SECURITY: dict[str, tuple[tuple[str, ...], ...]] = {
    "anyone": ((),),
    "citizen": (("tracking",),),
    "officer": (("bearer",), ("session",)),
    "bot": (("bearer",),),
}
_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "maxLength": MAX_KEY},
    "description": "The same key again gets the first answer; with another body it is refused.",
}


def describe(app: Flask) -> APISpec:
    """The description of every route under `/api/v1`."""
    spec = APISpec(
        title="Tanggap",
        version="1",
        openapi_version="3.1.0",
        info={"description": "Complaints, their clocks, and what the office learns from them."},
        plugins=[MarshmallowPlugin(schema_name_resolver=_name_of)],
    )
    schemes: dict[str, dict[str, str]] = {
        "tracking": {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "Tracking <secret>",
        },
        "bearer": {"type": "http", "scheme": "bearer"},
        "session": {"type": "apiKey", "in": "cookie", "name": SESSION_COOKIE.name},
    }
    for name, scheme in schemes.items():
        spec.components.security_scheme(name, scheme)
    for rule in sorted(app.url_map.iter_rules(), key=lambda each: each.rule):
        if rule.rule.startswith("/api/v1/"):
            for path, operations in _paths(app, rule):
                spec.path(path=path, operations=operations)
    return spec


def _name_of(schema: Any) -> str:
    made = schema if isinstance(schema, type) else type(schema)
    return str(made.__name__).removesuffix("Schema")


def _paths(app: Flask, rule: Rule) -> Iterator[tuple[str, dict[str, Any]]]:
    """The addresses of a rule, each with what it does."""
    view = app.view_functions[rule.endpoint]
    what = said_of(view)
    path = _PARAMETER.sub(r"{\1}", rule.rule)
    methods = sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    name, summary = rule.endpoint, (view.__doc__ or "").strip().split("\n", 1)[0]
    security = _security(view, what)
    if what.takes_by is None:
        operation = {**_operation(name, summary, what, what.takes, path), "security": security}
        _with_files(operation, takes_of(view))
        yield path, {method.lower(): operation for method in methods}
        return
    for word, (meaning, schema) in what.takes_by.items():
        own = f"{path.rpartition('/')[0]}/{word}"
        operation = {**_operation(f"{name}.{word}", meaning, what, schema, own), "security": security}
        if word in ADDRESSES and ADDRESSES[word].files:
            _with_files(operation, takes_of(view))
        yield own, {method.lower(): operation for method in methods}


def _with_files(operation: dict[str, Any], takes: Takes | None) -> None:
    """The same body as a form beside files, where the route takes some."""
    if takes is None or "requestBody" not in operation:
        return
    content = operation["requestBody"]["content"]
    files = {"type": "array", "maxItems": takes.most, "items": {"type": "string", "format": "binary"}}
    parts: dict[str, Any] = {
        DATA: content["application/json"]["schema"],
        **dict.fromkeys(takes.fields, files),
    }
    if takes.roles:
        parts[SHOWN] = {"type": "string", "enum": ["true", "false"], "default": "true"}
    encoding = {DATA: {"contentType": "application/json"}}
    content["multipart/form-data"] = {
        "schema": {"type": "object", "properties": parts},
        "encoding": encoding,
    }


def _security(view: Callable[..., Any], what: Described) -> list[dict[str, list[str]]]:
    """The ways to show who one is; a key names the scope that it needs."""
    scope = scope_of(view)
    for_keys = {} if scope is None else {"bearer": [scope.code]}
    return [{way: for_keys.get(way, []) for way in ways} for ways in _SECURITY[what.who]]


def _operation(name: str, summary: str, what: Described, takes: Schema | None, path: str) -> dict[str, Any]:
    place: dict[str, Any] = {"in": "path", "required": True, "schema": {"type": "string"}}
    parameters: list[dict[str, Any]] = [{"name": each, **place} for each in re.findall(r"{(\w+)}", path)]
    parameters += [
        {"name": each, "in": "query", "required": False, "schema": dict(schema)}
        for each, schema in what.query.items()
    ]
    answered: dict[str, Any] = {"schema": what.gives or {"type": "object"}}
    done: dict[str, Any] = {"description": "Done.", "content": {"application/json": answered}}
    if what.file:
        done["content"] = {"*/*": {"schema": {"type": "string", "format": "binary"}}}
    responses: dict[str, Any] = {"200": done, "default": _PROBLEM}
    if what.keyed:
        parameters.append(dict(_KEY))
        repeated = {**done, "description": "Done before, by the same key."}
        responses = {"201": done, "200": repeated, "default": _PROBLEM}
    operation: dict[str, Any] = {
        "operationId": name,
        "summary": summary,
        "parameters": parameters,
        "responses": responses,
    }
    if takes is not None:
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": takes}}}
    return operation
