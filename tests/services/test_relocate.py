"""A wrong place is mended: the ledger, the list, the rules' decision and the news follow. On both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, select

from complaints_service import db
from complaints_service.errors import DomainError, Invalid
from complaints_service.intake.service import completed
from complaints_service.intake.twins import twins_of
from complaints_service.measurement.checks.verification import verify
from complaints_service.notify.models import Outbox
from complaints_service.notify.routes import open_route
from complaints_service.openness.points import spots_to_tell
from complaints_service.people.models import Unit
from complaints_service.places.place import Place
from complaints_service.places.plane import metres
from complaints_service.tickets.ledger import append as ledger
from complaints_service.tickets.ledger.models import Ticket
from complaints_service.tickets.opening.draft import Draft
from complaints_service.tickets.public.similar import similar_reports
from complaints_service.tickets.where import place_now
from config.rulebook import Rulebook
from tests.support.both import ON_BOTH
from tests.support.world import Office, open_office

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # Monday 09:00 in Medan
LATER = NOW + timedelta(hours=1)
RENGAS_PULAU, TERJUN = "12.71.12.1002", "12.71.12.1003"
IN_RENGAS_PULAU, IN_TERJUN = "3.7050, 98.6644", "geo:3.7070,98.6366"


@pytest.fixture
def office(engine: Engine, rulebook: Rulebook) -> Office:
    made = open_office(engine, rulebook)  # first: a blank database is what it is kept of
    with db.writing(engine) as session:
        open_route(session, route="email", now=NOW)
    return made


def ticket_of(office: Office, number: str) -> Ticket:
    with db.reading(office.engine) as session:
        return session.scalars(select(Ticket).where(Ticket.number == number)).one()


def unit_of(rulebook: Rulebook, code: str) -> str:
    return next(one.unit for one in rulebook.kelurahan if one.code == code)


def relocate(office: Office, login: str, number: str, **fields: object) -> list[str]:
    done = office.act(login, number, "relocate", now=LATER, **{"reason": "Warga salah pilih.", **fields})
    return [event.kind for event in done.events]


def test_another_kelurahan_brings_it_to_its_unit_and_the_citizen_hears(
    office: Office, rulebook: Rulebook
) -> None:
    number = office.complain(now=NOW, category="ketertiban", email="sari@contoh.example").number
    assert ticket_of(office, number).unit == unit_of(rulebook, RENGAS_PULAU)
    kinds = relocate(office, "camat", number, kelurahan=TERJUN)
    assert kinds[:2] == ["ticket.relocated", "ticket.handed_over"]
    ticket = ticket_of(office, number)
    assert (ticket.kelurahan, ticket.unit) == (TERJUN, unit_of(rulebook, TERJUN))
    assert ticket.complaint.kelurahan == RENGAS_PULAU, "what the citizen said stays as it was said"
    with db.reading(office.engine) as session:
        told = session.scalars(select(Outbox).where(Outbox.number == number).order_by(Outbox.id)).all()
        assert {letter.kind for letter in told} >= {"relocated", "moved"}
        letter = next(letter for letter in told if letter.kind == "relocated")
        assert letter.params["place"].endswith("Terjun") and letter.params["text"] == "Warga salah pilih."
        assert not list(verify(session, rulebook=rulebook, now=LATER))


def test_where_the_place_makes_no_difference_it_stays_with_whoever_has_it(office: Office) -> None:
    number = office.complain(now=NOW, category="sampah").number
    before = ticket_of(office, number)
    assert relocate(office, "kasi", number, kelurahan=TERJUN) == ["ticket.relocated"]
    after = ticket_of(office, number)
    assert (after.unit, after.holder_officer_id) == (before.unit, before.holder_officer_id)


def test_somebody_gave_it_elsewhere_and_the_place_made_no_difference(office: Office) -> None:
    number = office.complain(now=NOW, category="sampah").number
    office.act("meja", number, "assign", to="TRANTIB", reason="Ronda.", now=NOW)
    assert relocate(office, "meja", number, kelurahan=TERJUN) == ["ticket.relocated"]
    assert ticket_of(office, number).unit == "TRANTIB"


def test_a_point_sets_the_kelurahan_and_a_list_drops_the_point_it_contradicts(office: Office) -> None:
    number = office.complain(now=NOW, category="sampah", lat=3.7050, lng=98.6644).number
    relocate(office, "meja", number, point=IN_TERJUN)
    ticket = ticket_of(office, number)
    with db.reading(office.engine) as session:
        events = ledger.events_of(session, [ticket.id])[ticket.id]
    place = place_now(ticket, events)
    assert (place.point, place.kelurahan, place.origin) == ((3.707, 98.6366), TERJUN, "office")
    relocate(office, "meja", number, kelurahan=RENGAS_PULAU)
    ticket = ticket_of(office, number)
    with db.reading(office.engine) as session:
        place = place_now(ticket, ledger.events_of(session, [ticket.id])[ticket.id])
    assert (place.point, place.kelurahan, ticket.kelurahan) == (None, RENGAS_PULAU, RENGAS_PULAU)


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({}, "kelurahan"),
        ({"kelurahan": RENGAS_PULAU}, "kelurahan"),
        ({"kelurahan": "99"}, "kelurahan"),
        ({"point": "di depan masjid"}, "point"),
        ({"point": "https://maps.app.goo.gl/AbC"}, "point"),
        ({"point": "3.9, 98.655"}, "point"),
        ({"point": "98.652, 3.688"}, "point"),
        ({"point": IN_TERJUN, "kelurahan": RENGAS_PULAU}, "kelurahan"),
        ({"address": "x" * 301}, "address"),
        ({"address": "a\x00b"}, "address"),
        ({"kelurahan": TERJUN, "reason": " "}, "reason"),
    ],
)
def test_what_is_no_place_is_refused_by_its_field(
    office: Office, fields: dict[str, object], wrong: str
) -> None:
    number = office.complain(now=NOW, category="sampah").number
    with pytest.raises(Invalid) as refused:
        relocate(office, "meja", number, **fields)
    assert refused.value.fields is not None and list(refused.value.fields) == [wrong]
    assert ticket_of(office, number).kelurahan == RENGAS_PULAU


def test_who_does_not_run_it_may_not(office: Office) -> None:
    number = office.complain(now=NOW, category="sampah").number
    with pytest.raises(DomainError) as refused:
        relocate(office, "trantib", number, kelurahan=TERJUN)
    assert refused.value.code in ("act_not_allowed", "not_found")


def test_what_waits_in_the_triage_queue_is_routed_by_its_place(office: Office, rulebook: Rulebook) -> None:
    number = office.complain(now=NOW, category="lainnya", kelurahan=None).number
    assert ticket_of(office, number).state == "new"
    office.act("meja", number, "classify", category="ketertiban", keep=True, reason="Ribut.", now=NOW)
    kinds = relocate(office, "meja", number, kelurahan=TERJUN)
    assert kinds[:2] == ["ticket.relocated", "ticket.routed"]
    ticket = ticket_of(office, number)
    assert (ticket.state, ticket.unit) == ("open", unit_of(rulebook, TERJUN))


@ON_BOTH
def test_whoever_is_accused_here_does_not_get_it(office: Office, rulebook: Rulebook) -> None:
    number = office.complain("Pak lurah minta uang.", now=NOW, category="perilaku_petugas").number
    before = ticket_of(office, number)
    assert f"unit:{unit_of(rulebook, RENGAS_PULAU)}" in before.accused or before.accused
    relocate(office, "camat", number, kelurahan=TERJUN)
    after = ticket_of(office, number)
    assert set(after.accused) >= set(before.accused)
    assert f"unit:{after.unit}" not in after.accused
    with db.reading(office.engine) as session:
        assert session.scalar(select(Unit.code).where(Unit.code == after.unit))
        assert not list(verify(session, rulebook=rulebook, now=LATER))


@ON_BOTH
def test_where_it_is_now_it_is_found_and_shown(office: Office, rulebook: Rulebook) -> None:
    """As another report of the same matter, as a neighbour's, and in the open data; where it was said to be, never."""
    said, is_at = (3.7050, 98.6644), (3.7070, 98.6366)
    number = office.complain(
        "Tumpukan sampah.", now=NOW, category="sampah", privacy="open", about_office="no",
        kelurahan=None, lat=said[0], lng=said[1],
    ).number  # fmt: skip
    relocate(office, "camat", number, point=IN_TERJUN)
    own = ticket_of(office, number).id
    found: dict[tuple[float, float], tuple[list[float | None], list[str], int]] = {}
    for at in (said, is_at):
        place = Place(lat=at[0], lng=at[1], accuracy=None, origin="pin")
        draft = Draft(text="Tumpukan sampah.", place=place, about_office="no", category="sampah")
        other = office.complain(
            "Sampah bertumpuk.", now=NOW, category="sampah", kelurahan=None, lat=at[0], lng=at[1]
        ).number
        with db.writing(office.engine) as session:
            ticket = session.scalars(select(Ticket).where(Ticket.number == other)).one()
            twins = twins_of(session, ticket=ticket, place=place, files=(), rights=office.rights("camat"))
            whole = completed(draft, now=NOW, rulebook=rulebook)
            neighbours = similar_reports(session, draft=whole, now=LATER, rulebook=rulebook)
            spots = spots_to_tell(
                session, start=NOW, end=LATER, rulebook=rulebook,
                table={"places": [RENGAS_PULAU, TERJUN], "categories": ["sampah"], "received": [[5], [5]]},
            )  # fmt: skip
        found[at] = (
            [twin.far for twin in twins if twin.ticket.number == number],
            [one.number for one in neighbours if one.number == number],
            sum(one.ticket_id == own and metres(at[::-1], (one.lng, one.lat)) < 100 for one in spots),
        )
    assert found[is_at] == ([pytest.approx(0, abs=1)], [number], 1)
    far, near, here = found[said]
    assert (near, here) == ([], 0)
    assert all(each is None or each > 1_000 for each in far)
