"""A person's figures over months: what the page says, against the figures themselves, and to whom."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from complaints_service import clock, db
from complaints_service.measurement.indicators.periods import officer_period
from config.rulebook import Rulebook
from tests.support.measured import NOW, Measured, measured_office
from tests.support.prepared import Prepared
from tests.support.visitors import Visitor, engine_of

FIRST = "first_response_on_time"
pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def measured(
    client: FlaskClient, rulebook: Rulebook, monkeypatch: pytest.MonkeyPatch, prepared: Prepared
) -> Measured:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return prepared(engine_of(client), rulebook, measured_office)


@pytest.fixture
def visitor(client: FlaskClient) -> Visitor:
    return Visitor(client)


def address(measured: Measured, login: str = "rina", query: str = "?dari=2026-10&sampai=2026-11") -> str:
    return f"/kinerja/{measured.office.officers[login]}/periode{query}"


def test_it_says_what_the_months_say_together_and_each_by_itself(
    visitor: Visitor, measured: Measured, rulebook: Rulebook
) -> None:
    page = visitor.sign_in(measured.office, "rina", NOW).read(address(measured))
    with db.reading(measured.office.engine) as session:
        found = officer_period(
            session,
            officer_id=measured.office.officers["rina"],
            months=["2026-10", "2026-11"],
            rulebook=rulebook,
        ).value(FIRST)
    assert "Oktober 2026 sampai November 2026" in page
    item = next(
        one for one in re.findall(r'<li class="ind">(.*?)</li>', page, re.DOTALL) if "Jawaban pertama" in one
    )
    assert found.value is not None and f"{found.value:.0f} %" in item and f"n {found.n}" in item
    rina = measured.office.officers["rina"]
    for month, words, value in (("2026-10", "Oktober 2026", "100 %"), ("2026-11", "November 2026", "75 %")):
        link = f'<th scope="row"><a href="/kinerja/{rina}/{FIRST}?period={month}">{words}</a></th><td>{value}</td>'
        assert link in page


def test_without_months_it_is_the_last_three(visitor: Visitor, measured: Measured) -> None:
    page = visitor.sign_in(measured.office, "rina", NOW).read(address(measured, query=""))
    assert "September 2026 sampai November 2026" in page


def test_my_month_leads_there(visitor: Visitor, measured: Measured) -> None:
    page = visitor.sign_in(measured.office, "rina", NOW).read("/kinerja")
    assert address(measured, query="?sampai=2026-11") in page


@pytest.mark.parametrize(
    ("login", "status"),
    [("rina", 200), ("kasi", 200), ("camat", 200), ("auditor", 200),
     ("hasan", 404), ("kasitrantib", 404), ("sekcam", 404), ("meja", 404), ("admin", 404)],
)  # fmt: skip
def test_who_may_see_it(visitor: Visitor, measured: Measured, login: str, status: int) -> None:
    page = visitor.sign_in(measured.office, login, NOW).read(address(measured))
    assert visitor.status == status and ("Rina" in page) == (status == 200)


@pytest.mark.parametrize(
    "query",
    [
        "?dari=2026-11&sampai=2026-10",
        "?dari=2025-11&sampai=2026-11",
        "?dari=2026-13&sampai=2026-11",
        "?dari=x",
        "?sampai=2026-12",
        "?dari=1990-01&sampai=1990-02",
    ],
)
def test_months_that_cannot_be(visitor: Visitor, measured: Measured, query: str) -> None:
    visitor.sign_in(measured.office, "rina", NOW).read(address(measured, query=query))
    assert visitor.status == 422
