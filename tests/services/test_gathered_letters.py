"""Rungs of the ladder to one reader: the first at once, those of the next hour together. Both databases."""

from __future__ import annotations

from collections import deque
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, select, update

from complaints_service import db
from complaints_service.accounts.models import OfficerChat
from complaints_service.errors import Actor
from complaints_service.jobs.linking import PostRoom
from complaints_service.notify.models import Outbox, SentMessage
from complaints_service.notify.officer_reach import call_back
from complaints_service.notify.outcomes import FIRST_WAIT
from complaints_service.notify.routes import open_route
from complaints_service.notify.senders import Later
from complaints_service.notify.service import GATHERED_FOR, Cause, Recipient, queue_notice
from config.rulebook import Rulebook
from tests.services.post import Postman, room_of, run, states
from tests.services.test_officers_by_chat import link, mail
from tests.support.both import ON_BOTH
from tests.support.world import Office, open_office

NOW = datetime(2026, 4, 6, 2, 0, tzinfo=UTC)  # Monday 09:00 in Medan
SOON = timedelta(minutes=5)
MAIL = Recipient("email", "camat@contoh.example", "id")
CHAT = Recipient("telegram", "74", "id")


@pytest.fixture
def office(engine: Engine, rulebook: Rulebook) -> Office:
    office = open_office(engine, rulebook)
    mail(office, "camat")
    link(office, "camat")
    return office


@pytest.fixture
def room(office: Office) -> PostRoom:
    with db.writing(office.engine) as session:
        for route in ("email", "telegram"):
            open_route(session, route=route, now=NOW - timedelta(days=30))
    return room_of(office.engine, office.rulebook)


def rung(office: Office, seq: int, at: datetime, to: Recipient = MAIL) -> str:
    """A rung of a ticket of its own, as the ladder writes it; the ticket's number."""
    number = f"MRL-2604-{seq:05d}"
    kind = "escalated" if to.route == "email" else "officer_escalation"
    words = {"clock": "Jawaban pertama", "due": f"{seq} Apr", "holder": "Seksi", "role": "atasan"}
    with db.writing(office.engine) as session:
        queue_notice(
            session, cause=Cause(number=number, seq=seq, kind=kind), recipients=[to], params=words,
            actor=Actor.rule(), now=at,
        )  # fmt: skip
    return number


def test_what_falls_at_once_goes_out_as_one_letter_with_a_line_each(office: Office, room: PostRoom) -> None:
    numbers = [rung(office, seq, NOW) for seq in (1, 2, 3)]
    [letter] = run(room, Postman(), NOW)
    assert letter.subject == "3 hal perlu Anda lihat"
    lines = [f"{number}: Jawaban pertama, jatuh tempo {seq} Apr" for seq, number in enumerate(numbers, 1)]
    assert "\n".join(lines) in letter.text
    assert letter.number is None and letter.link is not None and letter.link.endswith("/meja")
    assert {state for _, state in states(office.engine)} == {"sent"}


def test_one_alone_is_told_as_ever(office: Office, room: PostRoom) -> None:
    number = rung(office, 1, NOW)
    [letter] = run(room, Postman(), NOW)
    assert (letter.number, letter.subject) == (number, f"Tiket {number} perlu Anda lihat")
    assert letter.link is not None and letter.link.endswith(f"/meja/{number}")


@pytest.mark.parametrize("to", [MAIL, CHAT], ids=["email", "chat"])
def test_after_one_the_next_wait_for_an_hour_and_leave_together(
    office: Office, room: PostRoom, to: Recipient
) -> None:
    """33 rungs over one working day are at most nine letters."""
    day = [NOW + minute * timedelta(minutes=15) for minute in range(33)]
    letters = []
    for seq, at in enumerate(day, 1):
        rung(office, seq, at, to)
        letters += run(room, Postman(route=to.route), at)
    letters += run(room, Postman(route=to.route), day[-1] + GATHERED_FOR)
    assert len(letters) <= 9 + 1
    told = "\n".join(letter.text for letter in letters)
    assert all(told.count(f"MRL-2604-{seq:05d}") >= 1 for seq in range(1, 34))


def test_what_waits_holds_up_nothing_else_to_its_reader(office: Office, room: PostRoom) -> None:
    rung(office, 1, NOW)
    run(room, Postman(), NOW)
    rung(office, 2, NOW + SOON)
    with db.writing(office.engine) as session:
        queue_notice(
            session, cause=Cause(number="MRL-2604-00009", seq=1, kind="sign_in_tries"),
            recipients=[MAIL], params={"count": "9", "at": "09.00"}, actor=Actor.rule(), now=NOW + SOON,
        )  # fmt: skip
    assert [letter.kind for letter in run(room, Postman(), NOW + SOON)] == ["sign_in_tries"]


def test_refused_for_now_all_of_it_is_tried_again_together(office: Office, room: PostRoom) -> None:
    for seq in (1, 2):
        rung(office, seq, NOW)
    assert len(run(room, Postman(answers=deque([Later("busy")])), NOW)) == 1
    assert {state for _, state in states(office.engine)} == {"queued"}
    [letter] = run(room, Postman(), NOW + FIRST_WAIT)
    assert letter.subject == "2 hal perlu Anda lihat"


def test_of_what_is_closed_to_the_reader_meanwhile_no_line_goes_out(office: Office, room: PostRoom) -> None:
    first = rung(office, 1, NOW)
    second = rung(office, 2, NOW)
    with db.writing(office.engine) as session:
        call_back(session, number=first, officers=[office.officers["camat"]], now=NOW)
    [letter] = run(room, Postman(), NOW)
    assert first not in letter.text and second in letter.text


@ON_BOTH
def test_to_an_unlinked_chat_all_of_it_goes_by_mail_as_one(office: Office, room: PostRoom) -> None:
    for seq in (1, 2):
        rung(office, seq, NOW, CHAT)
    with db.writing(office.engine) as session:
        session.execute(update(OfficerChat).values(ended_at=NOW))
    assert run(room, Postman(route="telegram"), NOW) == []
    [letter] = run(room, Postman(), NOW)
    assert (letter.address, letter.subject) == ("camat@contoh.example", "2 hal perlu Anda lihat")


def test_an_answer_to_a_letter_of_several_tickets_is_for_none_of_them(office: Office, room: PostRoom) -> None:
    for seq in (1, 2):
        rung(office, seq, NOW, CHAT)
    [letter] = run(room, Postman(route="telegram"), NOW)
    assert "Balas pesan ini" not in letter.text
    with db.reading(office.engine) as session:
        assert session.scalars(select(SentMessage)).all() == []
        assert session.scalars(select(Outbox.state)).all() == ["sent", "sent"]
