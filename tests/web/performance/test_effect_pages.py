"""What came of trainings and actions, on their pages: what is said, and to whom."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text

from complaints_service import clock, db
from complaints_service.development.catalogue import catalogue
from complaints_service.development.queries import catalogue as listed
from complaints_service.development.records import NewRecord, record_training
from complaints_service.development.service import seed_trainings
from complaints_service.meetings.actions import NewAction, open_action, settle_action
from complaints_service.meetings.service import NewMeeting, plan_meeting
from config.rulebook import Rulebook
from tests.support.evaluations import Evaluations, evaluated_office
from tests.support.prepared import Prepared
from tests.support.visitors import Visitor, engine_of, when
from tests.support.world import SETUP

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])

FIRST = "first_response_on_time"
BEGUN, DONE = when("Mon 2026-09-07 09:00"), when("Mon 2026-09-21 15:00")
NOT_YET = "Belum terlihat: salah satu sisi terlalu sedikit tiketnya untuk dibandingkan."
AFTER = "Sesudah, Oktober 2026 sampai Desember 2026: "


@pytest.fixture
def held(
    client: FlaskClient, rulebook: Rulebook, prepared: Prepared, monkeypatch: pytest.MonkeyPatch
) -> Evaluations:
    made = prepared(engine_of(client), rulebook, evaluated_office)
    monkeypatch.setattr(clock, "now", lambda: made.now)
    return made


@pytest.fixture
def as_(client: FlaskClient, held: Evaluations) -> Callable[[str], Visitor]:
    return lambda login: Visitor(client).sign_in(held.measured.office, login, held.now)


def agreed_in_a_meeting(held: Evaluations) -> int:
    """Something that rina agreed on before her colleagues and did in September, for her first answers."""
    rina, kasi = held.officer("rina"), held.officer("kasi")
    new = NewMeeting(
        kind="regular", unit="SARPRAS", starts_at=BEGUN, chair_id=kasi,
        members=frozenset({rina, kasi, held.officer("hasan")}),
    )  # fmt: skip
    with db.writing(held.engine) as session:
        meeting = plan_meeting(session, new=new, rights=None, now=BEGUN, actor=SETUP)
        action = open_action(
            session,
            new=NewAction(
                owner_id=rina,
                words="Periksa antrean tiap pagi.",
                due_on=date(2026, 9, 30),
                meeting_id=meeting,
                indicator_code=FIRST,
            ),
            rights=None,
            today=date(2026, 9, 7),
            now=BEGUN,
            actor=SETUP,
        )
        settle_action(
            session, action_id=action, state="done", outcome="Jalan.", rights=None, now=DONE, actor=SETUP
        )
    return action


def test_an_action_says_what_came_of_it_to_whoever_may_see_the_person(
    held: Evaluations, as_: Callable[[str], Visitor]
) -> None:
    """The unit knows what its meeting agreed; rina's figures are hers and her superiors'."""
    path = f"/tindakan-bersama/{agreed_in_a_meeting(held)}"
    for login in ("rina", "kasi", "auditor"):
        page = as_(login).read(path)
        assert AFTER in page and NOT_YET in page, login
    page = as_("hasan").read(path)
    assert "Periksa antrean tiap pagi." in page
    assert AFTER not in page and "Terlihat di angkanya?" not in page


def test_training_and_evaluation_say_it_too(
    held: Evaluations, as_: Callable[[str], Visitor], rulebook: Rulebook
) -> None:
    rina = held.officer("rina")
    agreed_in_a_meeting(held)
    with db.writing(held.engine) as session:
        seed_trainings(session, trainings=catalogue(rulebook, date(2026, 9, 1)), now=BEGUN, actor=SETUP)
        chosen = next(each for each in listed(session) if each.indicator_code == FIRST)
        day = date(2026, 9, 14)
        taken = NewRecord(
            officer_id=rina, title="", lesson_hours=None, first_on=day, last_on=day, training_id=chosen.id
        )
        record_training(session, new=taken, rights=None, today=day, now=DONE, actor=SETUP)
    page = as_("kasi").read(f"/pelatihan/{rina}?tahun=2026")
    assert page.count(NOT_YET) == 1
    assert f"/kinerja/{rina}/{FIRST}?period=2026-12" in page
    page = as_("kasi").read(f"/evaluasi/{held.closed()}")
    assert page.count(NOT_YET) == 2
    assert chosen.title in page and "Periksa antrean tiap pagi." in page


def test_a_figure_is_chosen_where_an_action_is_agreed(
    held: Evaluations, as_: Callable[[str], Visitor]
) -> None:
    kasi, form = (
        as_("kasi"),
        {"owner_id": str(held.officer("rina")), "words": "Bagi rute.", "due_on": "2027-02-01"},
    )
    page = kasi.send("/tindakan-bersama", of="/tindakan-bersama", indicator_code="salah", **form)
    assert (kasi.status, "Pilih salah satu angka yang ada." in page) == (422, True)
    kasi.send("/tindakan-bersama", indicator_code=FIRST, **form)
    assert kasi.status == 303
    one = f"/evaluasi/{held.closed()}"
    kasi.send(
        f"{one}/tindak-lanjut", of=one, kind="training", words="Menulis jawaban", indicator_code=FIRST
    )  # fmt: skip
    assert kasi.status == 303
    with db.reading(held.engine) as session:
        kept = session.execute(
            text("SELECT indicator_code FROM action UNION ALL SELECT indicator_code FROM training_need")
        )
        assert [code for (code,) in kept] == [FIRST, FIRST]
