"""Where people stand, all at once: the same as asked one by one, in as many queries for ten as for one."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine, update
from sqlalchemy.orm import Session

from complaints_service import db
from complaints_service.appraisal.evaluating.models import Evaluation
from complaints_service.appraisal.evaluating.rules import EvaluationPeriod
from complaints_service.appraisal.overview import last_span, overview
from complaints_service.appraisal.planning.models import PlanVersion
from complaints_service.development.models import TrainingRecord
from complaints_service.development.queries import hours_of_year
from complaints_service.people.models import Officer
from complaints_service.people.queries import heads_office, nearest_superiors, superiors_of
from config.rulebook import Rulebook
from tests.support.both import ON_BOTH
from tests.support.signed_plans import signed_plan
from tests.support.world import seed

pytestmark = ON_BOTH

NOW = datetime(2026, 11, 24, 7, 5, tzinfo=UTC)
TODAY = date(2026, 11, 24)


@pytest.fixture
def officers(session: Session, rulebook: Rulebook) -> dict[str, int]:
    return seed(session, rulebook)[0]


def test_nobody_has_anything_at_first(session: Session, officers: dict[str, int], rulebook: Rulebook) -> None:
    found = overview(session, officer_ids=officers.values(), today=TODAY, rulebook=rulebook)
    assert set(found.people) == set(officers.values()) and found.year == 2026
    one = found.people[officers["rina"]]
    assert (one.signed, one.draft, one.evaluation, one.reports, one.actions) == (False, None, None, 0, 0)


@pytest.mark.parametrize(
    ("by_officer", "by_rater", "draft"),
    [(None, None, "open"), (NOW, None, "waits_rater"), (None, NOW, "waits_officer")],
)
def test_a_draft_says_whose_turn_it_is(
    session: Session,
    officers: dict[str, int],
    rulebook: Rulebook,
    by_officer: datetime | None,
    by_rater: datetime | None,
    draft: str,
) -> None:
    """Beside a signed version the draft is its change."""
    kasi = officers["kasi"]
    for login, signed_before in (("rina", False), ("hasan", True)):
        if signed_before:
            signed_plan(session, officer_id=officers[login], rater_id=kasi, now=NOW)
        plan = signed_plan(
            session, officer_id=officers[login], rater_id=kasi, now=NOW, effective_from=date(2026, 12, 1)
        )
        session.execute(
            update(PlanVersion)
            .values(state="draft", officer_signed_at=by_officer, rater_signed_at=by_rater)
            .where(PlanVersion.id == plan.version_id)
        )
        found = overview(session, officer_ids=[officers[login]], today=TODAY, rulebook=rulebook)
        one = found.people[officers[login]]
        assert (one.signed, one.draft, one.rater_id) == (signed_before, draft, kasi)


def test_a_dropped_draft_counts_for_nothing(
    session: Session, officers: dict[str, int], rulebook: Rulebook
) -> None:
    plan = signed_plan(session, officer_id=officers["rina"], rater_id=None, now=NOW)
    session.execute(update(PlanVersion).values(state="dropped").where(PlanVersion.id == plan.version_id))
    one = overview(session, officer_ids=[officers["rina"]], today=TODAY, rulebook=rulebook).people[
        officers["rina"]
    ]
    assert (one.signed, one.draft) == (False, None)


def test_of_an_evaluation_the_last_generation_is_told(
    session: Session, officers: dict[str, int], rulebook: Rulebook
) -> None:
    plan = signed_plan(session, officer_id=officers["rina"], rater_id=officers["kasi"], now=NOW)
    for generation, state in ((1, "reopened"), (2, "sent")):
        frozen = state == "reopened"
        session.add(
            Evaluation(
                officer_id=officers["rina"], kind="periodic", first_month="2026-07", last_month="2026-09",
                generation=generation, rater_id=officers["kasi"], plan_version_id=plan.version_id, state=state,
                created_at=NOW, digest="ab" * 32 if frozen else None, record={} if frozen else None,
            )
        )  # fmt: skip
    session.flush()
    found = overview(session, officer_ids=[officers["rina"]], today=TODAY, rulebook=rulebook)
    assert found.people[officers["rina"]].evaluation == "sent"
    before = overview(
        session,
        officer_ids=[officers["rina"]],
        today=TODAY,
        rulebook=rulebook,
        span=EvaluationPeriod("periodic", "2026-04", "2026-06"),
    )
    assert before.people[officers["rina"]].evaluation is None


@pytest.mark.parametrize("employment", ["pns", "pppk", "non_asn"])
def test_hours_are_those_told_one_by_one(
    session: Session, officers: dict[str, int], rulebook: Rulebook, employment: str
) -> None:
    rina = officers["rina"]
    session.execute(update(Officer).values(employment=employment).where(Officer.id == rina))
    for hours, last_on, confirmed in (
        (8, date(2026, 1, 1), NOW), (6, date(2026, 12, 31), NOW), (5, date(2025, 12, 31), NOW),
        (4, date(2026, 3, 3), None),
    ):  # fmt: skip
        session.add(
            TrainingRecord(
                officer_id=rina, title="Pelayanan", lesson_hours=hours, first_on=last_on - timedelta(days=1),
                last_on=last_on, recorded_at=NOW, recorded_by="person:1", confirmed_at=confirmed,
            )
        )  # fmt: skip
    session.flush()
    one = overview(session, officer_ids=[rina], today=TODAY, rulebook=rulebook).people[rina]
    alone = hours_of_year(session, officer_id=rina, year=2026, rulebook=rulebook)
    assert (one.hours.done, one.hours.floor, one.hours.ceiling) == (alone.done, alone.floor, alone.ceiling)
    assert (one.hours.done, one.trainings) == (14, 1)
    assert one.civil_servant == (employment != "non_asn")


@pytest.mark.parametrize(
    ("today", "first", "last"),
    [
        (date(2026, 9, 30), "2026-04", "2026-06"),
        (date(2026, 10, 1), "2026-07", "2026-09"),
        (date(2027, 1, 1), "2026-10", "2026-12"),
        (date(2026, 1, 1), "2025-10", "2025-12"),
    ],
)
def test_the_last_period_that_is_over(
    rulebook: Rulebook, backend: str, today: date, first: str, last: str
) -> None:
    assert last_span(today, rulebook) == EvaluationPeriod("periodic", first, last)


def test_ten_take_as_many_queries_as_one(
    engine: Engine, rulebook: Rulebook, counting: Callable[[Engine], AbstractContextManager[list[str]]]
) -> None:
    with db.writing(engine) as session:
        officers, _accounts = seed(session, rulebook)
        for officer_id in officers.values():
            signed_plan(session, officer_id=officer_id, rater_id=None, now=NOW)

    def queries(asked: list[int]) -> int:
        with db.reading(engine) as session, counting(engine) as statements:
            overview(session, officer_ids=asked, today=TODAY, rulebook=rulebook)
            nearest_superiors(session, officer_ids=asked, on=None)
        return len(statements)

    queries([officers["rina"]])  # what is kept of the office is read
    assert queries(list(officers.values())) == queries([officers["rina"]])


def test_the_nearest_superior_is_the_first_of_all_above(session: Session, officers: dict[str, int]) -> None:
    found = nearest_superiors(session, officer_ids=officers.values(), on=None)
    for officer_id in officers.values():
        assert found.get(officer_id) == next(
            iter(superiors_of(session, officer_id=officer_id, on=None)), None
        )
    assert officers["camat"] not in found


def test_who_heads_the_office_heads_its_top(session: Session, officers: dict[str, int]) -> None:
    assert heads_office(session, units={"KEC", "SARPRAS"})
    assert not heads_office(session, units={"SEKR", "SARPRAS"})
    assert not heads_office(session, units=())
