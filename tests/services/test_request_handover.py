"""Asking that a ticket be handed over: who may ask and answer, and what becomes of a request. On both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from complaints_service import db
from complaints_service.edge.problems import status_of
from complaints_service.errors import DomainError, NotFound
from complaints_service.measurement.checks.verification import verify
from complaints_service.tickets import queries
from complaints_service.tickets.ledger.handover_requests import requests_of
from complaints_service.tickets.queries import TicketView
from config.rulebook import Rulebook
from tests.support.world import Office, open_office

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # Monday 09:00 in Medan
HOUR = timedelta(hours=1)


@pytest.fixture
def office(engine: Engine, rulebook: Rulebook) -> Office:
    return open_office(engine, rulebook)


@pytest.fixture
def number(office: Office) -> str:
    """Rina's from 09:00; Hasan is her colleague, the Kasi leads both."""
    return office.complain(now=NOW).number


def ask(office: Office, number: str, login: str = "hasan", **fields: object) -> None:
    asked = {"reason": "Saya sedang di lokasi.", "now": NOW + HOUR, **fields}
    office.act(login, number, "request_handover", **asked)


def look(office: Office, number: str, login: str = "kasi") -> TicketView:
    with db.reading(office.engine) as session:
        return queries.for_officer(
            session, number=number, rights=office.rights(login), now=NOW + 3 * HOUR, rulebook=office.rulebook
        )


def waits_for(office: Office, login: str) -> list[str]:
    with db.reading(office.engine) as session:
        rows = queries.to_decide(
            session, rights=office.rights(login), now=NOW + 3 * HOUR, rulebook=office.rulebook
        )
    return [row.ticket.number for row in rows]


def outcomes(office: Office, number: str) -> list[str | None]:
    return [each.outcome for each in requests_of(look(office, number).events)]


def test_a_colleague_asks_for_a_ticket_and_nothing_moves(office: Office, number: str) -> None:
    before = look(office, number)
    ask(office, number)
    view = look(office, number)
    assert view.events[-1].kind == "handover.requested"
    assert view.events[-1].data["to"] == f"person:{office.officers['hasan']}", "for whoever asks"
    assert (view.ticket.holder_officer_id, view.ticket.handover_requests) == (office.officers["rina"], 1)
    assert view.assessment.custody.totals.keys() == before.assessment.custody.totals.keys()
    assert {name: one.due_at for name, one in view.assessment.clocks.items()} == {
        name: one.due_at for name, one in before.assessment.clocks.items()
    }


def test_it_waits_for_the_holder_and_for_whoever_gives_tickets_away(office: Office, number: str) -> None:
    ask(office, number)
    assert waits_for(office, "rina") == waits_for(office, "kasi") == waits_for(office, "meja") == [number]
    assert waits_for(office, "hasan") == waits_for(office, "trantib") == []


def test_the_holder_asks_those_above_and_leaves_the_choice_to_them(office: Office, number: str) -> None:
    ask(office, number, "rina", reason="Bukan bidang saya.")
    assert look(office, number).events[-1].data.get("to") is None
    assert waits_for(office, "rina") == []
    assert waits_for(office, "kasi") == [number]


def test_a_hand_over_grants_it(office: Office, number: str) -> None:
    ask(office, number)
    to = f"person:{office.officers['hasan']}"
    office.act("rina", number, "handover", to=to, reason="Silakan.", now=NOW + 2 * HOUR)
    view = look(office, number)
    assert (view.ticket.holder_officer_id, view.ticket.handover_requests) == (office.officers["hasan"], 0)
    assert outcomes(office, number) == ["granted"]
    assert waits_for(office, "kasi") == []


def test_it_is_declined_with_a_reason_and_can_be_asked_again(office: Office, number: str) -> None:
    ask(office, number)
    with pytest.raises(DomainError) as bare:
        office.act("rina", number, "decline_handover", now=NOW + 2 * HOUR)
    assert set(bare.value.fields or {}) == {"reason"}
    office.act("rina", number, "decline_handover", reason="Hampir selesai.", now=NOW + 2 * HOUR)
    assert outcomes(office, number) == ["declined"]
    assert look(office, number).ticket.handover_requests == 0
    ask(office, number, now=NOW + 3 * HOUR)
    assert outcomes(office, number) == ["declined", None]


@pytest.mark.parametrize("end", ["resolve", "refer"])
def test_a_ticket_that_leaves_the_hands_leaves_nothing_to_decide(
    office: Office, number: str, end: str
) -> None:
    ask(office, number)
    fields = {"resolve": {"text": "Beres."}, "refer": {"agency": "dlh", "reason": "Armada."}}[end]
    office.act("rina", number, end, now=NOW + 2 * HOUR, **fields)
    assert outcomes(office, number) == ["lapsed"]
    assert waits_for(office, "kasi") == []


def test_nobody_asks_twice_or_answers_themselves(office: Office, number: str) -> None:
    ask(office, number, "rina")
    with pytest.raises(DomainError) as again:
        ask(office, number, "rina")
    assert (again.value.code, status_of(again.value)) == ("asked_already", 409)
    with pytest.raises(DomainError) as own:
        office.act("rina", number, "decline_handover", reason="Tidak jadi.", now=NOW + 2 * HOUR)
    assert own.value.code == "own_request"
    assert "decline_handover" not in look(office, number, "rina").acts


def test_two_requests_are_told_apart_by_their_number(office: Office, number: str) -> None:
    ask(office, number, "hasan")
    ask(office, number, "rina", to="unit:TRANTIB")
    decline = {"reason": "Tidak.", "now": NOW + 2 * HOUR}
    for asked in (None, 9):
        with pytest.raises(DomainError) as unknown:
            office.act("kasi", number, "decline_handover", asked=asked, **decline)
        assert set(unknown.value.fields or {}) == {"request"}
    office.act("kasi", number, "decline_handover", asked=2, **decline)
    assert outcomes(office, number) == [None, "declined"]


@pytest.mark.parametrize(("to", "named"), [("unit:TIDAKADA", "to"), ("person:0", "to"), ("holder", "to")])
def test_it_asks_for_somebody_else_who_is_there(office: Office, number: str, to: str, named: str) -> None:
    to = f"person:{office.officers['rina']}" if to == "holder" else to
    with pytest.raises(DomainError) as refused:
        ask(office, number, to=to)
    assert set(refused.value.fields or {}) == {named}


def test_who_does_not_see_it_does_not_ask_and_a_queue_is_taken_from(office: Office, number: str) -> None:
    with pytest.raises(NotFound):
        ask(office, number, "trantib")
    office.act("rina", number, "handover", to="unit:SARPRAS", reason="Antre.", now=NOW + HOUR)
    with pytest.raises(DomainError) as queued:
        ask(office, number)
    assert queued.value.code == "act_not_allowed"
    assert "take" in queued.value.extra["allowed"]


def test_the_rows_agree_with_the_ledger(office: Office, number: str) -> None:
    ask(office, number)
    ask(office, number, "rina")
    office.act("kasi", number, "decline_handover", asked=1, reason="Tidak.", now=NOW + 2 * HOUR)
    with db.reading(office.engine) as session:
        assert verify(session, rulebook=office.rulebook, now=NOW + 3 * HOUR) == []
