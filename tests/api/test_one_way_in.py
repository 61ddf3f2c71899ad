"""One way of signing in per request: a header or a cookie, and a cookie never without its form's token."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from complaints_service import db
from complaints_service.accounts.models import ApiToken
from complaints_service.tickets.ledger.models import TicketEvent
from tests.repository.test_scopes import routes
from tests.support.keys import bearer
from tests.support.visitors import session_token, when
from tests.support.world import Office

NOW = when("Tue 2026-11-24 14:05")


def noted(office: Office) -> int:
    with db.reading(office.engine) as session:
        kind = TicketEvent.kind == "ticket.noted"
        return session.scalar(select(func.count()).select_from(TicketEvent).where(kind)) or 0


def note(client: FlaskClient, number: str, **headers: str) -> TestResponse:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.post(f"/api/v1/tickets/{number}/notes", json={"text": "x"}, headers=named)


@pytest.fixture
def number(office: Office) -> str:
    return office.complain(now=NOW).number


@pytest.fixture
def browser(client: FlaskClient, office: Office) -> FlaskClient:
    """A browser that rina signed in with."""
    client.set_cookie("tanggap", session_token(office, "rina", NOW))
    return client


@pytest.mark.parametrize(
    "header",
    [
        "", " ", "x", "Foo bar", "Basic cmluYTpy", "Bearer", "Bearer ", "Bearer wrong", "bearer wrong",
        "Tracking wrong", "Negotiate", "\t",
    ],
)  # fmt: skip
def test_a_cookie_beside_a_header_is_not_looked_at(
    browser: FlaskClient, office: Office, number: str, header: str
) -> None:
    answer = note(browser, number, Authorization=header)
    assert (answer.status_code, answer.mimetype) == (401, "application/problem+json")
    assert browser.get("/api/v1/tickets", headers={"Authorization": header}).status_code == 401
    assert noted(office) == 0


def test_a_cookie_alone_needs_its_token(browser: FlaskClient, office: Office, number: str) -> None:
    refused = note(browser, number)
    assert (refused.status_code, refused.get_json()["code"]) == (403, "forbidden")
    assert noted(office) == 0
    token = re.search(r'name="csrf_token" value="([^"]+)"', browser.get("/hak").text)
    assert token
    assert note(browser, number, X_CSRFToken=token[1]).status_code == 201


def test_a_key_needs_no_token_and_stays_itself_beside_a_cookie(
    browser: FlaskClient, office: Office, number: str
) -> None:
    """Whose cookie it is does not matter: who acts, and what may be done, is the key's."""
    assert note(browser, number, **bearer(office, "kasi", "read", now=NOW)).status_code == 403
    assert noted(office) == 0
    assert note(browser, number, **bearer(office, "kasi", "act", now=NOW)).status_code == 201
    with db.reading(office.engine) as session:
        written = session.scalars(select(TicketEvent.actor).where(TicketEvent.kind == "ticket.noted")).all()
    assert written == [f"person:{office.officers['kasi']}"]


def test_a_key_beside_a_cookie_changes_nothing_of_a_page(
    browser: FlaskClient, office: Office, number: str
) -> None:
    path, key = f"/meja/{number}/note", bearer(office, "rina", "act", now=NOW)
    answer = browser.post(path, data={"text": "x"}, headers=key)
    assert answer.status_code == 403
    assert noted(office) == 0


def test_without_credentials_every_call_says_to_sign_in(client: FlaskClient, office: Office) -> None:
    for method, path, scope in routes(client.application):
        if scope is not None:
            answer = client.open(path, method=method)
            body = answer.get_json()
            assert (answer.status_code, answer.mimetype) == (401, "application/problem+json"), path
            assert (body["code"], "kedaluwarsa" in body["detail"]) == ("unauthenticated", False)
            assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_citizen_s_call_without_its_secret_is_answered_like_a_wrong_one(
    browser: FlaskClient, number: str
) -> None:
    """It asks for no sign-in, so a cookie beside it neither helps nor has to show a form's token."""
    for part in ("messages", "resolution", "reopening", "withdrawal"):
        answer = browser.post(f"/api/v1/complaints/{number}/{part}", json={"text": "x", "reason": "x"})
        assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")
        assert "kedaluwarsa" not in answer.text


def test_an_ended_session_is_nobody_and_told_so(browser: FlaskClient, number: str) -> None:
    browser.set_cookie("tanggap", "made up")
    assert note(browser, number).status_code == 401


def test_the_day_of_a_key_s_last_use_is_the_office_s(client: FlaskClient, office: Office) -> None:
    key = bearer(office, "rina", "read", now=NOW)

    def last_used() -> list[str]:
        with db.reading(office.engine) as session:
            return [str(on) for on in session.scalars(select(ApiToken.last_used_on))]

    assert last_used() == ["None"]
    assert client.get("/metrics", headers=key).status_code in (200, 404)
    assert last_used() == ["None"]
    assert client.get("/api/v1/tickets", headers=key).status_code == 200
    assert last_used() == ["2026-11-24"]
