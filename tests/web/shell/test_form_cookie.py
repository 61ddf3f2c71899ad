"""The cookie of forms says in every answer what Flask's own says there."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable

import pytest
from flask import Flask, session
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import BadData, URLSafeSerializer

from complaints_service.edge.cookies.form_cookie import FormCookies
from complaints_service.edge.input.signed_words import signer
from tests.repository.tree import ROOT


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


def seals(value: str) -> int:
    """How many bytes the seal of a signed word has."""
    seal = value.rpartition(".")[2]
    return len(base64.urlsafe_b64decode(seal + "=" * (-len(seal) % 4)))


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_every_word_we_sign_is_sealed_by_sha_256(app: Flask) -> None:
    client = app.test_client()
    client.get("/lapor")
    form = client.get_cookie("formulir")
    assert form is not None and seals(form.value) == 32
    with app.app_context():
        word = str(signer("one").dumps({"account": 1}))
        assert seals(word) == 32 and signer("one").loads(word) == {"account": 1}
        with pytest.raises(BadData):
            signer("another").loads(word)
        with pytest.raises(BadData):
            signer("one").loads(
                str(URLSafeSerializer(app.secret_key or "", salt="one").dumps({"account": 1}))
            )


def test_nobody_signs_words_in_another_way() -> None:
    """The library's own way is SHA-1."""
    makers = {
        path.relative_to(ROOT).as_posix()
        for folder in ("complaints_service", "bots")
        for path in (ROOT / folder).rglob("*.py")
        if re.search(r"URLSafe\w*Serializer|TimestampSigner", path.read_text(encoding="utf-8"))
    }
    assert makers == {"complaints_service/edge/input/signed_words.py"}
