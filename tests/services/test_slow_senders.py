"""A sender that comes back after its lease: what it still knows counts, until somebody else went on. On both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from complaints_service import db
from complaints_service.errors import Actor
from complaints_service.intake.lost_link import ask_again
from complaints_service.jobs.linking import PostRoom
from complaints_service.jobs.sending import Taken, note, take
from complaints_service.notify import trouble
from complaints_service.notify.outbox import LEASE, Claimed
from complaints_service.notify.outcomes import AGAIN_AFTER
from complaints_service.notify.senders import Accepted, Gone, Unclear
from config.rulebook import Rulebook
from tests.services.post import Postman, minutes, open_mail, room_of, rows, run, states, travelled
from tests.support.both import ON_BOTH
from tests.support.world import Office, open_office

pytestmark = ON_BOTH

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # Monday 09:00 in Medan
SARI = "sari@contoh.example"


@pytest.fixture
def office(engine: Engine, rulebook: Rulebook) -> Office:
    made = open_office(engine, rulebook)
    open_mail(made, NOW - timedelta(days=30))
    return made


@pytest.fixture
def room(office: Office) -> PostRoom:
    return room_of(office.engine, office.rulebook)


def test_its_answer_ends_the_doubt_and_no_second_copy_goes_out(office: Office, room: PostRoom) -> None:
    number = office.complain(now=NOW, email=SARI).number
    office.act("rina", number, "message", text="Kami lihat.", now=NOW)
    for kind in ("received", "answered"):
        slow = taken(room, NOW)
        assert take(room, "email", NOW + LEASE) is None
        assert dict(states(office.engine))[kind] == "uncertain"
        note(room, slow, Accepted(), NOW + LEASE + minutes(1))
        assert dict(states(office.engine))[kind] == "sent"
    assert take(room, "email", NOW + LEASE + AGAIN_AFTER) is None
    assert travelled(office.engine, number) == [("delivered", "email", NOW + LEASE + minutes(1))]


def test_its_answer_frees_a_held_link_from_waiting_for_a_person(office: Office, room: PostRoom) -> None:
    slow = link_in_hand(office, room)
    note(room, slow, Accepted(), NOW + LEASE + minutes(1))
    assert dict(states(office.engine))["lost_link"] == "sent"


def test_its_silence_is_one_doubt_and_not_two(office: Office, room: PostRoom) -> None:
    office.complain(now=NOW, email=SARI)
    slow = taken(room, NOW)
    take(room, "email", NOW + LEASE)
    note(room, slow, Unclear("no answer"), NOW + LEASE)
    assert [(row.state, row.faults) for row in rows(office.engine)] == [("uncertain", 1)]


def test_it_changes_nothing_once_another_sender_has_the_letter(office: Office, room: PostRoom) -> None:
    number = office.complain(now=NOW, email=SARI).number
    slow = taken(room, NOW)
    take(room, "email", NOW + LEASE)
    quick = taken(room, NOW + LEASE + AGAIN_AFTER)
    note(room, slow, Gone("550"), NOW + LEASE + AGAIN_AFTER)
    assert states(office.engine) == [("received", "sending")]
    note(room, quick, Accepted(), NOW + LEASE + AGAIN_AFTER)
    assert states(office.engine) == [("received", "sent")]
    assert travelled(office.engine, number) == []


def test_it_changes_nothing_that_a_person_decided(office: Office, room: PostRoom) -> None:
    slow = link_in_hand(office, room)
    with db.writing(office.engine) as session:
        trouble.send_again(session, outbox_id=slow.id, actor=Actor.officer(1, "web"), now=NOW + LEASE)
    note(room, slow, Accepted(), NOW + LEASE)
    assert dict(states(office.engine))["lost_link"] == "queued"


def taken(room: PostRoom, now: datetime) -> Claimed:
    """The next letter, in a sender's hands."""
    found = take(room, "email", now)
    assert isinstance(found, Taken)
    return found.claimed


def link_in_hand(office: Office, room: PostRoom) -> Claimed:
    """A one-time link whose sender has it still, while its lease is over."""
    complaint = office.complain(now=NOW, email=SARI)
    run(room, Postman(), NOW)
    with db.writing(office.engine) as session:
        ask_again(session, typed=complaint.number, contact=SARI, now=NOW)
    slow = taken(room, NOW)
    assert take(room, "email", NOW + LEASE) is None
    assert dict(states(office.engine))["lost_link"] == "uncertain"
    return slow
