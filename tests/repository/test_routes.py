"""Every route says who may use it: what is not in this table fails, and so does what opens to the wrong one."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)

ANYONE, SECRET, LINK, OFFICE = "anyone", "secret", "link", "office"
BOT, MACHINE, PROGRAM = "bot", "this machine", "a program's key"

#: endpoint or blueprint -> who. `secret`: the tracking secret; `link`: a one-time or signed link.
POLICY = {
    "suggestion": ANYONE,
    "first_look": ANYONE,
    "public": ANYONE,
    "places": ANYONE,
    "openness": ANYONE,
    "public_reports": ANYONE,
    "healthz": ANYONE,
    "readyz": ANYONE,
    "metrics": MACHINE,
    "openapi": ANYONE,
    "accounts": ANYONE,
    "accounts.choose_password": LINK,
    "accounts.post_password": LINK,
    "complaint_form": ANYONE,
    "complaint_form.receipt": SECRET,
    "complaints": SECRET,
    "complaints.post_complaint": ANYONE,
    "complaints.post_similar": ANYONE,
    "tracking": SECRET,
    "tracking.lost_link": ANYONE,
    "tracking.post_lost_link": ANYONE,
    "unsubscribe": LINK,
    "subscriptions": SECRET,
    "subscriptions.confirm": LINK,
    "subscriptions.post_confirm": LINK,
    "subscriptions.agreed": ANYONE,
    "survey": LINK,
    "survey.results": ANYONE,
    "surveys": OFFICE,
    "opening": OFFICE,
    "open_office": OFFICE,
    "open_steps": OFFICE,
    "open_people": OFFICE,
    "open_details": OFFICE,
    "rules": OFFICE,
    "closing": OFFICE,
    "routes_entered": OFFICE,
    "other_offices": OFFICE,
    "staff": OFFICE,
    "audit": OFFICE,
    "own_data": SECRET,
    "data_requests": OFFICE,
    "data_breaches": OFFICE,
    "processing": OFFICE,
    "counter": OFFICE,
    "desk": OFFICE,
    "templates": OFFICE,
    "together": OFFICE,
    "unsent": OFFICE,
    "reminders": OFFICE,
    "search": OFFICE,
    "search_api": OFFICE,
    "views": OFFICE,
    "boards": OFFICE,
    "diary": OFFICE,
    "figures": OFFICE,
    "appraisal": OFFICE,
    "evaluations": OFFICE,
    "follow_up": OFFICE,
    "feedback": OFFICE,
    "files": OFFICE,
    "file_answers": OFFICE,
    "file_answers.get_own_file": SECRET,
    "uploads": ANYONE,
    "offline": ANYONE,
    "own_files": SECRET,
    "own_links": SECRET,
    "owner_links": SECRET,
    "leave": OFFICE,
    "duties": OFFICE,
    "meetings": OFFICE,
    "minutes": OFFICE,
    "actions": OFFICE,
    "trainings": OFFICE,
    "undelivered": OFFICE,
    "lessons": OFFICE,
    "looks": OFFICE,
    "office_reports": OFFICE,
    "report_readers": OFFICE,
    "seal_keepers": OFFICE,
    "report_orders": OFFICE,
    "reports": OFFICE,
    "signs": OFFICE,
    "trials": OFFICE,
    "chat_link": OFFICE,
    "own_account": OFFICE,
    "second_step": OFFICE,
    "proof": OFFICE,
    "second_sign_in": ANYONE,
    "provider": ANYONE,
    "provider.start_proof": OFFICE,
    "provider_link": OFFICE,
    "staff_provider": OFFICE,
    "plans": OFFICE,
    "plan_parts": OFFICE,
    "matrix": OFFICE,
    "goals": OFFICE,
    "documents": OFFICE,
    "periods": OFFICE,
    "office": OFFICE,
    "team": OFFICE,
    "reported_values": OFFICE,
    "tickets": OFFICE,
    "officers": OFFICE,
    "chats": BOT,
    "bots": BOT,
    "monthly": ANYONE,
    "monthly.agree": LINK,
    "monthly.post_agree": LINK,
    "monthly_stop": LINK,
    "public_figure": ANYONE,
    "seals": ANYONE,
    "open311": ANYONE,
    "triage": OFFICE,
    "field": OFFICE,
    "field.worker": ANYONE,
    "papers": OFFICE,
    "guides": OFFICE,
    "practice": OFFICE,
    "quick_start": OFFICE,
    "remarks": OFFICE,
    "tour": OFFICE,
    "open311.post_request": PROGRAM,
}
_EXAMPLE = {"number": "MRL-2611-7K4QH", "chat": "5", "code": "en"}
_PARAMETER = re.compile(r"<(?:(?P<kind>\w+)(?:\((?P<choices>[^)]*)\))?:)?(?P<name>\w+)>")


def policy_of(endpoint: str) -> str | None:
    return POLICY.get(endpoint) or POLICY.get(endpoint.split(".")[0])


def address(rule: Rule) -> str:
    """An address of a rule, with something that fits in each of its places."""

    def fill(match: re.Match[str]) -> str:
        if match["kind"] == "any":
            return (match["choices"] or "").split(",")[0].strip("' \"")
        return _EXAMPLE.get(match["name"], "1" if match["kind"] in ("int", "id") else "sesuatu")

    return _PARAMETER.sub(fill, rule.rule)


def calls(app: Flask, *policies: str) -> list[tuple[str, str]]:
    return [
        (method, address(rule))
        for rule in app.url_map.iter_rules()
        if policy_of(rule.endpoint) in policies
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    ]


def test_every_route_declares_a_policy(app: Flask) -> None:
    undeclared = [rule.endpoint for rule in app.url_map.iter_rules() if policy_of(rule.endpoint) is None]
    assert undeclared == []


def test_a_stranger_gets_nothing_of_the_office(client: FlaskClient) -> None:
    """A page leads to the sign-in, the API says 401; a change without a form's token is 403 already."""
    for method, path in calls(client.application, OFFICE, BOT):
        answer = client.open(path, method=method)
        if method == "GET" and not path.startswith("/api/"):
            assert answer.status_code == 303, path
            assert answer.location.startswith("/masuk"), path
        else:
            assert answer.status_code in (401, 403), f"{method} {path} answered {answer.status_code}"


def test_a_wrong_key_is_no_key(client: FlaskClient) -> None:
    for method, path in calls(client.application, OFFICE, BOT):
        if path.startswith("/api/"):
            answer = client.open(path, method=method, headers={"Authorization": "Bearer wrong"}, json={})
            assert (answer.status_code, answer.mimetype) == (401, "application/problem+json"), path


def test_without_the_secret_a_complaint_is_not_there(client: FlaskClient) -> None:
    for method, path in calls(client.application, SECRET, LINK):
        answer = client.open(
            path, method=method, headers={"Authorization": "Tracking wrong"}, json={"text": "a"}
        )
        assert answer.status_code in (403, 404, 422), f"{method} {path} answered {answer.status_code}"
        assert answer.status_code != 422 or path.endswith(("/resolution", "/reopening", "/withdrawal")), path


def test_no_form_is_taken_without_its_token(client: FlaskClient) -> None:
    for rule in client.application.url_map.iter_rules():
        if rule.endpoint in ("uploads.take", "offline.shared"):
            continue  # they change nothing that is anybody's: see there
        if "POST" in (rule.methods or set()) and not rule.rule.startswith("/api/"):
            answer = client.post(address(rule), data={})
            one_click = (
                rule.endpoint == "unsubscribe.stop"
            )  # RFC 8058: a mail program posts it, with the signed link alone
            # Where somebody has to be signed in, the sign-in page comes first and keeps what was typed; what a
            # secret or a link would open is not there without it.
            absent = one_click or policy_of(rule.endpoint) in (SECRET, LINK)
            assert answer.status_code in ((404,) if absent else (401, 403)), rule.rule


def test_looking_changes_nothing(app: Flask) -> None:
    """A route that changes something is reached by another method than GET."""
    changing = re.compile(r"take|post_|put_|write|judge|reveal|sign_out|stop$")
    for rule in app.url_map.iter_rules():
        if changing.search(rule.endpoint.split(".")[-1]):
            assert "GET" not in (rule.methods or set()), rule.endpoint
