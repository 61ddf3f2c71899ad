"""Every mistake of a broken rulebook is told at once, each with its file, its key and a stable code."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from config.errors import RulebookErrors, describe_problems
from config.loading import check, load_rulebook
from tests.rules.conftest import RULEBOOK

BROKEN = Path(__file__).parent / "broken"

#: What is wrong in `broken/`, laid over the good rulebook, of which law.toml is taken away.
MISTAKES = """
agencies.toml
    neighbour  bearings
answers.toml
    answer[berkas_adminduk].category  unknown_reference
    answer[saluran_diperiksa].category  unknown_reference
appraisal.toml
    achievement_level[good].guide[0]  invalid
    achievement_level[odd].guide[0].predicates  unknown_reference
    achievement_level[poor].guide[1].most  invalid
    achievement_level[poor].guide[1].predicates  invalid
    achievement_level[poor].guide[2].least  invalid
    appraisal[periods].period_months  invalid
    cell  no_cell
    cell[above-above].predicate  unknown_reference
    cell[again]  cell_twice
    predicate[poor].names.en  no_translation
    predicate[poor].source  no_source
calendar.toml
    calendar[medan].first_on  invalid
    calendar[medan].source  no_source
    calendar[national].pattern[idle]  pattern_without_window
    calendar[national].pattern[night].windows.mon  window_past_midnight
    calendar[national].year[2025].decreed.2025-08-18  unknown_reference
    calendar[national].year[2025].holiday.2026-01-01  other_year
    calendar[national].zone  unknown_zone
categories.toml
    category[lainnya].effective_from  overlap
    category[lainnya].first_handler  unknown_reference
    category[lainnya].owner  unknown_reference
    category[lainnya].questions  too_many
    category[lainnya].questions  twice
    category[lampu_jalan].effective_from  invalid
    category[lampu_jalan].effort  invalid
    category[lampu_jalan].first_handler  unknown_reference
    category[lampu_jalan].owner  unknown_reference
    category[lampu_jalan].questions[tiang nomor].ask.en  no_translation
    category[lampu_jalan].questions[tiang nomor].code  invalid
    category[sampah].colour  unknown_key
    category[sampah].kind  invalid
    category[sampah].names.en  no_translation
    category[sampah].source  no_source
emergency.toml
    emergency_number[umum].phone  invalid
    emergency_sign[kebakaran].numbers  unknown_reference
    emergency_sign[kebakaran].words_en  invalid
holidays.toml
    -  unknown_file
law.toml
    -  no_file
limits.toml
    limit  missing
    limit[sliver_metres].source  no_source
office.toml
    office.oversight_agency  unknown_reference
papers.toml
    paper[disposition].closing  bad_placeholder
    paper[disposition].closing  bad_placeholder
    paper[disposition].number  bad_number
    paper[disposition].number  bad_placeholder
    paper[disposition].signed_by  unknown_reference
    paper[receipt].code  invalid
    paper[referral].signed_by  invalid
policies.toml
    escalations_off[0].policy  unknown_reference
    escalations_off[2].source  no_source
    escalations_off[3].effective_until  backwards
    escalations_off[4].effective_from  overlap
    ladder[both].rung[0].to  invalid
    ladder[neither].rung[0]  invalid
    row[early].effective_until  backwards
    row[late].based_on  not_in_force
    row[late].based_on  unknown_reference
    row[late].category  unknown_reference
    row[late].unit  unknown_reference
    row[round].based_on  circle
    row[silent].targets  row_without_target
    row[two]  row_named_twice
    row[two].calendar  unknown_reference
    terms[0].completeness_expiry.source  no_source
    terms[0].objection_period  invalid
    terms[0].question_expiry.working_days  invalid
    terms[0].reopen_limit  invalid
    terms[0].reopen_limit.weeks  unknown_key
routing.toml
    rule  no_fallback
    rule[nowhere].reason  bad_placeholder
    rule[nowhere].to  unknown_reference
    rule[same_place].categories  unknown_reference
    rule[same_place].kelurahan  unknown_reference
    rule[same_place].order  same_order
    rule[same_place].reason  unlike_translation
    rule[same_place].to  invalid
    rule[superior].accused  missing
    rule[superior].otherwise  missing
targets.toml
    -  not_toml
texts.toml
    text[notice.answered].words  bad_placeholder
    text[notice.received].words  unlike_translation
"""


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    book = Path(shutil.copytree(RULEBOOK, tmp_path / "book"))
    for file in BROKEN.iterdir():
        shutil.copy(file, book)
    (book / "law.toml").unlink()
    return book


def test_every_mistake_is_named_with_file_and_key(broken: Path) -> None:
    told = [(problem.file, problem.key or "-", problem.code) for problem in check(broken)]
    assert told == _read(MISTAKES)


def test_loading_refuses_with_all_of_them_in_its_words(broken: Path) -> None:
    with pytest.raises(RulebookErrors) as refused:
        load_rulebook(broken)
    assert list(refused.value.problems) == check(broken)
    words = describe_problems(refused.value.problems)
    assert words.splitlines()[0] == f"{len(refused.value.problems)} problems"
    assert (
        "  categories.toml: category[sampah].source: has no `source`: say where this number or rule "
        "comes from [no_source]"
    ) in words.splitlines()


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    assert [problem.code for problem in check(tmp_path / "nowhere")] == ["no_folder"]


def test_an_empty_folder_names_every_file(tmp_path: Path) -> None:
    assert {(problem.file, problem.code) for problem in check(tmp_path)} >= {
        ("office.toml", "no_file"),
        ("kelurahan.geojson", "no_file"),
    }


@pytest.mark.parametrize("geometry", ["{", "[]", '{"features": 1}', '{"features": [{"properties": {}}]}'])
def test_a_broken_map_is_a_problem_not_a_crash(tmp_path: Path, geometry: str) -> None:
    book = Path(shutil.copytree(RULEBOOK, tmp_path / "book"))
    (book / "kelurahan.geojson").write_text(geometry, encoding="utf-8")
    assert {problem.file for problem in check(book)} == {"kelurahan.geojson"}


def test_a_map_without_outlines_is_said_of_each_kelurahan(tmp_path: Path) -> None:
    book = Path(shutil.copytree(RULEBOOK, tmp_path / "book"))
    (book / "kelurahan.geojson").write_text('{"features": []}', encoding="utf-8")
    assert {(problem.file, problem.code) for problem in check(book)} == {("kelurahan.toml", "no_outline")}


@pytest.mark.parametrize("name", sorted(path.name for path in RULEBOOK.glob("*.toml")))
@pytest.mark.parametrize(
    "content",
    [
        "",
        "\x00",
        "defaults = 1",
        "[defaults]\nsource = 1\ncolour = 2",
        "{table} = 1",
        "[{table}]",
        "[[{table}]]",
    ],
)
def test_no_content_of_a_file_crashes_the_check(tmp_path: Path, name: str, content: str) -> None:
    book = Path(shutil.copytree(RULEBOOK, tmp_path / "book"))
    table = {"policies.toml": "row"}.get(name, name.removesuffix(".toml"))
    (book / name).write_text(content.replace("{table}", table), encoding="utf-8")
    assert name in {problem.file for problem in check(book, {})}


def _read(listed: str) -> list[tuple[str, str, str]]:
    found, file = [], ""
    for line in listed.strip().splitlines():
        if line.startswith(" "):
            key, code = line.strip().rsplit("  ", 1)
            found.append((file, key, code))
        else:
            file = line
    return found
