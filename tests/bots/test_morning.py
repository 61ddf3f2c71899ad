"""The list of the morning in an officer's chat: once, when the office opens, what is due today; off by choice."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from complaints_service.duties.morning import opening
from complaints_service.jobs.morning import send_morning
from complaints_service.jobs.work import Shift
from tests.bots.talking import Talk, words_of
from tests.bots.test_officer_chat import complaint_for, last, link
from tests.support.visitors import Visitor

# What the database can change here, the services' own tests and the access matrix try on both.
pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


@pytest.fixture
def rina(talk: Talk, client: FlaskClient) -> Visitor:
    return Visitor(client).sign_in(talk.office, "rina", talk.clock())


def morning(talk: Talk, *, days: int) -> None:
    """The clock stands at the opening of a working day, so many working days on."""
    found = 0
    while found < days:
        talk.clock.pass_time(days=1)
        found += opening(talk.service.rulebook, talk.clock()) is not None
    at = opening(talk.service.rulebook, talk.clock())
    assert at is not None
    talk.clock.instant = at


def run(talk: Talk) -> None:
    service = talk.service
    send_morning(Shift(service.engine, service.rulebook, service.settings, talk.clock()))
    talk.post()


def lists(talk: Talk, chat: int) -> list[str]:
    return [str(one["text"]) for one in talk.control.sent(chat) if "Selamat pagi" in str(one["text"])]


def test_it_comes_once_when_the_office_opens_and_says_what_is_due_and_what_waits(
    talk: Talk, rina: Visitor
) -> None:
    chat = link(talk, rina)
    number = complaint_for(talk, "rina")
    morning(talk, days=5)
    talk.clock.pass_time(minutes=-1)
    run(talk)
    assert lists(talk, chat) == [], "the office is shut"
    talk.clock.pass_time(minutes=1)
    run(talk)
    [told] = lists(talk, chat)
    assert number in told and "Parit tumpat" not in told, "its words stay in the house"
    talk.clock.pass_time(minutes=5)
    run(talk)
    assert len(lists(talk, chat)) == 1
    morning(talk, days=1)
    run(talk)
    assert len(lists(talk, chat)) == 2


def test_page_desk_and_chat_say_one_count(talk: Talk, rina: Visitor) -> None:
    chat = link(talk, rina)
    for _each in range(2):
        complaint_for(talk, "rina")
    morning(talk, days=5)
    run(talk)
    rina.sign_in(talk.office, "rina", talk.clock())
    said = {
        "morning": re.search(r"Menunggu Anda: (\d+)", lists(talk, chat)[0]),
        "chat": re.search(r"Menunggu Anda: (\d+)", words_of(talk.say(chat, "/status"))),
        "desk": re.search(r"Menunggu Anda[^0-9]{0,80}(\d+)", rina.read("/meja")),
        "page": re.search(r">(\d+) hal<", rina.read("/menunggu")),
    }
    assert {name: found[1] for name, found in said.items() if found} == dict.fromkeys(said, "2")


def test_it_is_off_for_who_switched_it_off_is_away_or_has_nothing(talk: Talk, rina: Visitor) -> None:
    chat = link(talk, rina)
    morning(talk, days=1)
    run(talk)
    assert lists(talk, chat) == [], "nothing waits"
    complaint_for(talk, "rina")
    rina.sign_in(talk.office, "rina", talk.clock())
    rina.send("/akun-saya/obrolan/pagi", of="/akun-saya")
    assert "Nyalakan daftar pagi" in rina.read("/akun-saya")
    morning(talk, days=5)
    run(talk)
    assert lists(talk, chat) == []
    rina.sign_in(talk.office, "rina", talk.clock())
    rina.send("/akun-saya/obrolan/pagi", of="/akun-saya")
    run(talk)
    assert len(lists(talk, chat)) == 1


def test_a_worker_that_was_down_all_morning_tells_nobody(talk: Talk, rina: Visitor) -> None:
    chat = link(talk, rina)
    complaint_for(talk, "rina")
    morning(talk, days=5)
    talk.clock.instant += timedelta(hours=2)
    run(talk)
    assert "Selamat pagi" not in last(talk, chat)
