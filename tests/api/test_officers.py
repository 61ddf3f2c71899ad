"""`GET /api/v1/officers/{id}/indicators`: what it tells, to whom, and how it refuses."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from complaints_service import clock
from complaints_service.measurement.indicators.measures import INDICATORS
from config.rulebook import Rulebook
from tests.support.measured import NOW, Measured, measured_office
from tests.support.prepared import Prepared
from tests.support.visitors import engine_of, session_token

VALUE = {
    "code", "name", "unit", "better", "source", "value", "n", "k", "interval", "target", "minimum_n", "verdict",
    "still_waiting", "counts", "comparison", "expected", "drawn", "hash", "evidence",
}  # fmt: skip


@pytest.fixture
def measured(
    client: FlaskClient, rulebook: Rulebook, prepared: Prepared, monkeypatch: pytest.MonkeyPatch
) -> Measured:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return prepared(engine_of(client), rulebook, measured_office)


def ask(
    client: FlaskClient, measured: Measured, login: str | None, whom: object, query: str = ""
) -> TestResponse:
    if login is None:
        client.delete_cookie("tanggap")
    else:
        client.set_cookie("tanggap", session_token(measured.office, login, NOW))
    return client.get(f"/api/v1/officers/{whom}/indicators{query}")


def value(answer: TestResponse, code: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in answer.get_json()["indicators"] if one["code"] == code)
    return found


def test_every_indicator_comes_with_what_it_rests_on(client: FlaskClient, measured: Measured) -> None:
    rina = measured.office.officers["rina"]
    answer = ask(client, measured, "rina", rina, "?period=2026-11")
    assert answer.status_code == 200
    body = answer.get_json()
    assert body["officer"] == {
        "id": rina, "name": "Rina Contoh", "unit": "SARPRAS", "position": "pelaksana_sarpras"
    }  # fmt: skip
    assert (body["period"], body["provisional"], body["as_of"]) == ("2026-11", True, "2026-11-24T07:05:00Z")
    assert body["policies"] and body["calendars"]
    own = [code for code, one in INDICATORS.items() if not one.units]
    assert [one["code"] for one in body["indicators"]] == own
    assert all(set(one) == VALUE for one in body["indicators"])
    first = value(answer, "first_response_on_time")
    assert (first["value"], first["k"], first["n"], first["unit"]) == (75.0, 3, 4, "percent")
    assert first["interval"]["level"] == 0.9 and first["interval"]["low"] < 75 < first["interval"]["high"]
    assert (first["target"], first["minimum_n"], first["verdict"]) == (80, 30, "few")
    assert first["counts"] == {"met": 3, "late_open": 1, "running": 1}


def test_the_evidence_is_where_it_says(client: FlaskClient, measured: Measured) -> None:
    answer = ask(client, measured, "rina", measured.office.officers["rina"])
    for one in answer.get_json()["indicators"]:
        path = one["evidence"].removeprefix("http://127.0.0.1:8000")
        assert path.startswith("/kinerja/") and client.get(path).status_code == 200


def test_without_a_period_the_newest_month_is_told_and_another_can_be_asked(
    client: FlaskClient, measured: Measured
) -> None:
    rina = measured.office.officers["rina"]
    assert ask(client, measured, "rina", rina).get_json()["period"] == "2026-11"
    october = ask(client, measured, "rina", rina, "?period=2026-10")
    assert october.get_json()["provisional"] is False
    assert value(october, "first_response_on_time")["value"] == 100.0
    empty = value(ask(client, measured, "rina", rina, "?period=2025-03"), "first_response_on_time")
    assert (empty["value"], empty["n"], empty["interval"]) == (None, 0, None)


@pytest.mark.parametrize("login", ["rina", "kasi", "camat", "auditor"])
def test_who_is_told(client: FlaskClient, measured: Measured, login: str) -> None:
    assert ask(client, measured, login, measured.office.officers["rina"]).status_code == 200


@pytest.mark.parametrize("login", ["hasan", "kasitrantib", "sekcam", "meja", "admin"])
def test_for_anyone_else_it_is_absent(client: FlaskClient, measured: Measured, login: str) -> None:
    theirs = ask(client, measured, login, measured.office.officers["rina"])
    assert theirs.status_code == 404 and theirs.mimetype == "application/problem+json"
    for absent in (999_999, "0"):
        nobodys = ask(client, measured, login, absent)
        assert (nobodys.status_code, nobodys.get_json()) == (404, theirs.get_json())
    no_address = ask(client, measured, login, "99999999999999999999")
    assert (no_address.status_code, no_address.get_json()["code"]) == (404, theirs.get_json()["code"])


def test_a_stranger_signs_in_first(client: FlaskClient, measured: Measured) -> None:
    answer = ask(client, measured, None, measured.office.officers["rina"])
    assert (answer.status_code, answer.get_json()["code"]) == (401, "unauthenticated")


@pytest.mark.parametrize(
    "typed", ["2026", "2026-13", "2026-00", "2026-11-01", "２０２６-11", "2026-12", "1066-10"]
)
def test_a_bad_period_is_named(client: FlaskClient, measured: Measured, typed: str) -> None:
    answer = ask(client, measured, "rina", measured.office.officers["rina"], f"?period={typed}")
    assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")
    assert list(answer.get_json()["errors"]) == ["period"]
