"""What a plan must be, which version judges a month, and what a signature is on; no database."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

import pytest

from complaints_service.appraisal.planning.content import content_of, digest_of, draft_of
from complaints_service.appraisal.planning.drafting import from_template, settled, templates_for
from complaints_service.appraisal.planning.rules import (
    IndicatorDraft,
    PlanDraft,
    ResultDraft,
    Setting,
    gaps,
    leads_back,
    may_act,
    problems,
    version_of_month,
    waits_for,
    weights_words,
)
from complaints_service.appraisal.planning.views import IndicatorView, PlanView, ResultView
from complaints_service.measurement.indicators.measures import INDICATORS
from config.rulebook import Rulebook

SETTING = Setting(year=2026, plan_id=1, periods=4, values={"service"}, registry=INDICATORS)
REPORTED = IndicatorDraft(aspect="quantity", words="Laporan", target_value=12.0, target_unit="laporan")


def result(weight: int = 100, *indicators: IndicatorDraft, **more: object) -> ResultDraft:
    return ResultDraft(
        **{
            "duty": "main",
            "words": "Hasil",
            "weight": weight,
            "indicators": indicators or (REPORTED,),
            **more,
        }
    )


def plan(*results: ResultDraft, starts: date = date(2026, 1, 1), **more: object) -> PlanDraft:
    return PlanDraft(effective_from=starts, results=results or (result(),), **more)  # type: ignore[arg-type]


def told(found: dict[str, list[object]]) -> dict[str, str]:
    return {path: str(said[0]) for path, said in found.items()}


def test_a_whole_plan_has_neither_problem_nor_gap() -> None:
    assert problems(plan(), SETTING) == {}
    assert gaps(plan(), SETTING) == {}


@pytest.mark.parametrize(
    ("weights", "said"),
    [
        ((60, 30), "Jumlah bobot 90 %, kurang 10 dari 100 %."),
        ((60, 60), "Jumlah bobot 120 %, lebih 20 dari 100 %."),
        ((100,), None),
        ((50, 50), None),
    ],
)
def test_weights_say_by_how_much_they_miss(weights: tuple[int, ...], said: str | None) -> None:
    found = told(gaps(plan(*(result(weight) for weight in weights)), SETTING))
    assert found.get("weights") == said
    assert problems(plan(*(result(weight) for weight in weights)), SETTING) == {}, (
        "an unfinished draft is kept"
    )


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"target_unit": None}, "unit"),
        ({"target_unit": "  "}, "unit"),
        ({"target_value": -1.0}, "target"),
        ({"target_value": float("inf")}, "target"),
        ({"target_value": float("nan")}, "target"),
        ({"target_value": 1e12}, "target"),
        ({"words": " "}, "words"),
        ({"words": "a" * 2001}, "words"),
        ({"words": "a\x00b"}, "words"),
        ({"target_unit": "a" * 41}, "unit"),
        ({"target_words": "a\x07"}, "target_words"),
        ({"aspect": "rasa"}, "aspect"),
        ({"better": "sideways"}, "better"),
        ({"source": "guessed"}, "source"),
        ({"source": "measured", "indicator_code": "speed"}, "source"),
        ({"source": "measured", "indicator_code": None}, "source"),
        ({"source": "measured", "indicator_code": "reopened_share", "target_value": 850.0}, "target"),
        ({"source": "measured", "indicator_code": "satisfaction", "target_value": 24.9}, "target"),
    ],
)
def test_an_indicator_that_cannot_be_kept(change: dict[str, object], path: str) -> None:
    found = problems(plan(result(100, replace(REPORTED, **change))), SETTING)  # type: ignore[arg-type]
    assert list(found) == [f"results.0.indicators.0.{path}"]


@pytest.mark.parametrize(
    "of",
    [("reopened_share", 0.0), ("reopened_share", 100.0), ("satisfaction", 25.0), ("held", 850.0)],
)
def test_a_target_that_a_measured_indicator_can_have_is_kept(of: tuple[str, float]) -> None:
    code, value = of
    kept = replace(REPORTED, source="measured", indicator_code=code, target_value=value)
    assert problems(plan(result(100, kept)), SETTING) == {}


def test_a_target_may_be_words_alone_or_be_missing_until_it_is_signed() -> None:
    in_words = replace(REPORTED, target_value=None, target_unit=None, target_words="Lengkap")
    assert problems(plan(result(100, in_words)), SETTING) == {}
    assert gaps(plan(result(100, in_words)), SETTING) == {}
    bare = replace(in_words, target_words=None)
    assert problems(plan(result(100, bare)), SETTING) == {}
    assert list(gaps(plan(result(100, bare)), SETTING)) == ["results.0.indicators.0.target"]


def test_what_is_missing_before_one_signs() -> None:
    only_additional = PlanDraft(
        effective_from=date(2026, 1, 1), results=(ResultDraft(duty="additional", words="Hasil", weight=0),)
    )
    assert set(gaps(only_additional, SETTING)) == {
        "results",
        "weights",
        "results.0.weight",
        "results.0.indicators",
    }
    assert set(gaps(PlanDraft(effective_from=date(2026, 1, 1)), SETTING)) == {"results"}
    both = replace(SETTING, must_serve_superior=True, must_serve_goal=True)
    assert set(gaps(plan(), both)) == {"results.0.serves", "results.0.goal"}
    additional = plan(result(60, superior_result_id=1, goal_id=1), result(40, duty="additional"))
    assert gaps(additional, both) == {}, "an additional duty need not serve anything"


def test_a_plan_has_a_limit() -> None:
    many = plan(*(result(5) for _ in range(21)))
    assert list(problems(many, SETTING)) == ["results"]
    crowded = plan(result(100, *([REPORTED] * 9)))
    assert list(problems(crowded, SETTING)) == ["results.0.indicators"]


@pytest.mark.parametrize(
    ("starts", "kept"),
    [
        ("2025-12-31", False),
        ("2027-01-01", False),
        ("2026-06-01", False),
        ("2026-08-31", False),
        ("2026-09-01", True),
        ("2026-12-31", True),
    ],
)
def test_a_change_begins_in_the_year_after_the_version_before_and_in_no_month_gone_by(
    starts: str, kept: bool
) -> None:
    setting = replace(SETTING, after=date(2026, 6, 1), first_open=date(2026, 9, 1))
    assert (problems(plan(starts=date.fromisoformat(starts)), setting) == {}) is kept


@pytest.mark.parametrize(
    ("starts", "kept"), [("2026-10-14", False), ("2026-10-15", False), ("2026-10-16", True)]
)
def test_two_versions_never_begin_on_one_day(starts: str, kept: bool) -> None:
    setting = replace(SETTING, after=date(2026, 10, 15), first_open=date(2026, 10, 1))
    assert (problems(plan(starts=date.fromisoformat(starts)), setting) == {}) is kept


def test_the_first_version_may_begin_on_any_day_of_the_year() -> None:
    setting = replace(SETTING, first_open=date(2026, 9, 1))
    assert problems(plan(starts=date(2026, 1, 1)), setting) == {}


def test_a_loop_is_found_however_long() -> None:
    plans_of = {11: 1, 21: 2, 31: 3, 41: 4}
    serves = {11: 21, 21: 31, 31: None, 41: 41}
    assert leads_back(3, 11, plans_of, serves), "11 serves 21, which serves 31 of plan 3"
    assert leads_back(1, 11, plans_of, serves)
    assert not leads_back(5, 11, plans_of, serves)
    assert not leads_back(5, 41, plans_of, serves), "a circle elsewhere is walked once"


@dataclass(frozen=True)
class Version:
    name: str
    effective_from: date


@pytest.mark.parametrize(
    ("starts", "judged"),
    [
        ({"a": "2026-01-01"}, {"01": "a", "12": "a"}),
        ({"a": "2026-01-01", "b": "2026-09-15"}, {"08": "a", "09": "a", "10": "b"}),
        ({"a": "2026-01-01", "b": "2026-09-01"}, {"08": "a", "09": "b"}),
        ({"a": "2026-03-16"}, {"02": None, "03": "a", "04": "a"}),
        ({"a": "2026-03-16", "b": "2026-03-20"}, {"03": "a", "04": "b"}),
        ({}, {"01": None}),
    ],
)
def test_which_version_judges_a_month(starts: dict[str, str], judged: dict[str, str | None]) -> None:
    versions = [Version(name, date.fromisoformat(day)) for name, day in starts.items()]
    for order in (versions, versions[::-1]):
        found = {month: version_of_month(order, f"2026-{month}") for month in judged}
        assert {month: each.name if each else None for month, each in found.items()} == judged


def test_who_takes_part_and_who_still_has_to_sign() -> None:
    assert [may_act(actor_id=who, officer_id=1, rater_id=2) for who in (1, 2, 3, None)] == [
        True,
        True,
        False,
        False,
    ]
    assert not may_act(actor_id=None, officer_id=1, rater_id=None), (
        "an account without an officer is nobody's rater"
    )
    assert waits_for(officer_signed=False, rater_signed=False, officer_id=1, rater_id=2) == (1, 2)
    assert waits_for(officer_signed=True, rater_signed=False, officer_id=1, rater_id=2) == (2,)
    assert waits_for(officer_signed=False, rater_signed=False, officer_id=1, rater_id=None) == (1,)
    assert waits_for(officer_signed=True, rater_signed=False, officer_id=1, rater_id=None) == ()


AT = datetime(2026, 1, 12, 2, 0, tzinfo=UTC)
VIEW = PlanView(
    version_id=7, plan_id=3, officer_id=1, year=2026, number=1, state="draft", effective_from=date(2026, 1, 1),
    rater_id=2, unit="SARPRAS", position="pelaksana_sarpras", position_title="Pelaksana", basis="blank", reason=None,
    digest=None, revision=4, officer_signed_at=None, rater_signed_at=None, signed_at=None, created_at=AT,
    results=(
        ResultView(id=9, ordinal=1, duty="main", words="Hasil", weight=100, superior_result_id=5, goal_id=None, indicators=(
            IndicatorView(id=8, ordinal=1, aspect="time", words="Tepat waktu", source="measured", indicator_code="held", target_value=3600.0, target_unit="working_seconds", target_words=None, better="lower"),
        )),
    ),
    expectations={"service": "Ramah."}, support="Motor", accountability=None, consequence=None,
)  # fmt: skip


def test_a_signature_is_on_this_content() -> None:
    """The digest is pinned: whoever changes the form of the content gives it another name."""
    assert content_of(VIEW) == {
        "form": "tanggap-plan-1", "officer": 1, "year": 2026, "number": 1, "effective_from": "2026-01-01",
        "unit": "SARPRAS", "position": "pelaksana_sarpras", "rater": 2, "reason": None,
        "results": [{
            "ordinal": 1, "duty": "main", "words": "Hasil", "weight": 100, "serves_result": 5, "serves_goal": None,
            "indicators": [{
                "ordinal": 1, "aspect": "time", "words": "Tepat waktu", "source": "measured", "indicator": "held",
                "target": "3600.000000", "unit": "working_seconds", "target_words": None, "better": "lower",
            }],
        }],
        "expectations": {"service": "Ramah."}, "support": "Motor", "accountability": None, "consequence": None,
    }  # fmt: skip
    assert digest_of(content_of(VIEW)) == "e0c9bc483a63fb8148fc61103e380ce8ed5e77c14b712a5e128cff47b9b5b671"


@pytest.mark.parametrize(
    "change",
    [
        {"effective_from": date(2026, 1, 2)},
        {"rater_id": 3},
        {"unit": "TRANTIB"},
        {"support": None},
        {"expectations": {"service": "Ramah!"}},
        {"results": (replace(VIEW.results[0], weight=99),)},
        {"results": (replace(VIEW.results[0], superior_result_id=None),)},
        {"results": (replace(VIEW.results[0], indicators=()),)},
    ],
)
def test_whatever_binds_the_two_changes_the_digest(change: dict[str, object]) -> None:
    assert digest_of(content_of(replace(VIEW, **change))) != digest_of(content_of(VIEW))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "change",
    [
        {"revision": 9},
        {"officer_signed_at": AT},
        {"position_title": "Staf"},
        {"state": "signed"},
        {"digest": "x"},
    ],
)
def test_what_does_not_bind_them_leaves_it(change: dict[str, object]) -> None:
    assert digest_of(content_of(replace(VIEW, **change))) == digest_of(content_of(VIEW))  # type: ignore[arg-type]


def test_a_split_of_the_year_is_signed_with_the_rest() -> None:
    def split(*targets: float) -> PlanView:
        (one,) = VIEW.results[0].indicators
        one = replace(one, spread="each", period_targets=list(targets))
        return replace(VIEW, results=(replace(VIEW.results[0], indicators=(one,)),))

    first, other = content_of(split(1, 2, 3, 4)), content_of(split(1, 2, 4, 3))
    assert (first["form"], content_of(VIEW)["form"]) == ("tanggap-plan-3", "tanggap-plan-1")
    assert first["results"][0]["indicators"][0]["periods"] == ["1.000000", "2.000000", "3.000000", "4.000000"]
    assert len({digest_of(each) for each in (first, other, content_of(VIEW))}) == 3
    assert draft_of(split(1, 2, 3, 4)).results[0].indicators[0].period_targets == (1.0, 2.0, 3.0, 4.0)


def test_a_draft_of_a_version_says_the_same() -> None:
    draft = draft_of(VIEW)
    assert settled(draft) == draft
    assert draft.results[0].indicators[0].target_value == 3600.0


def test_a_template_fills_names_and_units_from_the_registry(rulebook: Rulebook) -> None:
    for template in rulebook.plan_templates:
        draft = from_template(template, effective_from=date(2026, 1, 1))
        assert settled(draft) == draft, template.code
        assert gaps(draft, SETTING) == {}, template.code
    (pelaksana,) = templates_for(rulebook, position="pelaksana_sarpras", on=date(2026, 1, 1))
    first = from_template(pelaksana, effective_from=date(2026, 1, 1)).results[0].indicators[0]
    assert (first.words, first.source, first.target_unit) == (
        "Jawaban pertama tepat waktu",
        "measured",
        "percent",
    )
    assert templates_for(rulebook, position="kepling_rpl", on=date(2026, 1, 1)) == []


def test_blanks_are_nothing() -> None:
    blank = plan(expectations={"service": "  "}, support=" ", accountability="")
    kept = settled(blank)
    assert (kept.expectations, kept.support, kept.accountability) == ({}, None, None)
    assert str(weights_words(99)) == "Jumlah bobot 99 %, kurang 1 dari 100 %."
