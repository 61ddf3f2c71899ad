"""The rulebook's values of conduct and templates of plans, and how their mistakes are told."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from complaints_service.appraisal.planning.kinds import ASPECTS, DUTIES
from complaints_service.edge.rulebook import office_rulebook
from complaints_service.measurement.indicators.measures import INDICATORS
from config.entries import performance as performance_entries
from config.errors import RulebookErrors
from config.loading import check
from config.rulebook import Rulebook
from tests.rules.conftest import RULEBOOK


def test_seven_values_have_three_statements_each(rulebook: Rulebook) -> None:
    assert [value.code for value in rulebook.behaviour_values] == [
        "service", "accountable", "competent", "harmonious", "loyal", "adaptive", "collaborative",
    ]  # fmt: skip
    assert [len(value.statements) for value in rulebook.behaviour_values] == [3] * 7
    said = [statement.id for value in rulebook.behaviour_values for statement in value.statements]
    assert len(set(said)) == 21
    assert "Melakukan perbaikan tiada henti." in said
    assert "memory" in rulebook.behaviour_values[-1].source, "what was not read says so"


def test_the_rulebook_and_the_service_speak_of_the_same_aspects_and_duties() -> None:
    assert performance_entries.ASPECTS == ASPECTS
    assert performance_entries.DUTIES == DUTIES


def test_every_civil_servants_post_has_one_template(rulebook: Rulebook) -> None:
    posts = [position for template in rulebook.plan_templates for position in template.positions]
    assert sorted(posts) == sorted(post.code for post in rulebook.positions if post.civil_servant)


def test_the_weights_of_each_template_sum_to_a_hundred(rulebook: Rulebook) -> None:
    for template in rulebook.plan_templates:
        assert sum(result.weight for result in template.results) == 100, template.code
        assert any(result.duty == "main" for result in template.results), template.code


def test_a_measured_indicator_points_the_way_the_registry_does(rulebook: Rulebook) -> None:
    measured = [
        indicator
        for template in rulebook.plan_templates
        for result in template.results
        for indicator in result.indicators
        if indicator.measured
    ]
    assert measured
    for indicator in measured:
        assert indicator.better == INDICATORS[indicator.measured or ""].better


BROKEN = """
[[template]]
code = "satu"
names = { id = "Satu", en = "One" }
positions = ["camat", "nakhoda"]
support = "a"
accountability = "b"
consequence = "c"
effective_from = 2025-01-01
source = "test"
[[template.result]]
duty = "main"
weight = 90
words = "Hasil"
indicator = [{ aspect = "time", words = "Laporan", target = 3, unit = "laporan" }]

[[template]]
code = "dua"
names = { id = "Dua", en = "Two" }
positions = ["camat"]
support = "a"
accountability = "b"
consequence = "c"
effective_from = 2025-01-01
source = "test"
[[template.result]]
duty = "main"
weight = 100
words = "Hasil"
indicator = [{ aspect = "time", measured = "first_response_on_time", target = 80 }]

[[template]]
code = "tiga"
names = { id = "Tiga", en = "Three" }
positions = []
support = "a"
accountability = "b"
consequence = "c"
effective_from = 2025-01-01
[[template.result]]
duty = "sampingan"
weight = 0
words = ""
indicator = [
    { aspect = "rasa", words = "x", target = 3 },
    { aspect = "time", measured = "speed", target = 3 },
    { aspect = "time", measured = "held", target = 3, unit = "jam" },
    { aspect = "time", words = "tanpa satuan", target = 3 },
    { aspect = "time", words = "tanpa target" },
]
"""


def test_every_mistake_of_a_template_is_told_with_its_key(tmp_path: Path) -> None:
    book = Path(shutil.copytree(RULEBOOK, tmp_path / "book"))
    (book / "plan_templates.toml").write_text(BROKEN, encoding="utf-8")
    told = {(problem.key, problem.code) for problem in check(book, INDICATORS)}
    assert told == {
        ("template[satu].positions", "unknown_reference"),
        ("template[satu].result", "weights"),
        ("template[dua].positions", "position_twice"),
        ("template[tiga].source", "no_source"),
        ("template[tiga].positions", "invalid"),
        ("template[tiga].result[0].duty", "invalid"),
        ("template[tiga].result[0].weight", "invalid"),
        ("template[tiga].result[0].words", "invalid"),
        ("template[tiga].result[0].indicator[0].aspect", "invalid"),
        ("template[tiga].result[0].indicator[1].measured", "invalid"),
        ("template[tiga].result[0].indicator[2].unit", "invalid"),
        ("template[tiga].result[0].indicator[3].unit", "invalid"),
        ("template[tiga].result[0].indicator[4].target", "invalid"),
    }


@pytest.mark.parametrize(
    ("old", "new", "key", "code"),
    [
        ('en = "Likes to help."', 'en = ""', "value[harmonious].statements[1].en", "invalid"),
        ('{ id = "Suka menolong.", en = "Likes to help." }', '{ id = "Suka menolong." }', "value[harmonious].statements[1].en", "no_translation"),
        ('code = "loyal"', 'code = "service"', "value[service].effective_from", "overlap"),
    ],
)  # fmt: skip
def test_a_mistake_in_the_values_of_conduct_is_told(
    tmp_path: Path, old: str, new: str, key: str, code: str
) -> None:
    book = Path(shutil.copytree(RULEBOOK, tmp_path / "book"))
    path = book / "behaviour.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    assert [(problem.file, problem.key, problem.code) for problem in check(book)] == [
        ("behaviour.toml", key, code)
    ]


def test_a_training_or_template_for_what_nobody_measures_stops_the_start(tmp_path: Path) -> None:
    """Named with file and key, also in an entry with other mistakes; the codes are the registry's."""
    book = Path(shutil.copytree(RULEBOOK, tmp_path / "book"))
    trainings = book / "trainings.toml"
    text = trainings.read_text(encoding="utf-8")
    code = next(each.code for each in office_rulebook(book).trainings if each.indicator)
    indicator = next(each.indicator for each in office_rulebook(book).trainings if each.code == code)
    trainings.write_text(
        text.replace(f'indicator = "{indicator}"', 'indicator = "speed"', 1).replace(
            "lesson_hours = ", "lesson_hours = -", 1
        ),
        encoding="utf-8",
    )
    with pytest.raises(RulebookErrors) as refused:
        office_rulebook(book)
    told = [(problem.file, problem.key) for problem in refused.value.problems]
    assert ("trainings.toml", f"training[{code}].indicator") in told
    assert len(told) == 2, told
    assert "'speed' is none of first_response_on_time, " in str(refused.value)


@pytest.mark.parametrize(
    ("name", "was", "now", "key"),
    [
        ("targets.toml", "value = 80\n", "value = 850\n", "target[first_response_on_time].value"),
        ("targets.toml", 'unit = "percent"', 'unit = "count"', "target[first_response_on_time].unit"),
        ("targets.toml", 'better = "higher"', 'better = "lower"', "target[first_response_on_time].better"),
        ("plan_templates.toml", '_on_time", target = 80', '_on_time", target = 101', ".target"),
    ],
)
def test_a_target_is_one_that_the_measured_indicator_can_have(
    tmp_path: Path, name: str, was: str, now: str, key: str
) -> None:
    book = Path(shutil.copytree(RULEBOOK, tmp_path / "book"))
    told = (book / name).read_text(encoding="utf-8")
    assert was in told
    (book / name).write_text(told.replace(was, now, 1), encoding="utf-8")
    [problem] = check(book, INDICATORS)
    assert problem.code == "invalid" and problem.key.endswith(key)
