"""Plans and evaluations by the API: the page's own numbers, and to nobody else than the page."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from complaints_service import clock, db
from complaints_service.accounts.keys import NewKey, issue_key
from complaints_service.api import appraisal_answers as told
from config.rulebook import Rulebook
from tests.support.evaluations import REASON, Evaluations, evaluated_office
from tests.support.prepared import Prepared
from tests.support.visitors import engine_of, session_token
from tests.support.world import SETUP

# What is answered does not depend on the database; the services under it are tested on both.
pytestmark = pytest.mark.parametrize("backend", ["sqlite"])

EVERYBODY = (
    "camat", "sekcam", "meja", "kasi", "rina", "hasan", "trantib", "kasitrantib", "auditor", "admin",
)  # fmt: skip
SEE_RINA = {"rina", "kasi", "camat", "auditor"}


@pytest.fixture
def held(
    client: FlaskClient, rulebook: Rulebook, prepared: Prepared, monkeypatch: pytest.MonkeyPatch
) -> Evaluations:
    made = prepared(engine_of(client), rulebook, evaluated_office)
    monkeypatch.setattr(clock, "now", lambda: made.now)
    return made


def ask(client: FlaskClient, held: Evaluations, login: str, path: str) -> TestResponse:
    client.set_cookie("tanggap", session_token(held.measured.office, login, held.now))
    return client.get(f"/api/v1{path}")


def told_to(client: FlaskClient, held: Evaluations, path: str) -> set[str]:
    """Who is answered; everybody else is told that there is no such thing."""
    found = set()
    for login in EVERYBODY:
        answer = ask(client, held, login, path)
        if answer.status_code == 200:
            found.add(login)
        else:
            assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")
    return found


def test_an_evaluation_is_told_to_whom_its_page_is_shown(client: FlaskClient, held: Evaluations) -> None:
    of_rina = f"/officers/{held.officer('rina')}/evaluations"
    draft = held.start()
    held.rate(draft, send=False)
    assert told_to(client, held, f"/evaluations/{draft}") == {"kasi"}
    assert told_to(client, held, of_rina) == SEE_RINA
    seen = {
        login: [one["id"] for one in ask(client, held, login, of_rina).get_json()["evaluations"]]
        for login in SEE_RINA
    }
    assert seen == {"kasi": [draft], "rina": [], "camat": [], "auditor": []}
    held.rate(draft)
    assert told_to(client, held, f"/evaluations/{draft}") == SEE_RINA
    assert held.view(draft).opened_at is None
    own = held.start("kasi", "camat")
    held.rate(own, "camat")
    assert told_to(client, held, f"/evaluations/{own}") == {"kasi", "camat", "auditor"}


def test_an_evaluation_has_the_numbers_of_its_page_and_of_its_record(
    client: FlaskClient, held: Evaluations
) -> None:
    one = held.sent()
    sent = ask(client, held, "rina", f"/evaluations/{one}").get_json()
    told.EvaluationAnswer().load(sent)
    assert (sent["state"], sent["frozen"], sent["reason"]) == ("sent", False, REASON)
    first = sent["material"]["plans"][0]["results"][0]["indicators"][0]
    assert first["indicator_code"] == "first_response_on_time"
    # Four in time, one broken, and one that ran then and broke since; her plan wants 60 %.
    n, value = first["figure"]["n"], first["figure"]["value"]
    assert (first["figure"]["target"], n, round(value * n / 100)) == (60, 6, 4)
    page = client.get(f"/evaluasi/{one}").get_data(as_text=True)
    assert f"{value:.0f}" in page and REASON in page
    held.accept(one)
    closed = ask(client, held, "rina", f"/evaluations/{one}").get_json()
    told.EvaluationAnswer().load(closed)
    record = client.get(f"/evaluasi/{one}/catatan.json").get_json()
    assert closed["frozen"] and closed["digest"] == held.view(one).digest
    assert {name: record[name] for name in closed["material"] if name in record} == {
        name: kept for name, kept in closed["material"].items() if name in record
    }
    assert closed["material"]["plans"] == sent["material"]["plans"]


def test_a_plan_is_told_to_whom_its_page_is_shown_and_as_it_was_signed(
    client: FlaskClient, held: Evaluations
) -> None:
    rina, version = held.officer("rina"), held.plans["rina"].version_id
    assert told_to(client, held, f"/officers/{rina}/plans?year=2026") == SEE_RINA
    assert told_to(client, held, f"/officers/{rina}/plans/{version}") == SEE_RINA
    assert told_to(client, held, f"/officers/{held.officer('kasi')}/plans/{version}") == set()
    year = ask(client, held, "kasi", f"/officers/{rina}/plans?year=2026").get_json()
    told.PlansAnswer().load(year)
    (plan,) = year["plans"]
    assert (year["shown"], plan["version"], plan["standing"]) == (version, version, "over")
    indicators = plan["results"][0]["indicators"]
    assert [(one["indicator_code"], one["target_value"]) for one in indicators] == [
        ("first_response_on_time", 60), ("reopened_share", None), (None, 44),
    ]  # fmt: skip
    alone = ask(client, held, "kasi", f"/officers/{rina}/plans/{version}").get_json()
    told.PlanAnswer().load(alone)
    assert alone == plan
    assert ask(client, held, "kasi", f"/officers/{rina}/plans").get_json()["plans"] == []  # of 2027


@pytest.mark.parametrize("typed", ["26", "1066", "2026-11", "x"])
def test_a_bad_year_is_named(client: FlaskClient, held: Evaluations, typed: str) -> None:
    answer = ask(client, held, "rina", f"/officers/{held.officer('rina')}/plans?year={typed}")
    assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")
    assert list(answer.get_json()["errors"]) == ["year"]


def test_a_key_for_figures_is_none_for_what_is_said_of_people(client: FlaskClient, held: Evaluations) -> None:
    one, office = held.sent(), held.measured.office
    found = {}
    for scope in ("appraisal", "figures"):
        with db.writing(held.engine) as session:
            key = issue_key(
                session,
                account_id=office.accounts["rina"],
                new=NewKey(scopes=(scope,)),
                now=held.now,
                actor=SETUP,
            )
        headers = {"Authorization": f"Bearer {key}"}
        found[scope] = client.get(f"/api/v1/evaluations/{one}", headers=headers).status_code
    assert found == {"appraisal": 200, "figures": 403}
    assert client.get(f"/api/v1/evaluations/{one}").status_code == 401
