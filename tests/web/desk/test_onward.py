"""Send and next: through the list one came from, past what is not there for the reader any more."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from complaints_service import clock, db
from complaints_service.edge.resources import KEY
from complaints_service.tickets.ledger.models import Ticket
from config.rulebook import Rulebook
from tests.support.forms import Desk
from tests.support.visitors import when
from tests.support.world import accuse, open_office

NOW = when("Tue 2026-11-24 14:05")

# The lists themselves are asked on both databases by their own tests.
pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def desk(app: Flask, rulebook: Rulebook, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return Desk(app, open_office(app.extensions[KEY].engine, rulebook), NOW)


def taken(desk: Desk, count: int) -> list[str]:
    """Tickets that rina has, the most pressing first."""
    numbers = []
    rina = desk.office.officers["rina"]
    for age in range(count, 0, -1):
        number = desk.office.complain(f"Parit tumpat di Gang {age}.", now=NOW - timedelta(hours=age)).number
        with db.reading(desk.office.engine) as session:
            holder = session.scalar(select(Ticket.holder_officer_id).where(Ticket.number == number))
        if holder != rina:
            desk.office.act("kasi", number, "assign", to=f"person:{rina}", reason="Tolong.", now=NOW)
        numbers.append(number)
    return numbers


def answer(desk: Desk, number: str, came: str) -> str:
    rina = desk.visitor("rina")
    page = f"/meja/{number}?dari={came}"
    rina.send(
        f"/meja/{number}/message", of=page, text="Kami datang.", message_act="answer", inline="1", onward="1"
    )
    assert rina.status == 303, rina.page
    return rina.location


def test_to_the_next_of_the_list_and_back_to_it_at_its_end(desk: Desk) -> None:
    first, second, third = taken(desk, 3)
    came = "view%3Dmine"
    assert f"/meja/{first}?dari={came}" in desk.visitor("rina").read("/meja?view=mine")
    assert answer(desk, first, came) == f"/meja/{second}?dari={came}#jawab"
    assert answer(desk, third, came).startswith(f"/meja/{first}"), (
        "after the last comes the first that is left"
    )
    desk.office.act(
        "kasi", second, "assign", to=f"person:{desk.office.officers['hasan']}", reason="x", now=NOW
    )
    assert answer(desk, first, came).startswith(f"/meja/{third}"), "what was given away is passed over"
    for gone in (first, third):
        if gone != third:
            desk.office.act("rina", gone, "reject", reason="not_ours", text="Bukan kami.", now=NOW)
    assert answer(desk, third, came) == "/meja?view=mine"


def test_what_is_kept_from_the_reader_is_passed_over(desk: Desk, rulebook: Rulebook) -> None:
    first, second, third = taken(desk, 3)
    with db.writing(desk.office.engine) as session:
        accuse(session, rulebook, second, f"person:{desk.office.officers['rina']}")
    assert answer(desk, first, "view%3Dmine").startswith(f"/meja/{third}")


def test_without_a_list_there_is_no_next(desk: Desk) -> None:
    (number,) = taken(desk, 1)
    assert "Kirim dan berikutnya" not in desk.visitor("rina").read(f"/meja/{number}")


@pytest.mark.parametrize(
    "came",
    ["view%3Dx%26cursor%3Dbad", "%26%3D", "q%3D%27%25", "q%3D%2500%2525", "https%3A%2F%2Fevil.example"],
)
def test_whatever_the_address_says_it_leads_nowhere_else(desk: Desk, came: str) -> None:
    first, _second = taken(desk, 2)
    assert answer(desk, first, came).startswith("/meja")
