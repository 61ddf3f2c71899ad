"""Another category is routed again by the rules: the ledger, the custody and the news follow. On both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, select

from complaints_service import db
from complaints_service.measurement.checks.verification import verify
from complaints_service.tickets.ledger.models import Ticket
from config.rulebook import Rulebook
from tests.support.world import Office, open_office

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # Monday 09:00 in Medan
LATER = NOW + timedelta(hours=1)
RENGAS_PULAU = "12.71.12.1002"


@pytest.fixture
def office(engine: Engine, rulebook: Rulebook) -> Office:
    return open_office(engine, rulebook)


def ticket_of(office: Office, number: str) -> Ticket:
    with db.reading(office.engine) as session:
        return session.scalars(select(Ticket).where(Ticket.number == number)).one()


def classify(office: Office, login: str, number: str, category: str, **fields: object) -> list[str]:
    done = office.act(
        login, number, "classify", now=LATER, **{"category": category, "reason": "Salah pilih.", **fields}
    )
    return [event.kind for event in done.events]


def test_another_category_brings_it_to_whom_the_rules_give_that(office: Office) -> None:
    """Rubbish is the works section's; disorder in Rengas Pulau its kelurahan's."""
    number = office.complain(now=NOW, category="sampah").number
    straight = ticket_of(office, office.complain(now=NOW, category="ketertiban").number)
    assert ticket_of(office, number).unit != straight.unit
    assert classify(office, "kasi", number, "ketertiban")[:2] == ["ticket.classified", "ticket.handed_over"]
    ticket = ticket_of(office, number)
    assert (ticket.category, ticket.unit) == ("ketertiban", straight.unit)
    with db.reading(office.engine) as session:
        assert list(verify(session, rulebook=office.rulebook, now=LATER)) == []


def test_from_the_triage_queue_it_is_the_routing_itself(office: Office) -> None:
    number = office.complain(now=NOW, category="lainnya", kelurahan=RENGAS_PULAU).number
    assert ticket_of(office, number).state == "new"
    assert classify(office, "meja", number, "sampah")[:2] == ["ticket.classified", "ticket.routed"]
    assert ticket_of(office, number).unit == "SARPRAS"


def test_where_both_categories_are_one_units_it_stays_with_who_has_it(office: Office) -> None:
    number = office.complain(now=NOW, category="sampah").number
    before = ticket_of(office, number)
    assert classify(office, "kasi", number, "pohon_tumbang") == ["ticket.classified"]
    after = ticket_of(office, number)
    assert (after.unit, after.holder_officer_id) == (before.unit, before.holder_officer_id)


def test_whoever_says_so_keeps_it(office: Office) -> None:
    number = office.complain(now=NOW, category="sampah").number
    before = ticket_of(office, number)
    assert classify(office, "kasi", number, "ketertiban", keep=True) == ["ticket.classified"]
    assert ticket_of(office, number).unit == before.unit


def test_another_kind_alone_moves_nothing(office: Office) -> None:
    number = office.complain(now=NOW, category="sampah").number
    done = office.act("kasi", number, "classify", kind="information", reason="Hanya bertanya.", now=LATER)
    assert [event.kind for event in done.events] == ["ticket.classified"]


def test_what_an_agency_is_asked_about_stays_with_it(office: Office) -> None:
    number = office.complain(now=NOW, category="sampah").number
    office.act("kasi", number, "consult", agency="dlh", reason="Perlu armada.", now=NOW)
    assert classify(office, "kasi", number, "ketertiban") == ["ticket.classified"]
