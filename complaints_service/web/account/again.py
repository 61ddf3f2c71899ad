"""A form that lacks a sign-in or a proof: the page that asks keeps what was typed, and brings it back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from http.cookies import SimpleCookie

from flask import Flask, Response, current_app, make_response, request
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.test import EnvironBuilder

from complaints_service.edge.sign_in import SESSION_COOKIE, SignInNeeded
from complaints_service.edge.transaction import SHOWN_AGAIN, let_go
from complaints_service.web.account.page import sign_in_page
from complaints_service.web.shell.forms import FRAME, SECRETS, local_path


def register(app: Flask) -> None:
    """Answers a form that nobody is signed in for with the sign-in page and the form inside it."""

    @app.errorhandler(SignInNeeded)
    def _needed(_error: SignInNeeded) -> Response:
        said = [_("Anda perlu masuk lagi. Yang Anda tulis masih ada dan kembali setelah masuk.")]
        if any(upload.filename for upload in request.files.values()):
            said.append(_("Berkasnya perlu dipilih sekali lagi."))
        return make_response(sign_in_page({}, {"": said}, goes_on=request.path, kept=kept_form()), 401)


def kept_form() -> str:
    """The form that was sent, to stand in a page until its sender is known; without what is secret in it."""
    typed = [(name, text) for name, text in request.form.items(multi=True) if name not in FRAME | SECRETS]
    return json.dumps(typed)


def form_again(path: str | None, kept: str, token: str) -> Response | None:
    """The page at `path` with its form as it was sent, for who is known now; None for no such form."""
    where, typed = local_path(path), _pairs(kept)
    if where is None or typed is None:
        return None
    environ = EnvironBuilder(
        path=where,
        method="POST",
        base_url=request.host_url,
        data=MultiDict(typed),
        headers=[("Cookie", _cookies(request.cookies, token)), ("User-Agent", request.user_agent.string)],
        environ_overrides={"REMOTE_ADDR": request.remote_addr or "", SHOWN_AGAIN: "1"},
    ).get_environ()
    let_go()  # two transactions of one visitor would wait for each other
    # A context of its own: what this request found out about its visitor, nobody, must not count there.
    with current_app.app_context(), current_app.request_context(environ):
        return current_app.full_dispatch_request()


def _pairs(kept: str) -> Iterable[tuple[str, str]] | None:
    try:
        read = json.loads(kept)
    except (ValueError, RecursionError):
        return None
    fits = isinstance(read, list) and all(
        isinstance(pair, list) and len(pair) == 2 and all(isinstance(part, str) for part in pair)
        for pair in read
    )
    return [(name, text) for name, text in read] if fits else None


def _cookies(cookies: Mapping[str, str], token: str) -> str:
    jar: SimpleCookie = SimpleCookie()
    for name, value in {**cookies, SESSION_COOKIE.name: token}.items():
        jar[name] = value
    return "; ".join(f"{morsel.key}={morsel.coded_value}" for morsel in jar.values())
