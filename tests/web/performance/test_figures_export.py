"""A month to download: for whoever may see the person, and for nobody else."""

from __future__ import annotations

import json

import pytest
from flask.testing import FlaskClient

from complaints_service import clock
from config.rulebook import Rulebook
from tests.support.measured import NOW, Measured, measured_office
from tests.support.prepared import Prepared
from tests.support.visitors import Visitor, engine_of

# What the database can change here, the services' own tests and the access matrix try on both.
pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


@pytest.fixture
def measured(
    client: FlaskClient, rulebook: Rulebook, monkeypatch: pytest.MonkeyPatch, prepared: Prepared
) -> Measured:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return prepared(engine_of(client), rulebook, measured_office)


def address(measured: Measured, form: str, period: str = "2026-11") -> str:
    return f"/kinerja/{measured.office.officers['rina']}/ekspor.{form}?period={period}"


def test_my_page_leads_to_my_facts_and_names_their_hash(client: FlaskClient, measured: Measured) -> None:
    visitor = Visitor(client).sign_in(measured.office, "rina", NOW)
    page = visitor.read("/kinerja")
    answer = client.get(address(measured, "json"))
    assert address(measured, "json") in page and address(measured, "csv") in page
    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    assert "attachment" in answer.headers["Content-Disposition"]
    found = json.loads(answer.get_data(as_text=True))
    assert found["month"] == "2026-11"
    figure = visitor.read(address(measured, "json").replace("ekspor.json", "resolution_on_time"))
    assert found["hash"] in figure, "the page of each figure names it"
    assert "Hadir 21 dari 21 hari kerja" in page
    table = client.get(address(measured, "csv"))
    assert table.mimetype == "text/csv" and table.get_data(as_text=True).startswith("table,ticket_id,clock,")


@pytest.mark.parametrize(
    ("login", "status"),
    [
        ("kasi", 200),
        ("camat", 200),
        ("sekcam", 404),
        ("auditor", 200),
        ("hasan", 404),
        ("meja", 404),
        ("kasitrantib", 404),
    ],
)
def test_superiors_and_auditors_may_and_colleagues_may_not(
    client: FlaskClient, measured: Measured, login: str, status: int
) -> None:
    Visitor(client).sign_in(measured.office, login, NOW)
    assert {client.get(address(measured, form)).status_code for form in ("json", "csv")} == {status}


def test_another_form_and_a_month_to_come_are_refused(client: FlaskClient, measured: Measured) -> None:
    Visitor(client).sign_in(measured.office, "rina", NOW)
    assert client.get(address(measured, "xlsx")).status_code == 404
    assert client.get(address(measured, "json", "2027-01")).status_code == 422
