"""Reminders: at their time, to whoever set them, as long as the ticket is theirs to see."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, insert, select

from complaints_service import db
from complaints_service.accounts.models import OfficerChat
from complaints_service.accounts.sign_in import account_actor
from complaints_service.duties.queries import count_duties
from complaints_service.errors import Actor, DomainError, Invalid
from complaints_service.moment import Moment
from complaints_service.notify.models import Outbox
from complaints_service.notify.routes import open_route
from complaints_service.people.models import Officer
from complaints_service.tickets.queries import ticket_in_view
from complaints_service.tickets.reminders.service import (
    end_reminder,
    is_reminding,
    own_reminders,
    remind,
    tell_due,
)
from complaints_service.tickets.reminders.times import QUICK, quick_time
from config.rulebook import Rulebook
from tests.support.both import ON_BOTH
from tests.support.visitors import when
from tests.support.world import Office, accuse, open_office

pytestmark = ON_BOTH

NOW = when("Tue 2026-11-24 14:05")
FRIDAY = when("Fri 2026-11-27 09:00")


@pytest.fixture
def office(engine: Engine, rulebook: Rulebook) -> Office:
    """Rina has linked her chat; Hasan has an e-mail address and no chat."""
    made = open_office(engine, rulebook)
    long_ago = NOW - timedelta(days=1)
    with db.writing(engine) as session:
        for route in ("telegram", "email"):
            open_route(session, route=route, now=NOW)
        session.execute(
            insert(OfficerChat).values(
                account_id=made.accounts["rina"],
                officer_id=made.officers["rina"],
                session_id="rina",
                created_at=long_ago,
                expires_at=long_ago,
                route="telegram",
                chat="75",
                chat_name="rina",
                linked_at=long_ago,
            )
        )
        session.get_one(Officer, made.officers["hasan"]).email = "hasan@contoh.example"
    return made


def set_for(office: Office, login: str, number: str, at: datetime, *, now: datetime = NOW) -> None:
    rights, actor = (
        office.rights(login),
        account_actor(office.accounts[login], office.officers.get(login), "web"),
    )
    with db.writing(office.engine) as session:
        moment = Moment(session=session, now=now, actor=actor, rulebook=office.rulebook)
        seen = ticket_in_view(session, number=number, rights=rights)
        remind(moment, seen=seen, at=at, rights=rights)


def work(office: Office, now: datetime) -> int:
    with db.reading(office.engine) as session:
        due = is_reminding(session, now=now)
    with db.writing(office.engine) as session:
        moment = Moment(session=session, now=now, actor=Actor.rule("job"), rulebook=office.rulebook)
        told = tell_due(moment)
    assert due or not told, "the job looks before it writes"
    return told


def letters(office: Office) -> list[tuple[str, str, str]]:
    with db.reading(office.engine) as session:
        return [
            (one.route, one.address, one.number or "")
            for one in session.scalars(select(Outbox).where(Outbox.kind == "officer_reminder"))
        ]


def waiting(office: Office, login: str) -> int:
    with db.reading(office.engine) as session:
        counted, _also = count_duties(session, rights=office.rights(login), today=FRIDAY.date())
    return {duty.code: count for duty, count in counted}.get("reminders", 0)


def listed(office: Office, login: str) -> list[tuple[int, bool]]:
    with db.reading(office.engine) as session:
        return [(one.id, one.due) for one in own_reminders(session, rights=office.rights(login))]


def test_at_its_time_and_not_before_it_is_told_once_and_waits_until_it_is_done(office: Office) -> None:
    number = office.complain(now=NOW).number
    before = office.rights("kasi")
    set_for(office, "rina", number, FRIDAY)
    assert work(office, FRIDAY - timedelta(seconds=1)) == 0 and waiting(office, "rina") == 0
    assert work(office, FRIDAY) == 1 and work(office, FRIDAY) == 0
    assert letters(office) == [("telegram", "75", number)]
    assert waiting(office, "rina") == 1 and waiting(office, "kasi") == 0 and listed(office, "kasi") == []
    [(mine, due)] = listed(office, "rina")
    assert due
    with db.writing(office.engine) as session:
        end_reminder(session, reminder_id=mine, rights=before)
    assert listed(office, "rina"), "nobody else ends it"
    with db.writing(office.engine) as session:
        end_reminder(session, reminder_id=mine, rights=office.rights("rina"))
    assert waiting(office, "rina") == 0


def test_who_has_no_chat_hears_by_mail_and_of_what_is_confidential_no_word(office: Office) -> None:
    number = office.complain("Pohon tumbang.", now=NOW, privacy="confidential").number
    set_for(office, "kasi", number, FRIDAY)
    assert work(office, FRIDAY) == 1 and letters(office) == [], "neither: it waits on the desk"
    assert waiting(office, "kasi") == 1
    with db.writing(office.engine) as session:
        session.get_one(Officer, office.officers["kasi"]).email = "kasi@contoh.example"
    set_for(office, "kasi", number, FRIDAY + timedelta(days=1), now=FRIDAY)
    work(office, FRIDAY + timedelta(days=1))
    assert letters(office) == [("email", "kasi@contoh.example", number)]
    with db.reading(office.engine) as session:
        told = select(Outbox.params).where(Outbox.kind == "officer_reminder")
        assert session.scalars(told).all() == [{"title": "baca di meja"}]


def test_whoever_may_not_see_the_ticket_any_more_is_reminded_of_nothing(
    office: Office, rulebook: Rulebook
) -> None:
    number = office.complain(now=NOW).number
    set_for(office, "rina", number, FRIDAY)
    with db.writing(office.engine) as session:
        accuse(session, rulebook, number, f"person:{office.officers['rina']}")
    assert listed(office, "rina") == []
    work(office, FRIDAY)
    assert letters(office) == [] and waiting(office, "rina") == 0


def test_a_new_one_takes_the_place_of_the_old_and_moves_nothing(office: Office) -> None:
    number = office.complain(now=NOW).number
    with db.reading(office.engine) as session:
        before = ticket_in_view(session, number=number, rights=office.rights("rina")).events
    set_for(office, "rina", number, FRIDAY)
    set_for(office, "rina", number, FRIDAY + timedelta(days=3))
    assert work(office, FRIDAY) == 0 and len(listed(office, "rina")) == 1
    with db.reading(office.engine) as session:
        assert ticket_in_view(session, number=number, rights=office.rights("rina")).events == before


@pytest.mark.parametrize("at", [NOW, NOW - timedelta(days=1), NOW + timedelta(days=400)])
def test_a_time_that_is_past_or_far_off_is_refused(office: Office, at: datetime) -> None:
    number = office.complain(now=NOW).number
    with pytest.raises(Invalid):
        set_for(office, "rina", number, at)


def test_an_account_that_is_no_officer_has_none(office: Office) -> None:
    number = office.complain(now=NOW).number
    with pytest.raises(DomainError) as refused:
        set_for(office, "auditor", number, FRIDAY)
    assert refused.value.code == "no_officer"


@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.parametrize(
    ("now", "times"),
    [
        ("Tue 2026-11-24 14:05", ("Wed 2026-11-25", "Mon 2026-11-30", "Fri 2026-11-27")),
        ("Fri 2026-11-27 09:00", ("Mon 2026-11-30", "Mon 2026-11-30", "Wed 2026-12-02")),
        ("Mon 2026-11-30 07:00", ("Tue 2026-12-01", "Mon 2026-12-07", "Thu 2026-12-03")),
    ],
)
def test_the_times_offered_are_mornings_of_working_days(
    rulebook: Rulebook, backend: str, now: str, times: tuple[str, ...]
) -> None:
    calendar = rulebook.calendar(rulebook.office.calendar)
    found = [quick_time(each, now=when(now), calendar=calendar) for each in QUICK]
    assert [f"{each:%a %Y-%m-%d}" for each in found] == list(times)
    assert {f"{each:%H:%M}" for each in found} == {"08:00"}
