"""A key of a program does what its scopes say and nothing else: over every route there is, not over a list."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from complaints_service.accounts.scopes import ACT, READ, REPORTER, SCOPES, Scope
from complaints_service.edge.guard import (
    ANYONE,
    SIGNED_IN,
    needs,
    refuse_undeclared,
    right_of,
    scope_of,
)
from complaints_service.edge.transaction import SAFE_METHODS
from tests.repository.test_routes import address
from tests.support.keys import bearer
from tests.support.visitors import when
from tests.support.world import Office

NOW = when("Tue 2026-11-24 14:05")

on_sqlite = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


def routes(app: Flask) -> list[tuple[str, str, Scope | None]]:
    """Every call that asks who is there: method, address, and the scope that a key needs."""
    found = []
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        right = right_of(view)
        if right is not None and right.signed_in:
            methods = sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
            found += [(method, address(rule), scope_of(view)) for method in methods]
    return found


@on_sqlite
def test_every_route_of_the_api_maps_to_one_scope_and_no_page_does(app: Flask) -> None:
    for method, path, scope in routes(app):
        assert (scope is not None) is path.startswith("/api/"), f"{method} {path}"
        assert scope is None or SCOPES[scope.code] is scope
    asked = {scope.code for _, _, scope in routes(app) if scope}
    within = {
        right.scope.code for view in app.view_functions.values() if (right := right_of(view)) and right.scope
    }
    assert not asked & within
    assert asked | within == set(SCOPES), "a scope that opens nothing"


@on_sqlite
def test_what_changes_something_never_passes_a_scope_that_reads(app: Flask) -> None:
    changing = [call for call in routes(app) if call[0] not in SAFE_METHODS and call[2] is not None]
    assert changing
    assert [call for call in changing if call[2] is None or not call[2].changes] == []
    acts = [call for call in changing if call[1].startswith("/api/v1/tickets/")]
    opening = [call for call in acts if call[1].endswith("/reporter")]
    assert {call[2] for call in opening} == {REPORTER}
    assert {call[2] for call in acts if call not in opening} == {ACT}


@on_sqlite
def test_a_key_passes_where_its_scope_is_asked_and_nowhere_else(client: FlaskClient, office: Office) -> None:
    keys = {code: bearer(office, "camat", code, now=NOW) for code in SCOPES}
    for method, path, scope in routes(client.application):
        if scope is None:
            continue
        for code, key in keys.items():
            answer = client.open(path, method=method, headers=key, json=None if method == "GET" else {})
            refused = answer.status_code == 403 and answer.get_json()["code"] == "scope_missing"
            assert refused is (code != scope.code), f"{code}: {method} {path} answered {answer.status_code}"


@on_sqlite
def test_a_key_with_every_scope_opens_no_page(client: FlaskClient, office: Office) -> None:
    key = bearer(office, "camat", *SCOPES, now=NOW)
    assert client.get("/api/v1/tickets", headers=key).status_code == 200
    for method, path, scope in routes(client.application):
        if scope is not None:
            continue
        answer = client.open(path, method=method, headers=key)
        signs_in = answer.status_code == 303 and answer.location.startswith("/masuk?")
        assert signs_in or answer.status_code == 401, f"{method} {path} answered {answer.status_code}"


def made_of(path: str, method: str, *, scope: Scope | None, signed_in: bool = True) -> Flask:
    made = Flask("made")
    view = needs(SIGNED_IN if signed_in else ANYONE, scope=scope)(lambda *_: "")
    made.add_url_rule(path, "one", view, methods=[method])
    return made


@pytest.mark.parametrize(
    ("path", "method", "scope", "signed_in", "said"),
    [
        ("/api/v1/x", "GET", None, True, "one declares no scope for keys"),
        ("/api/v1/x", "POST", READ, True, r"one changes something for keys that only read \(read\)"),
        ("/api/v1/x", "PUT", READ, True, "one changes something"),
        ("/x", "GET", READ, True, "one has a scope, and no key reaches it"),
        ("/api/v1/x", "GET", READ, False, "one has a scope, and no key reaches it"),
    ],
)
def test_the_start_is_refused_for_a_route_that_says_too_little(
    path: str, method: str, scope: Scope | None, signed_in: bool, said: str
) -> None:
    with pytest.raises(RuntimeError, match=said):
        refuse_undeclared(made_of(path, method, scope=scope, signed_in=signed_in))


def test_the_start_is_not_refused_for_one_that_says_enough() -> None:
    for path, method, scope, signed_in in (
        ("/api/v1/x", "POST", ACT, True), ("/api/v1/x", "GET", READ, True), ("/x", "POST", None, True),
        ("/api/v1/x", "POST", None, False),
    ):  # fmt: skip
        refuse_undeclared(made_of(path, method, scope=scope, signed_in=signed_in))
