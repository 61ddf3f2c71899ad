"""An office that is reached by https: what every answer and every cookie says to the browser there."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from complaints_service.app import create_app
from complaints_service.edge.headers import ALWAYS, HSTS
from complaints_service.edge.resources import KEY
from config.rulebook import Rulebook
from config.settings import Settings
from tests.repository.tree import ROOT
from tests.support.visitors import Visitor, when
from tests.support.world import Office

NOW = when("Tue 2026-11-24 14:05")
on_sqlite = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
SITE = "https://lapor.example.org"


@pytest.fixture
def app(settings: Settings, rulebook: Rulebook) -> Iterator[Flask]:
    """The application of such an office."""
    made = create_app(replace(settings, base_url=SITE, trusted_proxies=1), rulebook)
    yield made
    made.extensions[KEY].engine.dispose()


def opened(app: Flask, client: FlaskClient | None = None) -> FlaskClient:
    client = client or app.test_client()
    client.environ_base.update({"HTTP_X_FORWARDED_PROTO": "https", "wsgi.url_scheme": "https"})
    return client


def asset(client: FlaskClient) -> str:
    return "/static/" + client.get("/hak").text.partition('href="/static/')[2].partition('"')[0]


@on_sqlite
def test_every_kind_of_answer_has_all_headers(app: Flask) -> None:
    client = opened(app)
    asked = {
        "a page": ("GET", "/hak", 200),
        "a file of ours": ("GET", asset(client), 200),
        "a file of ours as it was": ("GET", asset(client), 200),
        "no such file": ("GET", "/static/tidak-ada.css", 404),
        "no such page": ("GET", "/tidak-ada", 404),
        "led on": ("GET", "/meja", 303),
        "another method": ("DELETE", "/hak", 405),
        "its own request back": ("TRACE", "/hak", 405),
        "refused": ("POST", "/lapor", 403),
        "a program's": ("GET", "/api/v1/tickets", 401),
        "robots": ("GET", "/robots.txt", 200),
        "for everybody": ("GET", "/wilayah.json", 200),
    }
    for what, (method, path, status) in asked.items():
        answer = client.open(path, method=method)
        answer.close()  # of a file
        assert answer.status_code == status, (what, answer.status_code)
        lacking = {*ALWAYS, "Strict-Transport-Security"} - set(answer.headers.keys())
        assert not lacking, (what, lacking)
        assert answer.headers["Strict-Transport-Security"] == HSTS
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "Access-Control-Allow-Origin" not in answer.headers and "Server" not in answer.headers
        if answer.mimetype.startswith("text/") or answer.mimetype.endswith("xml"):
            assert answer.mimetype_params.get("charset") == "utf-8" or answer.mimetype == "image/svg+xml", (
                what
            )


@on_sqlite
def test_what_depends_on_who_looks_lies_in_no_cache(app: Flask) -> None:
    client = opened(app)
    for path in ("/", "/lapor", "/masuk", "/meja", "/tidak-ada", "/api/v1/tickets"):
        assert client.get(path).headers["Cache-Control"] == "no-store", path


@on_sqlite
def test_signing_out_takes_what_the_browser_kept(app: Flask, office: Office) -> None:
    rina = Visitor(app.test_client()).sign_in(office, "rina", NOW)
    app.config["WTF_CSRF_ENABLED"] = False
    answer = opened(app, rina.client).post("/keluar")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert any(
        line.startswith("__Host-tanggap=;") and "Secure" in line
        for line in answer.headers.getlist("Set-Cookie")
    )


@on_sqlite
def test_every_cookie_says_that_no_other_host_may_set_it(app: Flask, office: Office) -> None:
    done = office.complain(now=NOW)
    client, found = opened(app), {}
    form = {"kembali": "/hak"}
    for path in ("/", "/lapor", "/lapor/draf/abc", f"/lacak/{done.secret}", "/bahasa/en", "/keluar"):
        answer = client.get(path)
        found |= {line.partition("=")[0]: line for line in answer.headers.getlist("Set-Cookie")}
    app.config["WTF_CSRF_ENABLED"] = False
    for sent in ({"tema": "dark"}, {"tema": ""}):
        answer = client.post("/tampilan", data=form | sent)
        found |= {line.partition("=")[0]: line for line in answer.headers.getlist("Set-Cookie")}
    assert {name.rpartition("-")[2] for name in found} >= {"formulir", "lacak", "draf", "bahasa", "tema"}
    for name, line in found.items():
        has = {each.strip().partition("=")[0].lower(): each.partition("=")[2] for each in line.split(";")[1:]}
        assert {"secure", "httponly", "samesite"} <= set(has) and "domain" not in has, line
        assert name.startswith("__Host-" if has["path"] == "/" else "__Secure-"), line
    assert client.get(f"/laporan/{done.number}").status_code == 200, "the browser's cookie opens the report"
    assert 'lang="en"' in client.get("/hak").text, "and the language is kept"


def test_no_cookie_is_given_but_by_the_one_who_names_them() -> None:
    """A cookie set by hand forgets its name's beginning, or to be for this house alone."""
    givers = {
        path.relative_to(ROOT).as_posix()
        for folder in ("complaints_service", "bots")
        for path in (ROOT / folder).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in ("set_cookie", "delete_cookie")
    }
    assert givers == {"complaints_service/edge/cookies/cookie.py"}
