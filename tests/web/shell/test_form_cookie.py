"""The cookie of forms says in every answer what Flask's own says there."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask, session
from flask.sessions import SecureCookieSessionInterface

from complaints_service.edge.cookies.form_cookie import FormCookies


def _look() -> str:
    return str(session.get("word"))


def _write() -> str:
    session["word"] = "kata"
    return "-"


def _keep() -> str:
    session.permanent = True
    return _write()


def _empty() -> str:
    session.clear()
    return "-"


VIEWS: dict[str, Callable[[], str]] = {
    "nothing": lambda: "-",
    "look": _look,
    "write": _write,
    "keep": _keep,
    "empty": _empty,
}


def _told(interface: SecureCookieSessionInterface, steps: tuple[str, ...]) -> list[tuple[object, ...]]:
    """Of each answer in turn: its text, whether it sets a cookie and takes one away, what it varies by."""
    app = Flask(__name__)
    app.secret_key = "rahasia"
    app.session_interface = interface
    for name, view in VIEWS.items():
        app.add_url_rule(f"/{name}", name, view)
    client, found = app.test_client(), []
    for step in steps:
        answer = client.get(f"/{step}")
        cookie = answer.headers.get("Set-Cookie", "")
        found.append((answer.text, bool(cookie), "Max-Age=0" in cookie, answer.headers.get("Vary")))
    return found


@pytest.mark.parametrize(
    "steps",
    [
        ("nothing", "look", "empty"),
        ("write", "nothing", "look", "empty", "look"),
        ("keep", "nothing", "look", "empty", "nothing"),
    ],
)
def test_each_answer_is_as_flask_gives_it(steps: tuple[str, ...]) -> None:
    assert _told(FormCookies(), steps) == _told(SecureCookieSessionInterface(), steps)
