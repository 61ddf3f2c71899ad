"""The address a report came with hears nothing of it before its owner agreed, whichever door. On both databases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from complaints_service import db
from complaints_service.errors import Actor
from complaints_service.intake.lost_link import ask_again
from complaints_service.intake.service import Submission
from complaints_service.jobs.linking import PostRoom
from complaints_service.notify.citizens import subscriptions as choosing
from complaints_service.notify.citizens.askings import LINK_LIFE, take_place
from complaints_service.notify.citizens.confirm_links import read_confirm_token
from complaints_service.notify.models import ContactAsking, Outbox
from complaints_service.notify.senders import Letter
from complaints_service.vault.marks import mailbox_mark
from config.rulebook import Rulebook
from tests.services.post import Postman, minutes, open_mail, room_of, rows, run
from tests.support.both import ON_BOTH
from tests.support.world import TRACKING_KEY, Office, open_office

pytestmark = ON_BOTH

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # Monday 09:00 in Medan
STRANGER = "orang.lain@contoh.example"
TEXT = "Parit tumpat di Gang Rahasia nomor 7."


@pytest.fixture
def office(engine: Engine, rulebook: Rulebook) -> Office:
    office = open_office(engine, rulebook)
    open_mail(office, NOW - timedelta(days=30))
    return office


@pytest.fixture
def room(office: Office) -> PostRoom:
    return room_of(office.engine, office.rulebook)


def report(office: Office, email: str = STRANGER, *, now: datetime = NOW, **draft: object) -> Submission:
    return office.complain(TEXT, now=now, email=email, agreed=False, privacy="confidential", **draft)


def yes(office: Office, letter: Letter, now: datetime) -> None:
    assert letter.link is not None
    found = read_confirm_token(TRACKING_KEY, letter.link.rpartition("/")[2])
    assert found is not None
    with db.writing(office.engine) as session:
        choosing.agree(session, subscription_id=found[0], asked_at=found[1], now=now)


def test_a_mistyped_address_gets_one_letter_that_says_nothing_of_the_report(
    office: Office, room: PostRoom
) -> None:
    done = report(office)
    assert done.answer["news_by_email"] == "waiting"
    office.act("rina", done.number, "message", text="Telepon saya 0812.", now=NOW + minutes(5))
    (letter,) = run(room, Postman(), NOW + minutes(6))
    assert (letter.kind, letter.address) == ("confirm_route", STRANGER)
    everything = letter.subject + letter.text + letter.footer + str(letter.link) + str(letter.stop_link)
    for secret in (done.number, done.secret, "Rahasia", "0812", "/lacak/", "/laporan/"):
        assert secret not in everything, secret


def test_after_the_yes_the_link_comes_and_news_follow(office: Office, room: PostRoom) -> None:
    done = report(office)
    (asking,) = run(room, Postman(), NOW)
    yes(office, asking, NOW + minutes(1))
    (welcome,) = run(room, Postman(), NOW + minutes(1))
    assert welcome.kind == "received" and welcome.number == done.number
    assert welcome.link is not None and done.secret not in welcome.link, (
        "a letter never carries the owner's link"
    )
    office.act("rina", done.number, "message", text="Kami datang.", now=NOW + minutes(2))
    (answer,) = run(room, Postman(), NOW + minutes(3))
    assert answer.kind == "answered"


def test_without_a_yes_nothing_is_ever_sent_and_nothing_kept_of_the_asking(
    office: Office, room: PostRoom
) -> None:
    done = report(office)
    run(room, Postman(), NOW)
    later = NOW + LINK_LIFE + minutes(1)
    with db.writing(office.engine) as session:
        choosing.forget_unanswered(session, now=later)
        ask_again(session, typed=done.number, contact=STRANGER, now=later)
    office.act("rina", done.number, "question", text="Di mana?", now=later)
    assert run(room, Postman(), later) == []
    assert STRANGER not in str([vars(row) for row in rows(office.engine)])
    with db.reading(office.engine) as session:
        assert session.scalars(select(ContactAsking)).all() == []


def test_sixty_reports_with_one_strangers_address_are_three_letters(office: Office, room: PostRoom) -> None:
    ways_to_write = ("orang.lain@contoh.example", "ORANG.LAIN@CONTOH.EXAMPLE", "orang.lain+{}@contoh.example")
    told = [report(office, ways_to_write[each % 3].format(each)) for each in range(60)]
    assert len({one.number for one in told}) == 60, "no report is refused for it"
    assert [one.answer["news_by_email"] for one in told].count("waiting") == 3
    assert told[-1].answer["news_by_email"] == "too_often"
    assert len(run(room, Postman(), NOW)) == 3


def test_three_a_day_is_meant_of_any_day_not_of_the_calendars(office: Office, room: PostRoom) -> None:
    hours = (0, 20, 23, 25, 26, 43, 45, 48)
    sent = [
        hour
        for hour in hours
        if report(office, now=NOW + timedelta(hours=hour)).answer["news_by_email"] == "waiting"
    ]
    for hour in sent:
        assert sum(hour <= other < hour + 24 for other in sent) <= 3
    assert sent == [0, 20, 23, 25, 45, 48]


def test_reports_handed_in_at_once_take_no_place_twice(office: Office) -> None:
    taken: list[bool] = []

    def ask() -> None:
        with db.writing(office.engine) as session:
            taken.append(take_place(session, address=STRANGER, now=NOW))

    threads = [Thread(target=ask) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert (len(taken), sum(taken)) == (8, 3)


def test_an_address_added_on_the_page_shares_the_places(office: Office) -> None:
    for _ in range(3):
        report(office)
    number = office.complain(now=NOW).number
    with pytest.raises(choosing.TooOften), db.writing(office.engine) as session:
        choosing.ask_owner(
            session,
            number=number,
            recipient=choosing.Recipient("email", STRANGER, "id"),
            now=NOW,
            actor=Actor.citizen("web"),
        )


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("a@b.example", "A@B.example", True),
        ("a+x@b.example", "a@b.example", True),
        ("a@b.example", "a@c.example", False),
        ("a.b@b.example", "ab@b.example", False),
    ],
)
def test_a_mailbox_is_known_by_what_reaches_it(session: Session, one: str, other: str, same: bool) -> None:
    assert (mailbox_mark(session, one) == mailbox_mark(session, other)) is same


def test_where_no_mail_leaves_nobody_is_asked_and_the_receipt_says_so(
    engine: Engine, rulebook: Rulebook
) -> None:
    office = open_office(engine, rulebook)
    assert report(office).answer["news_by_email"] == "closed"
    assert rows(engine) == []


def test_a_lost_link_can_be_asked_for_again_the_next_day(office: Office, room: PostRoom) -> None:
    number = office.complain(now=NOW, email=STRANGER).number
    run(room, Postman(), NOW)

    def lost(at: datetime) -> Sequence[Letter]:
        with db.writing(office.engine) as session:
            ask_again(session, typed=number, contact=STRANGER, now=at)
        return run(room, Postman(), at)

    assert [len(lost(NOW + minutes(each))) for each in range(1, 6)] == [1, 1, 1, 0, 0]
    assert len(lost(NOW + timedelta(hours=25))) == 1
    with db.reading(office.engine) as session:
        assert (
            session.scalars(select(Outbox.kind).where(Outbox.kind == "lost_link")).all() == ["lost_link"] * 4
        )
