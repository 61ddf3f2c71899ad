"""Meetings that come again, and reminders: the day before and on the morning, each once, by chat or mail."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, insert, select

from complaints_service import db
from complaints_service.accounts.models import OfficerChat
from complaints_service.jobs.work import Shift, remind_of_meetings
from complaints_service.meetings import service
from complaints_service.meetings.recurring import next_start
from complaints_service.meetings.service import NewMeeting
from complaints_service.notify.models import Outbox
from complaints_service.notify.routes import open_route
from complaints_service.people.models import Officer
from config.rulebook import Rulebook
from config.settings import Settings
from tests.services.post import Postman, open_mail, room_of, run
from tests.support.visitors import when
from tests.support.world import SETUP, Office, open_office

PLANNED, STARTS = when("Mon 2026-11-23 08:00"), when("Wed 2026-11-25 09:00")


@pytest.fixture
def office(engine: Engine, rulebook: Rulebook) -> Office:
    made = open_office(engine, rulebook)
    open_mail(made, PLANNED)
    with db.writing(engine) as session:
        open_route(session, route="telegram", now=PLANNED)
        session.get_one(Officer, made.officers["kasi"]).email = "kasi@kota.contoh.go.id"
        session.execute(
            insert(OfficerChat).values(
                account_id=made.accounts["rina"], officer_id=made.officers["rina"], route="telegram", chat="4711",
                session_id="s", code="c", created_at=PLANNED, expires_at=PLANNED, linked_at=PLANNED,
            )
        )  # fmt: skip
    return made


def plan(office: Office, *, starts_at: datetime = STARTS) -> int:
    who = [office.officers[each] for each in ("kasi", "rina", "hasan")]
    new = NewMeeting(
        kind="regular",
        unit="SARPRAS",
        starts_at=starts_at,
        chair_id=who[0],
        members=frozenset(who),
        place="Aula",
    )
    with db.writing(office.engine) as session:
        return service.plan_meeting(session, new=new, rights=None, now=PLANNED, actor=SETUP)


def told(office: Office, settings: Settings, now: datetime) -> dict[str, str]:
    """What each address hears at an instant, however often the worker looks."""
    for _again in range(2):
        remind_of_meetings(Shift(office.engine, office.rulebook, settings, now))
    room = room_of(office.engine, office.rulebook)
    letters = [each for route in ("email", "telegram") for each in run(room, Postman(route=route), now)]
    assert len({each.address for each in letters}) == len(letters)
    return {each.address: each.text for each in letters}


def test_the_day_before_and_in_the_morning_each_once(office: Office, settings: Settings) -> None:
    meeting = plan(office)
    assert told(office, settings, when("Mon 2026-11-23 10:00")) == {}
    assert told(office, settings, when("Tue 2026-11-24 00:05")) == {}, "quiet hours"
    eve = told(office, settings, when("Tue 2026-11-24 08:00"))
    assert set(eve) == {"4711", "kasi@kota.contoh.go.id"}, "hasan has neither and finds it on the page"
    assert "Besok" in eve["4711"] and "09.00, Aula" in eve["4711"] and f"/rapat/{meeting}" in eve["4711"]
    assert told(office, settings, when("Tue 2026-11-24 15:00")) == {}
    morning = told(office, settings, when("Wed 2026-11-25 07:00"))
    assert set(morning) == set(eve) and "Hari ini" in morning["kasi@kota.contoh.go.id"]
    assert told(office, settings, when("Wed 2026-11-25 08:59")) == {}
    assert told(office, settings, when("Wed 2026-11-25 09:30")) == {}


def test_of_a_cancelled_meeting_nobody_hears(office: Office, settings: Settings) -> None:
    meeting = plan(office)
    with db.writing(office.engine) as session:
        service.cancel_meeting(
            session, meeting_id=meeting, reason="Banjir.", revision=1, rights=None, now=PLANNED, actor=SETUP
        )
    assert told(office, settings, when("Tue 2026-11-24 08:00")) == {}


@pytest.mark.parametrize("ending", ["cancel", "hold"])
def test_what_was_queued_is_called_back(office: Office, settings: Settings, ending: str) -> None:
    """The letters stand in the outbox already when the meeting is cancelled, or marked as held."""
    meeting, eve = plan(office), when("Tue 2026-11-24 08:00")
    remind_of_meetings(Shift(office.engine, office.rulebook, settings, eve))
    with db.writing(office.engine) as session:
        if ending == "cancel":
            service.cancel_meeting(
                session, meeting_id=meeting, reason="Banjir.", revision=1, rights=None, now=eve, actor=SETUP
            )
        else:
            notes = service.MeetingNotes("Sepakat.", frozenset({office.officers["kasi"]}))
            service.hold_meeting(
                session, meeting_id=meeting, held=notes, revision=1, rights=None, now=STARTS, actor=SETUP
            )
    with db.reading(office.engine) as session:
        assert set(session.scalars(select(Outbox.state))) == {"suppressed"}
    assert told(office, settings, eve) == {}


@pytest.mark.parametrize(
    ("starts", "repeats", "following"),
    [
        ("Tue 2026-11-10 09:00", "weekly", "Tue 2026-11-17 09:00"),
        ("Tue 2026-11-10 09:00", "monthly", "Tue 2026-12-08 09:00"),
        ("Mon 2026-11-30 09:00", "monthly", "Mon 2026-12-28 09:00"),  # a fifth Monday: the last one
        ("Fri 2026-12-18 09:00", "weekly", "Mon 2026-12-28 09:00"),  # Christmas, and the weekend after it
    ],
)
def test_the_next_time_is_a_working_day(
    rulebook: Rulebook, starts: str, repeats: str, following: str
) -> None:
    calendar = rulebook.calendar(rulebook.office.calendar)
    assert next_start(when(starts), repeats, calendar) == when(following)
    assert next_start(when(starts), "", calendar) is None


def test_unknown_years_leave_the_day_where_it_falls(rulebook: Rulebook) -> None:
    calendar = rulebook.calendar(rulebook.office.calendar)
    far = when("Wed 2026-11-25 09:00") + timedelta(days=364 * 30)
    assert next_start(far, "weekly", calendar) == far + timedelta(days=7)
