"""One pass, sent from several windows at the same moment, is one answer; on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

from sqlalchemy import Engine, func, select

from complaints_service import db
from complaints_service.errors import DomainError
from complaints_service.survey.skm.models import SurveyAnswer
from complaints_service.survey.skm.passes import new_pass
from complaints_service.survey.skm.queries import period
from complaints_service.survey.skm.service import GivenAnswer, NewPeriod, answer, open_period
from config.entries.survey import ELEMENTS
from config.rulebook import Rulebook
from tests.support.both import ON_BOTH
from tests.support.visitors import when
from tests.support.world import SETUP, open_office

pytestmark = ON_BOTH

NOW = when("Tue 2026-11-24 14:05")
KEY = b"k" * 32
WINDOWS = 6


def test_one_pass_in_several_windows_at_once(engine: Engine, rulebook: Rulebook) -> None:
    open_office(engine, rulebook)
    today = date(2026, 11, 24)
    new = NewPeriod(unit="SARPRAS", service="pengaduan", population=9, opened_on=today, until_on=today)
    with db.writing(engine) as session:
        made = open_period(session, new=new, rights=None, now=NOW, actor=SETUP, rulebook=rulebook)
        found = period(session, period_id=made)
        assert found is not None
    given, together = new_pass(KEY, period=found.code, channel="slip"), Barrier(WINDOWS)

    def send(score: int) -> str:
        together.wait()
        try:
            with db.writing(engine) as session:
                answer(
                    session,
                    code=found.code,
                    given=GivenAnswer(scores=dict.fromkeys(ELEMENTS, 1 + score % 4)),
                    pass_given=given,
                    key=KEY,
                    now=NOW,
                    rulebook=rulebook,
                )
        except DomainError as error:
            return error.code
        return "kept"

    with ThreadPoolExecutor(WINDOWS) as windows:
        outcomes = sorted(windows.map(send, range(WINDOWS)))
    assert outcomes == ["already_answered"] * (WINDOWS - 1) + ["kept"]
    with db.reading(engine) as session:
        assert session.scalar(select(func.count()).select_from(SurveyAnswer)) == 1
