"""The matrix, periods, steps, raters, deadlines and the guide: everything an evaluation is bound to by rule."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import product

import pytest

from complaints_service.appraisal.evaluating.material import judged
from complaints_service.appraisal.evaluating.record import (
    Figure,
    KeptIndicator,
    KeptOpinion,
    KeptPlan,
    KeptResult,
    Material,
    canonical,
    digest,
    plain,
)
from complaints_service.appraisal.evaluating.rules import (
    STEPS,
    EvaluationPeriod,
    RaterDays,
    RaterFacts,
    is_over,
    lapses_at,
    objection_due_on,
    periods_of,
    permitted,
    rater_days,
    rater_for,
    spread_warnings,
)
from complaints_service.appraisal.feedback.rules import StandsAt, relation
from complaints_service.measurement.indicators.indicator import Measured
from complaints_service.measurement.indicators.measures import INDICATORS
from complaints_service.measurement.indicators.values import IndicatorValue
from config.entries.evaluation import RATINGS, GuideLine
from config.errors import NotInForce, UnknownEntry
from config.rulebook import Rulebook

# PermenPANRB 6/2022, annex: a row for the result, below, meets and above across for the behaviour.
MATRIX = {
    "above": ("Kurang/Misconduct", "Baik", "Sangat Baik"),
    "meets": ("Kurang/Misconduct", "Baik", "Baik"),
    "below": ("Sangat Kurang", "Butuh Perbaikan", "Butuh Perbaikan"),
}
ON = date(2026, 9, 30)


@pytest.mark.parametrize(("result", "behaviour"), list(product(RATINGS, RATINGS)))
def test_each_of_the_nine_cells(rulebook: Rulebook, result: str, behaviour: str) -> None:
    cell = rulebook.evaluation.cell(result, behaviour, ON)
    expected = MATRIX[result][RATINGS.index(behaviour)]
    assert rulebook.evaluation.predicate(cell.predicate).names.id == expected


def test_what_the_rulebook_does_not_hold(rulebook: Rulebook) -> None:
    rules = rulebook.evaluation
    with pytest.raises(NotInForce):
        rules.cell("above", "above", date(2024, 12, 31))
    with pytest.raises(NotInForce):
        rules.cell("splendid", "above", ON)
    with pytest.raises(NotInForce):
        rules.terms_on(date(2024, 12, 31))
    with pytest.raises(UnknownEntry):
        rules.predicate("splendid")
    with pytest.raises(UnknownEntry):
        rules.level("splendid")


def test_the_matrix_is_a_version_of_the_rulebook(rulebook: Rulebook) -> None:
    kept = [version for version in rulebook.versions() if version.kind == "appraisal"]
    assert [(version.version, version.effective_from) for version in kept] == [
        ("2025-01-01", date(2025, 1, 1))
    ]


def test_quarters_and_the_year(rulebook: Rulebook) -> None:
    months = rulebook.evaluation.terms_on(ON).period_months
    assert periods_of(2026, months) == (
        EvaluationPeriod("periodic", "2026-01", "2026-03"),
        EvaluationPeriod("periodic", "2026-04", "2026-06"),
        EvaluationPeriod("periodic", "2026-07", "2026-09"),
        EvaluationPeriod("periodic", "2026-10", "2026-12"),
        EvaluationPeriod("annual", "2026-01", "2026-12"),
    )
    assert len(periods_of(2026, 1)) == 13


@pytest.mark.parametrize(
    ("today", "over"), [("2026-09-30", False), ("2026-10-01", True), ("2027-01-01", True)]
)
def test_a_period_is_over_after_its_last_day(today: str, over: bool) -> None:
    assert is_over(EvaluationPeriod("periodic", "2026-07", "2026-09"), date.fromisoformat(today)) is over


def test_each_step_is_somebodys_in_one_state() -> None:
    assert permitted("draft", ["rater"]) == ("rate", "send")
    assert permitted("sent", ["officer"]) == ("accept", "object")
    assert permitted("sent", ["rater"]) == ()
    assert permitted("objected", ["rater", "officer"]) == ()
    assert permitted("objected", ["decider"]) == ("decide",)
    assert permitted("closed", ["rater"]) == ("reopen", "follow_up")
    assert permitted("reopened", ["rater", "officer", "decider", "rule"]) == ()
    assert {step.who for step in STEPS.values()} == {"rater", "officer", "decider", "rule"}


@pytest.mark.parametrize(
    ("sent_at", "due_on"),
    [
        ("2026-10-05T02:00", "2026-10-12"),  # a Monday: the fifth working day after is the Monday after
        ("2026-10-05T16:59", "2026-10-12"),  # 23.59 in Medan is Monday still
        ("2026-10-05T17:00", "2026-10-13"),  # midnight in Medan: Tuesday
        ("2026-10-10T02:00", "2026-10-16"),  # a Saturday
        ("2026-12-21T02:00", "2026-12-30"),  # 24 December is collective leave, 25 is Christmas
    ],
)
def test_the_days_of_an_objection_are_working_days_of_the_office(
    rulebook: Rulebook, sent_at: str, due_on: str
) -> None:
    calendar = rulebook.calendar(rulebook.office.calendar)
    days = rulebook.evaluation.terms_on(ON).objection_working_days
    found = objection_due_on(datetime.fromisoformat(sent_at).replace(tzinfo=UTC), days, calendar)
    assert found == date.fromisoformat(due_on)


def test_an_unanswered_evaluation_lapses_at_midnight_of_the_office(rulebook: Rulebook) -> None:
    calendar = rulebook.calendar(rulebook.office.calendar)
    assert lapses_at(date(2026, 10, 12), calendar) == datetime(2026, 10, 12, 17, 0, tzinfo=UTC)


QUARTER = EvaluationPeriod("periodic", "2026-07", "2026-09")


@pytest.mark.parametrize(
    ("versions", "days"),
    [
        ([("2026-01-02", 7)], [(7, "2026-07-01", "2026-09-30")]),
        ([("2026-08-17", 7)], [(7, "2026-07-01", "2026-09-30")]),
        (
            [("2026-01-02", 7), ("2026-08-17", 8)],
            [(7, "2026-07-01", "2026-08-16"), (8, "2026-08-17", "2026-09-30")],
        ),
        ([("2026-01-02", 7), ("2026-07-01", 8)], [(8, "2026-07-01", "2026-09-30")]),
        ([("2026-01-02", 7), ("2026-08-01", 7)], [(7, "2026-07-01", "2026-09-30")]),
        ([("2026-01-02", 7), ("2026-10-01", 8)], [(7, "2026-07-01", "2026-09-30")]),
        ([("2026-01-02", 7), ("2026-01-02", 8)], [(8, "2026-07-01", "2026-09-30")]),
        (
            [("2026-01-02", 7), ("2026-08-01", 8), ("2026-09-01", 7)],
            [
                (7, "2026-07-01", "2026-07-31"),
                (8, "2026-08-01", "2026-08-31"),
                (7, "2026-09-01", "2026-09-30"),
            ],
        ),
        ([("2026-01-02", 7), ("2026-08-01", None)], [(7, "2026-07-01", "2026-07-31")]),
        ([("2026-10-01", 7)], []),
    ],
)
def test_whose_days_they_were(versions: list, days: list) -> None:
    found = rater_days([(date.fromisoformat(start), rater) for start, rater in versions], QUARTER)
    assert found == tuple(
        RaterDays(rater, date.fromisoformat(first), date.fromisoformat(last)) for rater, first, last in days
    )


@pytest.mark.parametrize(
    ("standing", "rater"),
    [
        (RaterFacts(7, False, (7, 1), frozenset({7, 1})), 7),  # nothing happened
        (
            RaterFacts(7, True, (8, 1), frozenset({7, 8, 1})),
            7,
        ),  # the officer moved since: the last day's superior
        (RaterFacts(7, False, (8, 1), frozenset({7, 8, 1})), 8),  # the superior's post changed hands
        (RaterFacts(7, True, (8, 1), frozenset({8, 1})), 8),  # the last day's superior has left the office
        (RaterFacts(7, False, (8, 7, 1), frozenset({8, 7, 1})), 7),  # somebody came in between: still above
        (RaterFacts(None, False, (1,), frozenset({1})), 1),
        (RaterFacts(None, False, (), frozenset()), None),  # the head of the office
    ],
)
def test_who_rates(standing: RaterFacts, rater: int | None) -> None:
    assert rater_for(standing) == rater


def test_the_guide_is_a_reminder_with_its_figures(rulebook: Rulebook) -> None:
    guide = rulebook.evaluation.level("good").guide
    most, some = spread_warnings({"good": 6, "very_good": 2}, guide, at_least=5)
    assert (most.predicates, most.rule, most.limit, most.count, most.total) == (("good",), "most", 70, 6, 8)
    assert most.share == 75
    assert (some.predicates, some.rule) == (("needs_improvement", "poor"), "some")
    assert spread_warnings({"good": 5, "very_good": 2, "poor": 1}, guide, at_least=5) == ()
    assert spread_warnings({"good": 7, "poor": 3}, guide, at_least=5) == ()  # 70 % is at most 70 %
    assert spread_warnings({"good": 4}, guide, at_least=5) == ()
    least = (GuideLine(("poor", "very_poor"), None, 60, False),)
    assert spread_warnings({"good": 2, "poor": 2, "very_poor": 1}, least, at_least=5) == ()
    assert [each.rule for each in spread_warnings({"good": 3, "poor": 2}, least, at_least=5)] == ["least"]


def value(interval: tuple[float, float] | None, n: float = 100, **more: object) -> IndicatorValue:
    """A share of a quarter that the office wants at 80 %, from 30 cases on."""
    told = {
        "indicator": INDICATORS["first_response_on_time"],
        "value": 70.0, "n": int(n), "weighed_n": n, "interval": interval, "target": 80.0,
        "minimum_n": 30, "months": (("2026-10", Measured(value=70.0, n=int(n))),),
    }  # fmt: skip
    return IndicatorValue(**{**told, **more})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("found", "target", "judgement", "source"),
    [
        (value((62, 77)), None, "missed", "office"),
        (value((62, 77)), 60.0, "met", "plan"),  # the plan's own target goes before the office's
        (value((62, 77)), 75.0, "uncertain", "plan"),
        (value((62, 77), 20), 60.0, "few", "plan"),
        (value((62, 77), target=None, minimum_n=0), 60.0, "met", "plan"),
        (value((62, 77), 20, target=None, minimum_n=0), 60.0, "few", "plan"),  # the office's floor
        (value((62, 77), target=None, minimum_n=0), None, None, None),
        (value((62, 77), expected=70.0), None, "mix", "office"),
        (value((62, 77), strict=(60, 81)), None, "uncertain", "office"),
        (value(None, 0, value=None), 60.0, "few", "plan"),
        (
            value(None, 40, indicator=INDICATORS["first_response_median"]),
            60.0,
            None,
            "plan",
        ),  # a median over months: shown, never judged
    ],
)
def test_a_figure_is_judged_against_the_plans_own_target(
    rulebook: Rulebook, found: IndicatorValue, target: float | None, judgement: str | None, source: str | None
) -> None:
    figure = judged(found, target, "2026-12", rulebook)
    assert (figure.judgement, figure.target_from) == (judgement, source)
    assert figure.target == (target if source == "plan" else found.target)


def test_a_record_has_one_spelling() -> None:
    one = {"b": [1, 2.5], "a": {"y": "ä", "x": None}}
    other = {"a": {"x": None, "y": "ä"}, "b": [1, 2.5]}
    assert canonical(one) == canonical(other) == '{"a":{"x":null,"y":"\\u00e4"},"b":[1,2.5]}'
    assert digest(one) == digest(json.loads(canonical(one)))
    assert digest(one) != digest({**one, "b": [1, 2.500001]})


def test_the_material_is_plain_json() -> None:
    at = datetime(2026, 12, 21, 9, 0, tzinfo=timezone(timedelta(hours=7)))
    figure = Figure(
        value=66.66666666,
        n=6,
        weighed_n=5.0,
        interval=(35.1234567, None),
        expected=None,
        target=60.0,
        target_from="plan",
        judgement="few",
        months=(),
    )
    indicator = KeptIndicator(
        id=1,
        aspect="time",
        words="x",
        source="measured",
        indicator_code="held",
        target_value=60.0,
        target_unit="percent",
        target_words=None,
        better="higher",
        figure=figure,
        reported=(),
    )
    plan = KeptPlan(
        version_id=1,
        number=1,
        digest=None,
        months=("2026-10",),
        results=(KeptResult(ordinal=1, duty="main", words="x", weight=100, indicators=(indicator,)),),
    )
    opinion = KeptOpinion(
        rater="Kasi",
        first_on=date(2026, 10, 1),
        last_on=date(2026, 11, 15),
        result_rating=None,
        behaviour_rating=None,
        words=None,
    )
    found = plain(
        Material(
            as_of=at,
            policies=("2025-01-01",),
            calendars=(),
            hashes={},
            presence={"2026-10": (20, 21)},
            plans=(plan,),
            expectations={},
            feedback=(),
            thanks=(),
            opinions=(opinion,),
        )
    )
    told = found["plans"][0]["results"][0]["indicators"][0]["figure"]
    assert (told["value"], told["interval"], told["weighed_n"], told["target"]) == (
        66.666667,
        [35.123457, None],
        5,
        60,
    )
    assert (found["as_of"], found["presence"]) == ("2026-12-21T02:00:00+00:00", {"2026-10": [20, 21]})
    assert found["opinions"][0]["last_on"] == "2026-11-15"
    assert json.loads(json.dumps(found)) == found


CAMAT, KASI, STAFF, MATE, LURAH, CLERK = (
    StandsAt(1, "KEC", ()),
    StandsAt(2, "SARPRAS", (1,)),
    StandsAt(3, "SARPRAS", (2, 1)),
    StandsAt(4, "SARPRAS", (2, 1)),
    StandsAt(5, "TJN", (1,)),
    StandsAt(6, "TJN", (5, 1)),
)


@pytest.mark.parametrize(
    ("giver", "receiver", "expected"),
    [
        (KASI, STAFF, "superior"),
        (CAMAT, STAFF, "superior"),
        (STAFF, KASI, "subordinate"),
        (STAFF, CAMAT, "subordinate"),
        (MATE, STAFF, "peer"),
        (LURAH, KASI, "peer"),  # another unit under the same superior
        (CLERK, STAFF, None),
        (STAFF, STAFF, None),
        (CAMAT, StandsAt(9, "OTHER", ()), None),  # two without a superior have none in common
    ],
)
def test_what_one_is_to_another(giver: StandsAt, receiver: StandsAt, expected: str | None) -> None:
    assert relation(giver, receiver) == expected
