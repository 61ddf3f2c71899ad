"""The addresses of field work: its page, and what that needs to go on without a line."""

from __future__ import annotations

from functools import cache

from flask import Blueprint, Response, jsonify, make_response
from flask_wtf.csrf import generate_csrf

from complaints_service.edge.guard import ANYONE, SIGNED_IN, needs
from complaints_service.edge.sign_in import SignedIn
from complaints_service.web.desk.field.page import field_page, whose
from complaints_service.web.shell.assets import HERE

PLACES = "/meja/lapangan"
blueprint = Blueprint("field", __name__, url_prefix=PLACES)


@blueprint.get("")
@needs(SIGNED_IN)
def places(reader: SignedIn) -> str:
    """The places of the reader's own tickets, in walking order."""
    return field_page(reader)


@blueprint.get("/tanda")
@needs(SIGNED_IN)
def token(reader: SignedIn) -> Response:
    """A token for what waited on a phone, and whose it is: nobody sends what somebody else wrote there."""
    return jsonify(token=generate_csrf(), whose=whose(reader))


@blueprint.get("/sw.js")
@needs(ANYONE)
def worker() -> Response:
    """The worker that keeps the page; it answers for that address alone."""
    answer = make_response(_worker())
    answer.headers["Content-Type"] = "text/javascript; charset=utf-8"
    answer.headers["Cache-Control"] = "no-cache"
    answer.headers["Service-Worker-Allowed"] = PLACES
    return answer


@cache
def _worker() -> str:
    return (HERE / "field" / "worker.js").read_text()
