"""Errors as the client can read them: problem details (RFC 9457) for the API, a page for people."""

from __future__ import annotations

import logging
import secrets
from typing import Any

from flask import Flask, Response, current_app, jsonify, make_response, render_template, request
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from marshmallow import ValidationError
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from complaints_service.edge.guard import is_brought_back
from complaints_service.edge.language import language
from complaints_service.edge.transaction import NO_COOKIES, ShownAgain, expire_form
from complaints_service.errors import DomainError, Forbidden, Invalid, NotFound, TooOften, Words, marked
from config.entries.office import Bilingual

logger = logging.getLogger(__name__)

_TITLES = {
    400: marked("Permintaan tidak terbaca"),
    401: marked("Perlu masuk dulu"),
    403: marked("Tidak diizinkan"),
    404: marked("Tidak ditemukan"),
    405: marked("Cara ini tidak ada di sini"),
    409: marked("Belum bisa sekarang"),
    413: marked("Terlalu besar"),
    415: marked("Bentuk isi tidak dikenal"),
    422: marked("Ada isian yang perlu diperbaiki"),
    429: marked("Terlalu sering"),
    500: marked("Ada yang rusak di pihak kami"),
    503: marked("Sedang penuh"),
}


#: The HTTP status of each kind of refusal; every other one is a conflict with how things stand.
_STATUS: dict[type[DomainError], int] = {
    NotFound: 404,
    Invalid: 422,
    TooOften: 429,
    Forbidden: 403,
    ShownAgain: 403,
}


def status_of(error: DomainError) -> int:
    """The HTTP status a refusal is answered with."""
    return next((status for kind, status in _STATUS.items() if isinstance(error, kind)), 409)


def say(sentence: Words | str) -> str:
    """A sentence in the reader's language."""
    if isinstance(sentence, str):
        return gettext(sentence)
    tongue = language()
    values = {
        name: value.read(tongue) if isinstance(value, Bilingual) else value
        for name, value in sentence.values.items()
    }
    return gettext(sentence.template, **values)


def detail_of(status: int) -> str:
    """What is said of a failure of the protocol, where nothing more is known of it."""
    return gettext(_DETAILS.get(status, _DETAILS[500]))


def wants_problem() -> bool:
    """Whether the client reads problem details rather than a page."""
    return request.path.startswith(("/api/", "/healthz", "/readyz", "/metrics"))


def problem(status: int, code: str, detail: str, **members: Any) -> Response:
    """An `application/problem+json` answer."""
    body = {
        "type": f"urn:tanggap:problem:{code}",
        "title": gettext(_TITLES.get(status, _TITLES[500])),
        "status": status,
        "code": code,
        "detail": detail,
        **members,
    }
    response = jsonify(body)
    response.status_code = status
    response.mimetype = "application/problem+json"
    return response


def page(status: int, detail: str, code: str | None = None) -> Response:
    """An error as a page of the house; a fault of ours without its frame, which may be at fault too."""
    title = gettext(_TITLES.get(status, _TITLES[500]))
    if status >= 500:
        bare = current_app.jinja_env.get_template("shell/galat_polos.html")
        return make_response(bare.render(title=title, detail=detail, code=code, language=language()), status)
    return make_response(
        render_template("shell/galat.html", status=status, title=title, detail=detail, code=code), status
    )


def field_errors(error: DomainError | ValidationError) -> dict[str, list[str]]:
    """Every offending field with its sentences; nested fields as `location.lat`."""
    if isinstance(error, DomainError):
        return {name: [say(sentence) for sentence in said] for name, said in (error.fields or {}).items()}
    flat: dict[str, list[str]] = {}
    _flatten(error.messages, "", flat)
    return flat


def _flatten(messages: Any, path: str, into: dict[str, list[str]]) -> None:
    if isinstance(messages, dict):
        for name, inner in messages.items():
            _flatten(inner, f"{path}.{name}" if path and name != "_schema" else path or str(name), into)
    else:
        into.setdefault(path, []).extend(say(sentence) for sentence in messages)


def register(app: Flask) -> None:
    """Answers every error of the app, API or page, in the house's words."""
    _register_refusals(app)
    _register_failures(app)


def _register_refusals(app: Flask) -> None:
    """What was asked is not done: the house refuses it, its fields are wrong, or the form is too old."""

    @app.errorhandler(DomainError)
    def _domain(error: DomainError) -> Response:
        detail = say(error.detail)
        if not wants_problem():
            return page(status_of(error), detail)
        members = dict(error.extra)
        if error.fields:
            members["errors"] = field_errors(error)
        return problem(status_of(error), error.code, detail, **members)

    @app.errorhandler(ValidationError)
    def _fields(error: ValidationError) -> Response:
        errors = field_errors(error)
        detail = next(iter(errors.values()))[0]
        return problem(422, "invalid", detail, errors=errors) if wants_problem() else page(422, detail)

    @app.errorhandler(CSRFError)
    def _csrf(error: CSRFError) -> Response:
        detail = gettext(_DETAILS[403]) if request.cookies else say(NO_COOKIES)
        if wants_problem():
            return problem(403, "forbidden", detail)
        ours = request.headers.get("Sec-Fetch-Site", "same-origin") in ("same-origin", "none")
        if not ours or not is_brought_back(app.view_functions[request.endpoint or ""]):
            return page(403, detail)
        # The view reads the form, changes nothing, and brings it back with what was typed and a fresh token.
        expire_form()
        try:
            return app.make_response(app.dispatch_request())
        except Exception as failed:  # noqa: BLE001  # answered by this app's own handlers
            return app.make_response(app.handle_user_exception(failed))


def _register_failures(app: Flask) -> None:
    """What was asked cannot be answered: no such address, no database, or a fault of ours."""

    @app.errorhandler(HTTPException)
    def _http(error: HTTPException) -> Response:
        status = error.code or 500
        detail = detail_of(status)
        if status in (301, 302, 303, 307, 308):
            return make_response(error.get_response())
        answer = (
            problem(status, _CODES.get(status, "error"), detail) if wants_problem() else page(status, detail)
        )
        if status == 401 and wants_problem():
            answer.headers["WWW-Authenticate"] = "Bearer"
        for name, value in error.get_headers():
            if name.lower() not in ("content-type", "content-length"):
                answer.headers[name] = value
        return answer

    @app.errorhandler(OperationalError)
    @app.errorhandler(PoolTimeout)
    def _busy(error: Exception) -> Response:
        logger.error("database not available", exc_info=error)
        detail = gettext(_DETAILS[503])
        answer = problem(503, "busy", detail) if wants_problem() else page(503, detail)
        answer.headers["Retry-After"] = "5"
        return answer

    @app.errorhandler(Exception)
    def _broken(error: Exception) -> Response:
        code = secrets.token_hex(2).upper()
        logger.error("unexpected error %s", code, exc_info=error)
        detail = gettext(_DETAILS[500])
        return problem(500, "error", detail, id=code) if wants_problem() else page(500, detail, code)


_CODES = {
    400: "bad_request",
    401: "unauthenticated",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    415: "unsupported_media_type",
    422: "invalid",
    429: "too_many_requests",
    503: "busy",
}
_DETAILS = {
    400: marked("Isi permintaan tidak bisa dibaca. Periksa bentuknya, lalu kirim lagi."),
    401: marked("Masuk dulu, atau kirim token yang masih berlaku."),
    403: marked(
        "Formulir ini sudah kedaluwarsa atau bukan dari halaman kami. Muat ulang halaman, lalu kirim lagi."
    ),
    404: marked("Tidak ada apa-apa di alamat ini."),
    405: marked("Alamat ini ada, tetapi tidak untuk cara itu."),
    413: marked("Kiriman ini terlalu besar."),
    415: marked("Kirim sebagai application/json."),
    429: marked("Terlalu sering. Coba lagi sebentar."),
    500: marked("Ada yang rusak di pihak kami, bukan di pihak Anda."),
    503: marked("Sedang penuh. Coba lagi dalam beberapa detik; tulisan Anda belum terkirim."),
}
