"""The index of satisfaction to the digit, its classes at every bound, and the size of a sample."""

from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from complaints_service.measurement.survey_figures import interval_of
from complaints_service.survey.skm.index import converted, grade_of, index_of, pooled, result_of, rounded
from complaints_service.survey.skm.passes import channel_of, new_pass, pass_of_report
from complaints_service.survey.skm.sample import missing, sample_size
from config.entries.survey import ELEMENTS
from config.rulebook import Rulebook

TABLE = Path(__file__).parents[1] / "data" / "krejcie_morgan.json"
#: Means of the nine elements in the annex's example, as it is handed down; with 0.11 each it comes to 2.6818.
EXAMPLE = tuple(map(Fraction, ("3.45", "2.65", "3.53", "2.31", "1.55", "3.12", "2.13", "2.43", "3.21")))
KEY = b"k" * 32


def test_the_worked_example_with_the_printed_weight_and_with_the_true_one(rulebook: Rulebook) -> None:
    printed = index_of(EXAMPLE, weight=Fraction("0.11"))
    assert (printed, printed * 25) == (Fraction("2.6818"), Fraction("67.045"))
    ours = index_of(EXAMPLE)
    assert (rounded(ours, 4), converted(ours)) == (Decimal("2.7089"), Decimal("67.72"))
    assert grade_of(converted(printed), rulebook.survey_classes).code == "C"
    assert grade_of(converted(ours), rulebook.survey_classes).code == "C"


def test_nothing_but_fours_is_a_hundred_and_nothing_but_ones_twenty_five(rulebook: Rulebook) -> None:
    for score, ikm, grade in ((4, "100.00", "A"), (1, "25.00", "D")):
        totals = dict.fromkeys(ELEMENTS, score * 7)
        found = result_of(totals, answers=7, classes=rulebook.survey_classes)
        assert found is not None
        assert (str(found.ikm), found.grade.code) == (ikm, grade)
        assert {one.converted for one in found.elements} == {Decimal(ikm)}


@pytest.mark.parametrize(
    ("ikm", "grade"),
    [
        ("25.00", "D"),
        ("64.99", "D"),
        ("65.00", "C"),
        ("76.60", "C"),
        ("76.61", "B"),
        ("88.30", "B"),
        ("88.31", "A"),
        ("100.00", "A"),
    ],
)
def test_each_class_begins_and_ends_where_the_regulation_says(
    ikm: str, grade: str, rulebook: Rulebook
) -> None:
    assert grade_of(Decimal(ikm), rulebook.survey_classes).code == grade


def test_what_lies_in_a_gap_between_classes_is_rounded_half_up_first(rulebook: Rulebook) -> None:
    cases = (
        ("76.605", "B"),
        ("76.6049", "C"),
        ("88.305", "A"),
        ("88.3049", "B"),
        ("64.995", "C"),
        ("64.9949", "D"),
    )
    for exact, grade in cases:
        assert grade_of(rounded(Fraction(exact)), rulebook.survey_classes).code == grade, exact


def test_below_five_answers_there_is_no_figure(rulebook: Rulebook) -> None:
    for answers in (0, 1, 3, 4):
        totals = dict.fromkeys(ELEMENTS, 3 * answers)
        assert result_of(totals, answers=answers, classes=rulebook.survey_classes) is None


def test_the_weakest_three_are_the_lowest_means_in_order(rulebook: Rulebook) -> None:
    totals = {code: 30 - place for place, code in enumerate(ELEMENTS)}
    totals["u2"] = 11
    found = result_of(totals, answers=10, classes=rulebook.survey_classes)
    assert found is not None
    assert [one.code for one in found.weakest] == ["u2", "u9", "u8"]


def test_a_unit_is_all_answers_of_its_services_not_the_mean_of_their_indices(rulebook: Rulebook) -> None:
    classes = rulebook.survey_classes
    small = result_of(dict.fromkeys(ELEMENTS, 20), answers=5, classes=classes)
    large = result_of(dict.fromkeys(ELEMENTS, 90), answers=45, classes=classes)
    assert small is not None and large is not None
    both = pooled([small, large], classes=classes)
    assert both is not None
    assert (small.ikm, large.ikm, both.ikm) == (Decimal("100.00"), Decimal("50.00"), Decimal("55.00"))
    assert pooled([], classes=classes) is None


def test_the_interval_holds_the_index_and_narrows_with_more_answers(rulebook: Rulebook) -> None:
    widths = []
    for answers in (5, 50, 500):
        found = result_of(
            dict.fromkeys(ELEMENTS, 3 * answers), answers=answers, classes=rulebook.survey_classes
        )
        assert found is not None
        low, high = interval_of(found)
        assert Decimal(25) <= low < found.ikm < high <= Decimal(100)
        widths.append(high - low)
    assert widths == sorted(widths, reverse=True)
    sure = result_of(dict.fromkeys(ELEMENTS, 20), answers=5, classes=rulebook.survey_classes)
    assert sure is not None
    assert interval_of(sure)[1] == Decimal(100)
    assert interval_of(sure)[0] < Decimal(80), "five fours do not prove a hundred"


def test_the_sample_is_krejcie_and_morgans_table() -> None:
    rows = json.loads(TABLE.read_text(encoding="utf-8"))["rows"]
    assert len(rows) > 70
    assert {size: sample_size(int(size)) for size in rows} == rows
    assert [sample_size(small) for small in (0, 1, 2)] == [0, 1, 2]
    assert (missing(100, 30), missing(100, 80), missing(100, 300)) == (50, 0, 0)


def test_a_pass_fits_its_own_period_and_way_alone() -> None:
    given = new_pass(KEY, period="AB12CD", channel="slip")
    assert channel_of(KEY, period="AB12CD", given=given) == "slip"
    assert channel_of(KEY, period="AB12CE", given=given) is None
    assert channel_of(b"x" * 32, period="AB12CD", given=given) is None
    assert channel_of(KEY, period="AB12CD", given="p" + given[1:]) is None
    for wrong in ("", "s", "s!!!!", given[:-1], "é" + given[1:], given + "a"):
        assert channel_of(KEY, period="AB12CD", given=wrong) is None, wrong


def test_the_pass_of_a_report_stays_the_same_and_tells_no_number() -> None:
    first, again = (pass_of_report(KEY, period="AB12CD", number="MRL-2611-7K4Q2") for _ in range(2))
    assert first == again
    assert channel_of(KEY, period="AB12CD", given=first) == "link"
    assert first != pass_of_report(KEY, period="AB12CD", number="MRL-2611-7K4Q3")
    assert "7k4q2" not in first
