"""Periods of the public survey: one answer a pass, no figure while it runs, nothing that leads to anybody."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from complaints_service.accounts.access import Grant, Rights
from complaints_service.audit.models import AuditEvent
from complaints_service.errors import Actor, DomainError, Invalid, NotFound
from complaints_service.measurement.checks.surveys import verify_surveys
from complaints_service.survey.skm import queries, service
from complaints_service.survey.skm.models import SurveyAnswer, SurveyCell, SurveyPass
from complaints_service.survey.skm.passes import new_pass, pass_of_report
from complaints_service.survey.skm.service import GivenAnswer, NewPeriod
from config.entries.survey import ELEMENTS
from config.rulebook import Rulebook
from tests.support.both import ON_BOTH
from tests.support.visitors import when
from tests.support.world import seed

NOW = when("Tue 2026-11-24 14:05")
TODAY = date(2026, 11, 24)
KEY = b"k" * 32
WHOLE = GivenAnswer(scores=dict.fromkeys(ELEMENTS, 3))


class Walk:
    """One period of the office with its rulebook, and what is done with it."""

    def __init__(self, session: Session, rulebook: Rulebook, kasi: int) -> None:
        self.session, self.rulebook = session, rulebook
        self.actor = Actor.officer(kasi, "web")
        self.id = self.opened()
        found = queries.period(session, period_id=self.id)
        assert found is not None
        self.code = found.code

    def opened(self, rights: Rights | None = None, **more: Any) -> int:
        asked: dict[str, Any] = {
            "unit": "SARPRAS", "service": "pengaduan", "population": 10, "opened_on": TODAY,
            "until_on": TODAY + timedelta(days=30),
        } | more  # fmt: skip
        return service.open_period(
            self.session,
            new=NewPeriod(**asked),
            rights=rights,
            now=NOW,
            actor=self.actor,
            rulebook=self.rulebook,
        )

    def answer(self, given: GivenAnswer = WHOLE, *, pass_given: str | None = None, days: int = 0) -> None:
        service.answer(
            self.session,
            code=self.code,
            given=given,
            pass_given=pass_given or new_pass(KEY, period=self.code, channel="poster"),
            key=KEY,
            now=NOW + timedelta(days=days),
            rulebook=self.rulebook,
        )

    def close(self, population: int = 10, rights: Rights | None = None) -> None:
        service.close_period(
            self.session, period_id=self.id, population=population, rights=rights, now=NOW, actor=self.actor
        )

    def publish(self) -> None:
        service.publish(
            self.session, period_id=self.id, rights=None, now=NOW, actor=self.actor, rulebook=self.rulebook
        )

    def view(self) -> queries.PeriodView:
        found = queries.period(self.session, period_id=self.id)
        assert found is not None
        return found

    def answers(self) -> int:
        return queries.answers_by_period(self.session, ids=[self.id])[self.id]


@pytest.fixture
def walk(session: Session, rulebook: Rulebook) -> Walk:
    return Walk(session, rulebook, seed(session, rulebook)[0]["kasi"])


def refused(error: pytest.ExceptionInfo[DomainError]) -> str:
    return error.value.code


def test_a_pass_lets_one_answer_in_however_often_it_comes(walk: Walk) -> None:
    mine = pass_of_report(KEY, period=walk.code, number="MRL-2611-7K4Q2")
    walk.answer(pass_given=mine)
    for again in (mine, mine.upper()[0].lower() + mine[1:].upper()):
        with pytest.raises(DomainError) as error:
            walk.answer(GivenAnswer(scores=dict.fromkeys(ELEMENTS, 1)), pass_given=again)
        assert refused(error) == "already_answered"
    assert walk.answers() == 1
    assert queries.channels_of(walk.session, period_id=walk.id) == {"link": 1}


def test_half_an_answer_names_what_is_missing_and_uses_no_pass_up(walk: Walk) -> None:
    mine = new_pass(KEY, period=walk.code, channel="slip")
    halves: tuple[Mapping[str, int], ...] = ({}, {"u1": 4}, dict.fromkeys(ELEMENTS, 3) | {"u7": 5})
    for scores in halves:
        with pytest.raises(Invalid) as error:
            walk.answer(GivenAnswer(scores=scores), pass_given=mine)
        wrong = {code for code in ELEMENTS if scores.get(code) not in (1, 2, 3, 4)}
        assert set(error.value.fields or {}) == wrong
    with pytest.raises(Invalid):
        walk.answer(GivenAnswer(scores=WHOLE.scores, profile={"sex": "x"}, comment="\x00"), pass_given=mine)
    assert walk.answers() == 0
    walk.answer(pass_given=mine)
    assert walk.answers() == 1


def test_no_answer_before_the_first_day_after_the_last_or_after_the_closing(walk: Walk) -> None:
    for days in (-1, 31):
        with pytest.raises(DomainError) as error:
            walk.answer(days=days)
        assert refused(error) == "survey_closed"
    walk.answer(days=30)
    walk.close()
    with pytest.raises(DomainError) as error:
        walk.answer()
    assert refused(error) == "survey_closed"


def test_a_pass_of_another_period_or_of_nobody_opens_nothing(walk: Walk) -> None:
    second = queries.period(walk.session, period_id=walk.opened(service="surat"))
    assert second is not None
    for strange in (new_pass(KEY, period=second.code, channel="poster"), "p" + "a" * 32, "x"):
        with pytest.raises(NotFound):
            walk.answer(pass_given=strange)
    assert walk.answers() == 0


def test_while_a_period_runs_there_is_no_figure_and_few_answers_give_none(walk: Walk) -> None:
    for _ in range(4):
        walk.answer()
    walk.close()
    found = walk.view()
    assert queries.result_of_period(walk.session, of=found, rulebook=walk.rulebook) is None
    with pytest.raises(DomainError) as error:
        walk.publish()
    assert refused(error) == "too_few_answers"


@ON_BOTH
def test_an_open_period_with_enough_answers_shows_no_figure_no_words_no_profile(walk: Walk) -> None:
    for _ in range(6):
        walk.answer(GivenAnswer(scores=WHOLE.scores, profile={"sex": "female"}, comment="Ramah."))
    found = walk.view()
    assert queries.result_of_period(walk.session, of=found, rulebook=walk.rulebook) is None
    assert queries.breakdown(walk.session, of=found).profile == {}
    assert queries.comments_of(walk.session, of=found) == []
    with pytest.raises(DomainError) as error:
        walk.publish()
    assert refused(error) == "survey_open"
    walk.close()
    walk.publish()
    result = queries.result_of_period(walk.session, of=walk.view(), rulebook=walk.rulebook)
    assert result is not None
    assert (str(result.ikm), result.grade.code, result.answers) == ("75.00", "C", 6)
    assert queries.breakdown(walk.session, of=walk.view()).profile["sex"] == {"female": 6}
    assert [each.id for each in queries.periods(walk.session, published=True)] == [walk.id]


@ON_BOTH
def test_the_closing_writes_the_digest_of_the_answers_into_the_record(walk: Walk) -> None:
    for _ in range(5):
        walk.answer()
    walk.close(population=40)
    written = walk.session.scalars(select(AuditEvent).where(AuditEvent.kind == "survey.closed")).one()
    _answers, digest = service.digest_of_answers(walk.session, period_id=walk.id)
    assert written.data == {"answers": 5, "population": 40, "digest": digest}
    assert list(verify_surveys(walk.session)) == []
    sums = walk.session.get_one(SurveyCell, walk.id)
    assert (sums.answers, sums.u3) == (5, 15)
    sums.u3 = 20
    walk.session.flush()
    assert [each.subject for each in verify_surveys(walk.session)] == [f"survey:{walk.id}"]
    sums.u3 = 15
    first = walk.session.scalars(select(SurveyAnswer).where(SurveyAnswer.period_id == walk.id)).first()
    assert first is not None
    first.u3 = 4
    walk.session.flush()
    [finding] = verify_surveys(walk.session)
    assert (finding.code, finding.subject) == ("survey", f"survey:{walk.id}")


def test_no_column_ties_an_answer_to_a_pass_a_report_an_account_or_an_hour() -> None:
    columns = {column.name: column for column in inspect(SurveyAnswer).columns}
    leads = {key.target_fullname for column in columns.values() for key in column.foreign_keys}
    assert leads == {"survey_period.id"}
    assert [name for name, one in columns.items() if "Time" in str(one.type)] == []
    assert {column.name for column in inspect(SurveyPass).columns} == {"period_id", "digest"}


def test_paper_comes_until_the_closing_and_only_whole(walk: Walk) -> None:
    def enter(*sheets: GivenAnswer) -> int:
        return service.enter_paper(
            walk.session,
            period_id=walk.id,
            sheets=sheets,
            rights=None,
            now=NOW + timedelta(days=40),
            actor=walk.actor,
            rulebook=walk.rulebook,
        )

    for bad in ((), (WHOLE, GivenAnswer(scores={"u1": 1}))):
        with pytest.raises(Invalid):
            enter(*bad)
    assert enter(WHOLE, WHOLE) == 2
    assert queries.channels_of(walk.session, period_id=walk.id) == {"paper": 2}
    walk.close()
    with pytest.raises(DomainError) as error:
        enter(WHOLE)
    assert refused(error) == "survey_closed"


def test_a_period_is_opened_for_ones_own_unit_and_with_days_that_can_be(walk: Walk) -> None:
    manager = Rights(account_id=1, grants=(Grant("manager", frozenset({"SARPRAS"})),))
    assert walk.opened(rights=manager)
    with pytest.raises(Invalid) as error:
        walk.opened(rights=manager, unit="MEJA")
    assert set(error.value.fields or {}) == {"unit"}
    with pytest.raises(Invalid) as error:
        walk.opened(
            service="x", population=0, opened_on=TODAY - timedelta(days=1), until_on=TODAY - timedelta(days=2)
        )
    assert set(error.value.fields or {}) == {"service", "population", "opened_on", "until_on"}
    stranger = Rights(account_id=2, grants=(Grant("auditor"),))
    with pytest.raises(NotFound):
        walk.close(rights=stranger)
