"""A colleague named in a note hears of it where they may read the ticket, and gets no right by it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine, insert, select

from complaints_service import db
from complaints_service.accounts.models import OfficerChat
from complaints_service.errors import Invalid, NotFound
from complaints_service.notify.models import Outbox
from complaints_service.notify.routes import open_route
from complaints_service.tickets.queries import ticket_in_view
from config.rulebook import Rulebook
from tests.support.visitors import when
from tests.support.world import Office, accuse, open_office

NOW = when("Tue 2026-11-24 14:05")
WORDS = "Tetangganya yang melapor."


@pytest.fixture
def office(engine: Engine, rulebook: Rulebook) -> Office:
    """Everybody's chat is linked."""
    made = open_office(engine, rulebook)
    with db.writing(engine) as session:
        open_route(session, route="telegram", now=NOW)
        rows = [
            {
                "account_id": made.accounts[login],
                "officer_id": officer,
                "session_id": login,
                "created_at": NOW - timedelta(days=1),
                "expires_at": NOW - timedelta(days=1),
                "route": "telegram",
                "chat": str(70 + officer),
                "chat_name": login,
                "linked_at": NOW - timedelta(days=1),
            }
            for login, officer in made.officers.items()
        ]
        session.execute(insert(OfficerChat), rows)
    return made


def told(office: Office) -> list[Outbox]:
    with db.reading(office.engine) as session:
        found = list(session.scalars(select(Outbox).where(Outbox.kind == "officer_mentioned")))
        session.expunge_all()
        return found


def note(office: Office, number: str, who: str) -> None:
    office.act("kasi", number, "note", text=WORDS, mention=f"person:{office.officers[who]}", now=NOW)


def test_who_may_read_it_hears_of_it_and_of_none_of_its_words(office: Office) -> None:
    number = office.complain("Pohon tumbang di gang.", now=NOW, privacy="confidential").number
    note(office, number, "hasan")
    note(office, number, "kasi")  # oneself
    [letter] = told(office)
    assert letter.number == number
    assert WORDS not in str(letter.params) and "Pohon" not in str(letter.params)


def test_who_may_not_read_it_is_not_told_and_the_words_are_not_lost(office: Office) -> None:
    number = office.complain(now=NOW).number
    with pytest.raises(Invalid) as refused:
        note(office, number, "trantib")
    assert refused.value.fields is not None and "mention" in refused.value.fields
    with db.reading(office.engine) as session, pytest.raises(NotFound):
        ticket_in_view(session, number=number, rights=office.rights("trantib"))
    assert told(office) == []


def test_whom_it_is_about_is_never_told(office: Office, rulebook: Rulebook) -> None:
    number = office.complain(now=NOW).number
    with db.writing(office.engine) as session:
        accuse(session, rulebook, number, f"person:{office.officers['hasan']}")
    with pytest.raises(Invalid):
        note(office, number, "hasan")
    assert told(office) == []


@pytest.mark.parametrize(
    "named", ["person:999", "person:", "person:x", "unit:SARPRAS", "hasan", "person:" + "9" * 30]
)
def test_nobody_is_nobody(office: Office, named: str) -> None:
    number = office.complain(now=NOW).number
    with pytest.raises(Invalid):
        office.act("kasi", number, "note", text=WORDS, mention=named, now=NOW)
