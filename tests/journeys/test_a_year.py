"""A unit's year on both databases: planned, measured, evaluated, followed up; every number counted twice."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import Engine

from complaints_service import db
from complaints_service.appraisal.evaluating.drift import drift_of
from complaints_service.appraisal.evaluating.queries import evaluation, record_of
from complaints_service.appraisal.evaluating.rules import EvaluationPeriod
from complaints_service.appraisal.verification import verify_performance
from complaints_service.measurement.checks.verification import verify
from complaints_service.measurement.groups import GroupFigures, groups_of, on_time_by_month
from complaints_service.measurement.indicators.queries import officer_month
from complaints_service.measurement.indicators.windows import officer_windows
from config.rulebook import Rulebook
from tests.journeys.plain_figures import SHARES, PlainFigures
from tests.journeys.year_evaluations import Evaluated, correct_a_span, day_after, evaluate
from tests.journeys.year_meetings import actions_on_agenda, agree_in, call_a_meeting, finish_action, learn
from tests.journeys.year_office import (
    AWAY,
    ENDED,
    SIX,
    UNIT,
    YEAR,
    YearOffice,
    at,
    begin_the_year,
    live_until,
    open_year_office,
)
from tests.journeys.year_plans import agree_on_plans
from tests.support.both import AT_LENGTH

MONTHS = [f"{YEAR}-{month:02d}" for month in range(1, 13)]
QUARTERS = [EvaluationPeriod("periodic", MONTHS[first], MONTHS[first + 2]) for first in (0, 3, 6, 9)]
WHOLE_YEAR = EvaluationPeriod("annual", MONTHS[0], MONTHS[-1])
#: The regulation's matrix, written down once more: (result, behaviour) -> predicate.
PREDICATES = {("meets", "above"): "good", ("meets", "meets"): "good", ("below", "meets"): "needs_improvement"}


@AT_LENGTH
def test_a_year_of_six(engine: Engine, rulebook: Rulebook) -> None:
    office = open_year_office(engine, rulebook)
    versions = agree_on_plans(office)
    assert len(versions) == 7, "the head of the office, and six who serve what stands above them"

    coming, evaluated = begin_the_year(office), Evaluated()
    for span in QUARTERS:
        now = at(day_after(span.months), 9)
        live_until(office, coming, now)
        if span == QUARTERS[1]:
            before = plain_figures(office)
            corrected, _number = correct_a_span(office, QUARTERS[0].months, now)
        evaluate(
            office,
            evaluated,
            span,
            now + timedelta(hours=2),
            objector="dewi" if span == QUARTERS[1] else None,
        )
        if span == QUARTERS[1]:
            meet_and_learn(office)
    live_until(office, coming, ENDED + timedelta(days=2))
    evaluate(office, evaluated, WHOLE_YEAR, ENDED + timedelta(days=2, hours=3))

    assert len(evaluated.ids) == 6 * 5
    after = plain_figures(office)
    check_every_month(office, after)
    check_windows(office, after)
    check_groups(office, after)
    for (login, span), evaluation_id in evaluated.ids.items():
        # What was frozen before the correction keeps its numbers; everything later has the new ones.
        figures = before if span == QUARTERS[0] else after
        check_record(office, login, span, evaluation_id, figures, evaluated.chosen[login, span])
    check_what_the_correction_did(office, evaluated, corrected)
    with db.reading(engine) as session:
        assert verify(session, rulebook=rulebook, now=ENDED + timedelta(days=3)) == []
        assert verify_performance(session) == []


def plain_figures(office: YearOffice) -> PlainFigures:
    """The ledgers told again, without the engine."""
    away = {f"person:{office.officers['ana']}": (AWAY.first_on, AWAY.last_on)}
    with db.reading(office.engine) as session:
        return PlainFigures(session, leave=away, unit=UNIT)


def meet_and_learn(office: YearOffice) -> None:
    """An action stands on the next agenda until it is done; a training counts towards the year's hours."""
    july, august, september = (at(date(YEAR, month, 29), 10) for month in (7, 8, 9))
    action = agree_in(office, call_a_meeting(office, july), "eko", july)
    assert actions_on_agenda(office, call_a_meeting(office, august)) == [str(action)]
    finish_action(office, action, "eko", august + timedelta(days=1))
    assert actions_on_agenda(office, call_a_meeting(office, september)) == []
    hours = learn(office, "eko", july)
    assert (hours.done, hours.floor, hours.missing) == (12, 20, 8)


def check_every_month(office: YearOffice, plain: PlainFigures) -> None:
    compared = measured = 0
    with db.reading(office.engine) as session:
        for login in SIX:
            officer_id = office.officers[login]
            for month in MONTHS:
                told = officer_month(session, officer_id=officer_id, month=month, rulebook=office.rulebook)
                for code, figure in plain.month(f"person:{officer_id}", month).items():
                    value = told.value(code)
                    assert (value.value, value.n) == (pytest.approx(figure.value), figure.n), (
                        login,
                        month,
                        code,
                    )
                    compared += 1
                    measured += figure.n > 0
    assert compared == 6 * 12 * 11
    assert measured > 400, "the year must have something to say"


def check_windows(office: YearOffice, plain: PlainFigures) -> None:
    """What a person's page says first: each share over the months that hold enough cases."""
    sizes = set()
    for floor in (5, 15, 30):  # the year's few tickets seldom reach thirty
        targets = tuple(replace(each, minimum_n=floor) for each in office.rulebook.targets)
        rulebook = replace(office.rulebook, targets=targets)
        for login in SIX:
            officer_id = office.officers[login]
            with db.reading(office.engine) as session:
                told = officer_windows(
                    session, officer_id=officer_id, month=MONTHS[-1], codes=SHARES, rulebook=rulebook
                )
            for code, one in told.items():
                windows = [plain.period(f"person:{officer_id}", MONTHS[-size:])[code] for size in (3, 6, 12)]
                wanted = next((each for each in windows if (each.weighed_n or 0) >= floor), windows[-1])
                where = (login, code, floor)
                assert (near(one.value), one.n) == (wanted.value, wanted.n), where
                assert near(one.weighed_n) == wanted.weighed_n, where
                assert near(one.expected) == wanted.expected, where
                sizes.add(len(one.months))
            assert told.keys() == set(SHARES)
    assert sizes == {3, 6, 12}, "all the windows must be tried"


def check_groups(office: YearOffice, plain: PlainFigures) -> None:
    """What the board tells by category, and the months of its chart."""
    compared = 0
    with db.reading(office.engine) as session:
        for clock in ("first_response", "next_response", "resolution"):
            kept: dict[tuple[str, str], list[bool]] = defaultdict(list)
            for told in plain.tickets:
                for verdict in told.verdicts:
                    if verdict.clock == clock:
                        kept[told.category, verdict.month].append(verdict.met)
            for before, month in pairwise(MONTHS):
                found = groups_of(session, by="category", month=month, clock=clock, units=[UNIT])
                for category in {each for each, _month in kept}:
                    one, where = found.get(category, GroupFigures(key=category)), (clock, month, category)
                    for part, of in ((one.kept, month), (one.before, before)):
                        wanted = kept.get((category, of), [])
                        assert part == (sum(wanted), len(wanted)), where
                        compared += bool(wanted)
            months = on_time_by_month(
                session, months=MONTHS, rulebook=office.rulebook, units=[UNIT], clock=clock
            )
            for each in months:
                verdicts = [met for (_, month), all_ in kept.items() if month == each.month for met in all_]
                assert (each.met, each.late_finished) == (sum(verdicts), len(verdicts) - sum(verdicts))
    assert compared > 60, "the year must have something to say"


def check_record(
    office: YearOffice,
    login: str,
    span: EvaluationPeriod,
    evaluation_id: int,
    plain: PlainFigures,
    chosen: tuple[str, str],
) -> None:
    """The frozen record: the ratings that stand, their predicate, and every measured figure."""
    with db.reading(office.engine) as session:
        view, record = (
            evaluation(session, evaluation_id=evaluation_id),
            record_of(session, evaluation_id=evaluation_id),
        )
    assert view is not None and record is not None and view.state == "closed"
    assert (view.result_rating, view.behaviour_rating) == chosen
    assert view.predicate == record["predicate"]["code"] == PREDICATES[chosen]
    person = f"person:{office.officers[login]}"
    figures = plain.period(person, span.months)
    found = [
        indicator
        for kept in record["plans"]
        for result in kept["results"]
        for indicator in result["indicators"]
        if indicator["source"] == "measured"
    ]
    assert found, "every plan of the six has what the service measures"
    for indicator in found:
        figure, code = indicator["figure"], indicator["indicator_code"]
        wanted, where = figures[code], (login, span, code)
        assert (near(figure["value"]), figure["n"]) == (wanted.value, wanted.n), where
        assert near(figure["weighed_n"]) == wanted.weighed_n, where
        assert near(figure["interval"]) == (None if wanted.interval is None else list(wanted.interval)), where
        assert near(figure["expected"]) == wanted.expected, where
        for month in figure["months"]:
            told = plain.month(person, month["month"])[code]
            assert (near(month["value"]), month["n"]) == (told.value, told.n), (*where, month["month"])


def near(value: Any) -> Any:
    """A record rounds to six decimals."""
    return None if value is None else pytest.approx(value, abs=2e-6)


def check_what_the_correction_did(office: YearOffice, evaluated: Evaluated, login: str) -> None:
    """The frozen first quarter says what is otherwise now; nobody else's does, and no later one."""
    changed = []
    with db.reading(office.engine) as session:
        for key, evaluation_id in evaluated.ids.items():
            record = record_of(session, evaluation_id=evaluation_id)
            assert record is not None
            drift = drift_of(session, record=record, rulebook=office.rulebook)
            if drift.changes:
                changed.append((key, {change.code for change in drift.changes}))
    assert changed == [((login, QUARTERS[0]), {"first_response_on_time"})]
