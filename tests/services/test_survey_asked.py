"""The letter that says a report is closed asks once how its citizen was served; who stopped news hears nothing."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, select

from complaints_service import db
from complaints_service.errors import Actor, DomainError
from complaints_service.jobs.linking import PostRoom
from complaints_service.notify.citizens.subscriptions import stop
from complaints_service.notify.models import Subscription
from complaints_service.notify.senders import Letter
from complaints_service.survey.skm.asking import invitation_for
from complaints_service.survey.skm.service import GivenAnswer, NewPeriod, answer, open_period
from complaints_service.tickets.clocks.sweep import sweep
from config.entries.survey import ELEMENTS
from config.rulebook import Rulebook
from tests.services.post import BASE_URL, Postman, open_mail, room_of, run
from tests.support.visitors import when
from tests.support.world import SETUP, TRACKING_KEY, Office, open_office

NOW = when("Mon 2026-11-02 09:00")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
#: By then nobody objected, and the rule closes the report.
CLOSED, AGAIN = NOW + 30 * DAY, NOW + 60 * DAY
SARI = "sari@contoh.example"
LINK = re.compile(re.escape(BASE_URL) + r"/survei/(\w+)/(\w+)")


@pytest.fixture
def office(engine: Engine, rulebook: Rulebook) -> Office:
    made = open_office(engine, rulebook)
    open_mail(made, NOW - DAY)
    return made


@pytest.fixture
def room(office: Office) -> PostRoom:
    return room_of(office.engine, office.rulebook)


@pytest.fixture
def number(office: Office) -> str:
    """A report that was resolved, of somebody who has news by mail."""
    made = office.complain(now=NOW, email=SARI).number
    office.act("rina", made, "resolve", text="Sudah dikeruk.", now=NOW + HOUR)
    return made


def survey_runs(office: Office) -> None:
    today = office.rulebook.local_date(NOW)
    new = NewPeriod(
        unit="SARPRAS", service="pengaduan", population=50, opened_on=today, until_on=today + 80 * DAY
    )
    with db.writing(office.engine) as session:
        open_period(session, new=new, rights=None, now=NOW, actor=SETUP, rulebook=office.rulebook)


def closing_letter(office: Office, room: PostRoom, now: datetime) -> Letter | None:
    """What the office writes when the rule closes what is resolved; None for no such letter."""
    with db.writing(office.engine) as session:
        sweep(session, now=now, rulebook=office.rulebook)
    # At noon, past the quiet hours.
    return next((one for one in run(room, Postman(), now + 3 * HOUR) if one.kind == "closed"), None)


def answers(office: Office, code: str, given: str) -> None:
    with db.writing(office.engine) as session:
        answer(
            session,
            code=code,
            given=GivenAnswer(scores=dict.fromkeys(ELEMENTS, 4)),
            pass_given=given,
            key=TRACKING_KEY,
            now=CLOSED + DAY,
            rulebook=office.rulebook,
        )


def test_the_closing_letter_asks_and_takes_one_answer(office: Office, room: PostRoom, number: str) -> None:
    survey_runs(office)
    letter = closing_letter(office, room, CLOSED)
    assert letter is not None and letter.survey_link is not None and letter.survey_link in letter.text
    assert "tanpa nama" in letter.text
    asked = LINK.search(letter.text)
    assert asked is not None
    answers(office, *asked.groups())
    with pytest.raises(DomainError, match="already_answered"):
        answers(office, *asked.groups())


def test_who_was_asked_is_not_asked_again(office: Office, room: PostRoom, number: str) -> None:
    """Also who did not answer: reopened and closed once more, the report's letter only says so."""
    survey_runs(office)
    assert closing_letter(office, room, CLOSED) is not None
    office.citizen(number, "ask_reopening", reason="Tumpat lagi.", now=CLOSED + DAY)
    office.act("rina", number, "resolve", text="Sudah dikeruk lagi.", now=CLOSED + DAY + HOUR)
    again = closing_letter(office, room, AGAIN)
    assert again is not None and again.survey_link is None and not LINK.search(again.text)


def test_without_a_survey_the_letter_only_says_so(office: Office, room: PostRoom, number: str) -> None:
    letter = closing_letter(office, room, CLOSED)
    assert letter is not None and letter.survey_link is None and "/survei/" not in letter.text


def test_who_answered_before_is_not_asked(office: Office, room: PostRoom, number: str) -> None:
    """On the report's page, while the letter waited."""
    survey_runs(office)
    with db.writing(office.engine) as session:
        sweep(session, now=CLOSED, rulebook=office.rulebook)
        found = invitation_for(
            session, number=number, unit="SARPRAS", key=TRACKING_KEY, now=CLOSED, rulebook=office.rulebook
        )
    assert found is not None
    answers(office, found.code, found.given)
    letter = closing_letter(office, room, CLOSED)
    assert letter is not None and letter.survey_link is None and not LINK.search(letter.text)


def test_who_stopped_the_news_is_asked_nothing(office: Office, room: PostRoom, number: str) -> None:
    survey_runs(office)
    run(room, Postman(), NOW + 2 * HOUR)
    with db.writing(office.engine) as session:
        way = session.scalars(select(Subscription.id).where(Subscription.number == number)).one()
        stop(session, number=number, way_id=way, now=NOW + 3 * HOUR, actor=Actor.citizen("web"))
    assert closing_letter(office, room, CLOSED) is None
