"""B27: assignable means reachable; what nobody could open is not taken in, and the board says who is out of reach."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, delete, select, update

from complaints_service import clock, db
from complaints_service.accounts.models import Account, RoleGrant
from complaints_service.accounts.service import NewAccount, create_account, grant_role
from complaints_service.errors import DomainError
from complaints_service.people.reach import reach_of, unreachable, unseen_units
from complaints_service.people.roster import directory_on
from complaints_service.people.service import seed_units
from complaints_service.people.structure import structure
from complaints_service.tickets.ledger.models import Complaint, Ticket
from config.rulebook import Rulebook
from tests.support.both import ON_BOTH
from tests.support.visitors import Visitor, when
from tests.support.world import OPENED, PASSWORD_HASH, SETUP, Office, open_office

pytestmark = ON_BOTH

NOW = when("Tue 2026-11-24 09:00")


@pytest.fixture
def here(engine: Engine, rulebook: Rulebook) -> Office:
    return open_office(engine, rulebook)


def shut(office: Office, *logins: str, how: str = "password") -> None:
    """These can sign in no more; without names everybody but the administrator."""
    those = [office.accounts[login] for login in logins or office.accounts if login != "admin" or logins]
    values = {"password_hash": None} if how == "password" else {"active": False}
    with db.writing(office.engine) as session:
        if how == "gone":
            session.execute(update(Account).where(Account.id.in_(those)).values(officer_id=None))
            session.execute(delete(RoleGrant).where(RoleGrant.account_id.in_(those)))
        else:
            session.execute(update(Account).where(Account.id.in_(those)).values(**values))


def ticket(office: Office, number: str) -> Ticket:
    with db.reading(office.engine) as session:
        return session.scalars(select(Ticket).where(Ticket.number == number)).one()


@pytest.mark.parametrize("how", ["password", "inactive", "gone"])
def test_no_ticket_goes_to_somebody_who_cannot_sign_in(here: Office, how: str) -> None:
    shut(here, "rina", how=how)
    for _ in range(3):
        found = ticket(here, here.complain(now=NOW).number)
        assert found.holder_officer_id not in (None, here.officers["rina"])
    shut(here, "hasan", "kasi", how=how)
    found = ticket(here, here.complain(now=NOW).number)
    assert (found.holder_officer_id, found.unit) == (None, "SARPRAS"), "the queue, which the head above sees"


def test_why_it_lies_there_is_told(here: Office) -> None:
    shut(here, "rina", "hasan", "kasi")
    number = here.complain(now=NOW).number
    with db.reading(here.engine) as session:
        from complaints_service.tickets.ledger import append as ledger

        events = ledger.events_of(session, [ticket(here, number).id])
        told = [event.data for each in events.values() for event in each if "alternatives" in event.data]
    assert {each["why"] for each in told[0]["alternatives"]} == {"unreachable"}


def test_a_unit_into_which_nobody_looks_gets_nothing(here: Office) -> None:
    with db.writing(here.engine) as session:
        session.execute(delete(RoleGrant))
    shut(here, "rina", "hasan", "kasi", "camat", "sekcam")
    found = ticket(here, here.complain(now=NOW).number)
    with db.reading(here.engine) as session:
        reach, directory = reach_of(session), directory_on(session, on=NOW.date())
    assert "SARPRAS" in unseen_units(reach, directory)
    assert found.unit not in unseen_units(reach, directory)


@pytest.mark.parametrize("how", ["password", "inactive", "gone"])
def test_where_nobody_at_all_could_open_it_a_report_is_not_taken(here: Office, how: str) -> None:
    shut(here, how=how)
    with pytest.raises(DomainError) as refused:
        here.complain(now=NOW)
    assert refused.value.code == "nobody_here"
    with db.reading(here.engine) as session:
        assert session.scalars(select(Complaint)).all() == []


def test_an_empty_office_says_so_on_every_door(
    app: Flask, client: FlaskClient, engine: Engine, rulebook: Rulebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    with db.writing(engine) as session:
        units, positions = structure(rulebook)
        seed_units(session, units=units, positions=positions, now=OPENED, actor=SETUP)
        admin = create_account(session, new=NewAccount("admin", None, PASSWORD_HASH), now=OPENED, actor=SETUP)
        grant_role(session, account_id=admin.id, role="administrator", unit_id=None, now=OPENED, actor=SETUP)
    body = {"text": "Parit tumpat.", "kelurahan": "12.71.12.1002", "privacy": "open"}
    answer = client.post("/api/v1/complaints", json=body)
    assert (answer.status_code, answer.get_json()["code"]) == (409, "nobody_here")
    page = Visitor(client).send("/lapor", of="/lapor", **body, about_office="no")
    assert "belum ada petugas yang dapat membukanya" in page
    assert "Parit tumpat." in page, "nothing typed is lost"


def test_who_leads_gives_nothing_to_somebody_out_of_reach(here: Office) -> None:
    number = here.complain(now=NOW).number
    shut(here, "trantib")
    with pytest.raises(DomainError) as refused:
        here.act("camat", number, "handover", to=f"person:{here.officers['trantib']}", reason="rute", now=NOW)
    assert "to" in (refused.value.fields or {})


def test_the_form_offers_those_within_reach_alone(app: Flask, client: FlaskClient, office: Office) -> None:
    number = office.complain(now=NOW).number
    shut(office, "trantib")
    visitor = Visitor(client).sign_in(office, "camat", NOW)
    visitor.read(f"/meja/{number}/handover")
    assert (
        f'value="person:{office.officers["hasan"]}"' in visitor.raw
        or f'value="person:{office.officers["rina"]}"' in visitor.raw
    )
    assert f'value="person:{office.officers["trantib"]}"' not in visitor.raw


def test_the_board_says_who_is_out_of_reach_and_what_they_hold(
    app: Flask, client: FlaskClient, office: Office
) -> None:
    visitor = Visitor(client).sign_in(office, "camat", NOW)
    assert "Tidak terjangkau" not in visitor.read("/papan")
    number = office.complain(now=NOW).number
    holder = ticket(office, number).holder_officer_id
    login = next(login for login, officer in office.officers.items() if officer == holder)
    shut(office, login)
    page = visitor.read("/papan")
    assert "Tidak terjangkau" in page
    assert "1 petugas belum bisa masuk" in page
    assert "1 tiket masih di tangan mereka" in page


def test_a_linked_chat_is_enough(here: Office) -> None:
    from complaints_service.accounts.models import OfficerChat

    shut(here, "rina")
    with db.reading(here.engine) as session:
        assert here.officers["rina"] in unreachable(reach_of(session), directory_on(session, on=NOW.date()))
    with db.writing(here.engine) as session:
        session.add(
            OfficerChat(
                account_id=here.accounts["rina"], officer_id=here.officers["rina"], route="telegram", chat="5",
                linked_at=NOW, session_id="s", created_at=NOW, expires_at=NOW,
            )
        )  # fmt: skip
    with db.reading(here.engine) as session:
        assert here.officers["rina"] not in unreachable(
            reach_of(session), directory_on(session, on=NOW.date())
        )
