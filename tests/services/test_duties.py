"""B16: everything that waits for a person is one count: in the nav, on the desk, in the chat and in its list."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, select
from werkzeug.routing import BuildError

from complaints_service import clock, db
from complaints_service.appraisal.evaluating.models import FollowUp
from complaints_service.appraisal.planning.models import Plan, PlanVersion
from complaints_service.appraisal.reporting.models import ReportedValue
from complaints_service.development.models import TrainingNeed, TrainingRecord
from complaints_service.duties.queries import count_duties, total
from complaints_service.duties.registry import DUTIES
from complaints_service.meetings.models import Action
from complaints_service.notify.models import Outbox
from complaints_service.notify.routes import open_route
from complaints_service.people.models import Leave
from config.rulebook import Rulebook
from tests.support.both import ON_BOTH
from tests.support.ended import ending_on
from tests.support.evaluations import LAST_DAY, NOW, Evaluations, evaluated_office
from tests.support.everything import Everything, office_with_everything
from tests.support.prepared import Prepared
from tests.support.visitors import Visitor, when

TODAY = date(2027, 1, 6)


@pytest.fixture
def world(
    engine: Engine, rulebook: Rulebook, prepared: Prepared, monkeypatch: pytest.MonkeyPatch
) -> Everything:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return prepared(engine, rulebook, office_with_everything)


def counted(world: Everything, login: str) -> dict[str, int]:
    with db.reading(world.office.engine) as session:
        found, _also = count_duties(session, rights=world.office.rights(login), today=TODAY)
    return {duty.code: count for duty, count in found}


def test_nav_desk_list_and_api_say_the_same_number(
    app: Flask, client: FlaskClient, world: Everything
) -> None:
    for login in ("rina", "kasi", "camat", "meja", "admin"):
        waiting = sum(counted(world, login).values())
        visitor = Visitor(client).sign_in(world.office, login, NOW)
        listed = visitor.read("/menunggu")
        assert waiting
        assert f"{waiting} hal" in listed, login
        assert re.search(rf'href="/meja"[^>]*>Meja\s*<[^>]*>\s*{waiting}\b', visitor.raw), login
        assert f"Menunggu Anda: {waiting} hal" in visitor.read("/meja")


@ON_BOTH
def test_every_duty_leads_to_a_page_that_opens(app: Flask, client: FlaskClient, world: Everything) -> None:
    for login in ("rina", "kasi", "camat", "meja", "admin"):
        visitor = Visitor(client).sign_in(world.office, login, NOW)
        visitor.read("/menunggu")
        for href in re.findall(r'<th scope="row"><a href="([^"]+)"', visitor.raw):
            answer = client.get(href.split("#")[0], follow_redirects=True)
            assert answer.status_code == 200, (login, href)
    with app.test_request_context():
        from flask import url_for

        for duty in DUTIES:
            try:
                url_for(duty.endpoint, **duty.address)
            except BuildError as wrong:  # pragma: no cover
                pytest.fail(str(wrong))


#: Each sort of duty: who has it after what, and it is one more than before.
def _letter(session, world) -> None:  # type: ignore[no-untyped-def]
    row = session.scalars(select(Outbox).where(Outbox.number.is_not(None)).limit(1)).one()
    row.state, row.not_before = "dead", None


def _set(table, **values):  # type: ignore[no-untyped-def]
    def change(session, world) -> None:  # type: ignore[no-untyped-def]
        for row in session.scalars(select(table)):
            for name, value in values.items():
                setattr(row, name, value(world) if callable(value) else value)

    return change


def _leave(session, world) -> None:  # type: ignore[no-untyped-def]
    who = world.office.officers
    session.add(
        Leave(
            officer_id=who["rina"], first_on=date(2026, 11, 2), last_on=date(2026, 11, 3), kind="annual",
            reason="Lupa.", late=True, waiting=True, approved_at=NOW, approved_by=f"person:{who['kasi']}",
        )
    )  # fmt: skip


GIVEN: dict[str, tuple[str, Callable[..., None]]] = {
    "letters": ("admin", _letter),
    "leave": ("camat", _leave),
    "actions": ("rina", _set(Action, state="open", settled_at=None)),
    "reports": ("kasi", _set(ReportedValue, state="proposed", decided_at=None, decided_by=None)),
    "training_needs": ("kasi", _set(TrainingNeed, state="proposed")),
    "trainings": ("kasi", _set(TrainingRecord, confirmed_at=None, confirmed_by=None)),
    "follow_up": (
        "camat",
        _set(FollowUp, state="open", decider_id=lambda world: world.office.officers["camat"]),
    ),
}


@pytest.mark.parametrize("code", GIVEN)
def test_it_waits_for_whoever_has_to_do_it_and_for_nobody_else(world: Everything, code: str) -> None:
    login, change = GIVEN[code]
    with db.writing(world.office.engine) as session:
        change(session, world)
    assert counted(world, login).get(code, 0) >= 1
    assert login == "rina" or code not in counted(world, "hasan")
    assert code not in counted(world, "trantib")


@ON_BOTH
def test_a_plan_waits_for_the_one_whose_signature_lacks(world: Everything) -> None:
    rina = world.office.officers["rina"]
    with db.writing(world.office.engine) as session:
        draft = session.scalars(
            select(PlanVersion).join(Plan, Plan.id == PlanVersion.plan_id)
            .where(Plan.officer_id == rina, PlanVersion.state == "draft")
        ).first()  # fmt: skip
        assert draft is not None
        draft.officer_signed_at, draft.rater_signed_at = NOW, None
        draft.rater_id = world.office.officers["kasi"]
    assert "plan_sign_below" in counted(world, "kasi")
    assert "plan_sign" not in counted(world, "rina")
    with db.writing(world.office.engine) as session:
        draft = session.get_one(PlanVersion, draft.id)
        draft.officer_signed_at, draft.rater_signed_at = None, NOW
    assert "plan_sign" in counted(world, "rina")
    assert "plan_sign_below" not in counted(world, "kasi")


def test_a_contest_waits_for_who_may_decide_it(world: Everything) -> None:
    office = world.office
    number = office.complain(now=NOW - timedelta(days=2)).number
    office.act(
        "camat",
        number,
        "handover",
        to=f"person:{office.officers['rina']}",
        reason="rute",
        now=NOW - timedelta(days=2),
    )
    begin, end = NOW - timedelta(days=1, hours=20), NOW - timedelta(days=1, hours=19)
    before = {login: counted(world, login).get("decide", 0) for login in ("kasi", "camat", "hasan")}
    office.act(
        "rina",
        number,
        "contest",
        now=NOW,
        start=begin,
        end=end,
        to="unit:SARPRAS",
        reason="Saya rapat di kantor.",
    )
    after = {login: counted(world, login).get("decide", 0) for login in before}
    assert after["kasi"] == before["kasi"] + 1 or after["camat"] == before["camat"] + 1
    assert after["hasan"] == before["hasan"]


def test_the_codes_and_pages_are_named_once() -> None:
    assert len({duty.code for duty in DUTIES}) == len(DUTIES)
    assert total([(duty, 1) for duty in DUTIES]) == len(DUTIES)


def test_counting_costs_one_statement_and_the_directory(
    world: Everything, counting: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    rights = world.office.rights("hasan")
    with db.reading(world.office.engine) as session, counting(world.office.engine) as statements:
        count_duties(session, rights=rights, today=TODAY)
    assert len(statements) == 1


# -- the days to object ------------------------------------------------------------------------------------


@pytest.fixture
def held(engine: Engine, rulebook: Rulebook, prepared: Prepared) -> Evaluations:
    return prepared(engine, rulebook, evaluated_office)


def test_the_days_begin_when_the_officer_opens_it(held: Evaluations) -> None:
    one = held.sent(opened=False)
    assert held.view(one).objection_due_on is None
    held.now = when("Fri 2027-01-08 10:00")
    held.open(one)
    assert (held.view(one).opened_at, held.view(one).objection_due_on) == (held.now, date(2027, 1, 15))
    held.now = when("Mon 2027-01-11 10:00")
    held.open(one)
    assert held.view(one).objection_due_on == date(2027, 1, 15), "opening it again moves nothing"


def test_unopened_it_begins_after_two_reminders_and_not_before(held: Evaluations) -> None:
    one = held.sent(opened=False)
    held.now = LAST_DAY + timedelta(days=1)
    assert held.lapse() == 0, "nobody has read it"
    assert held.remind() == 1
    assert held.view(one).objection_due_on is None
    assert held.remind() == 0, "the second one follows the first"
    held.now += timedelta(days=5)
    assert held.remind() == 1
    due = held.view(one).objection_due_on
    assert due is not None and due > held.now.date()
    assert held.remind() == 0
    held.now += timedelta(days=20)
    assert held.lapse() == 1


@ON_BOTH
def test_reminders_go_by_letter_each_once(held: Evaluations) -> None:
    from complaints_service.people.models import Officer

    with db.writing(held.engine) as session:
        session.get_one(Officer, held.officer("rina")).email = "rina@contoh.example"
        open_route(session, route="email", now=held.now)
    held.sent(opened=False)
    for days in (7, 7, 7):
        held.now += timedelta(days=days)
        held.remind()
    with db.reading(held.engine) as session:
        assert len(session.scalars(select(Outbox).where(Outbox.kind == "evaluation")).all()) == 3


def test_past_the_calendar_it_is_sent_opened_and_answered_and_its_last_day_told_later(
    held: Evaluations,
) -> None:
    known = held.measured.office.rulebook
    held.measured.office.rulebook = ending_on(known, NOW.date())
    one = held.sent()
    assert (held.view(one).opened_at, held.view(one).objection_due_on) == (NOW, None)
    held.now = NOW + timedelta(days=60)
    assert (held.remind(), held.lapse()) == (0, 0), "nothing lapses on a day nobody knows"
    held.measured.office.rulebook = known
    assert held.remind() == 1
    assert held.view(one).objection_due_on == date(2027, 1, 13)


def test_the_officers_own_look_at_the_page_begins_them(
    app: Flask, client: FlaskClient, held: Evaluations, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    one, office = held.sent(opened=False), held.measured.office
    theirs = Visitor(client).sign_in(office, "kasi", NOW).read(f"/evaluasi/{one}")
    assert "Pegawai belum membukanya" in theirs
    own = Visitor(app.test_client()).sign_in(office, "rina", NOW).read(f"/evaluasi/{one}")
    assert "paling lambat" in own
    assert held.view(one).opened_at == NOW
