"""The desk and the citizen's page tell of the same clock: the worst one that runs. On both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from complaints_service import db
from complaints_service.tickets import queries
from complaints_service.tickets.ledger import deadlines
from config.rulebook import Rulebook
from sla import Assessment
from tests.support.world import Office, open_office

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # Monday 09:00 in Medan


@pytest.fixture
def office(engine: Engine, rulebook: Rulebook) -> Office:
    return open_office(engine, rulebook)


def found(office: Office, number: str, now: datetime) -> Assessment:
    with db.reading(office.engine) as session:
        rights = office.rights("kasi")
        view = queries.for_officer(session, number=number, rights=rights, now=now, rulebook=office.rulebook)
    return view.assessment


def test_a_next_answer_that_is_late_presses_before_a_resolution_in_time(office: Office) -> None:
    number = office.complain(now=NOW).number
    office.act("rina", number, "message", text="Kami lihat.", now=NOW + timedelta(hours=1))
    office.citizen(number, "write", text="Kapan?", now=NOW + timedelta(hours=2))
    after = NOW + timedelta(days=9)
    judged = found(office, number, after)
    worst = deadlines.pressing(judged)
    assert worst is not None
    assert (worst.clock, worst.status, judged.life.status) == ("next_response", "breached", "running")
    office.act("rina", number, "message", text="Besok.", now=after)
    worst = deadlines.pressing(found(office, number, after + timedelta(hours=1)))
    assert worst is not None
    assert worst.clock == "resolution"


def test_after_a_reopening_the_new_life_presses_and_the_first_ones_breach_is_history(office: Office) -> None:
    number = office.complain(now=NOW).number
    late = NOW + timedelta(days=40)
    office.act("rina", number, "resolve", text="Beres.", now=late)
    office.citizen(number, "accept", now=late + timedelta(hours=1))
    office.act("kasi", number, "reopen", reason="Tumpat lagi.", now=late + timedelta(hours=2))
    judged = found(office, number, late + timedelta(hours=3))
    assert [one.status for one in judged.lives] == ["breached", "running"]
    assert judged.clocks["resolution"].status == "breached"
    worst = deadlines.pressing(judged)
    assert worst is not None
    assert deadlines.current(judged, "resolution") == (judged.lives[1], 1)
