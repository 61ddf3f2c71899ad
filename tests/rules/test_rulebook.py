"""What the rulebook of Medan Marelan promises, and how it is looked up by date."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from config.errors import MissingTextValue, NotInForce, UnknownEntry
from config.loading import check, load_rulebook
from config.rulebook import Rulebook
from config.versions import changed_versions
from sla import Amount
from tests.rules.conftest import RULEBOOK

NOW = datetime(2026, 11, 24, 7, 5, tzinfo=UTC)

#: The categories the imported requests are mapped to.
IMPORTED = {
    *(
        "sampah",
        "lampu_jalan",
        "pohon_tumbang",
        "jalan_rusak",
        "lalu_lintas",
        "ketertiban",
        "perilaku_petugas",
    ),
    *("kesehatan_lingkungan", "drainase_banjir", "air_bersih"),
}


def test_it_has_no_mistakes() -> None:
    assert check(RULEBOOK) == []


def test_it_has_the_imported_categories_and_all_four_kinds(rulebook: Rulebook) -> None:
    codes = {category.code for category in rulebook.categories}
    assert codes >= IMPORTED
    assert {category.kind for category in rulebook.categories} == {
        "information",
        "aspiration",
        "complaint",
        "oversight",
    }


@pytest.mark.parametrize(
    ("kind", "resolution"),
    [
        ("information", Amount("working_days", 5)),
        ("aspiration", Amount("working_days", 14)),
        ("complaint", Amount("working_days", 14)),
        ("oversight", Amount("working_days", 60)),
    ],
)
def test_each_kind_has_its_days(rulebook: Rulebook, kind: str, resolution: Amount) -> None:
    row = rulebook.policy_at(NOW).row_for(kind=kind, category="lainnya", priority="normal", unit="MEJA")
    assert row is not None
    assert row.targets["resolution"] == resolution
    assert row.targets["legal_answer"] == Amount("calendar_days", 14)
    assert row.targets["legal_decision"] == Amount("calendar_days", 60)
    assert row.targets["legal_notice"] == Amount("calendar_days", 14)


def test_high_priority_is_never_slower_than_normal(rulebook: Rulebook) -> None:
    policy, calendar = rulebook.policy_at(NOW), rulebook.calendar("medan")
    for category in rulebook.categories:
        if category.kind != "complaint":
            continue
        normal, high = (
            policy.row_for(kind="complaint", category=category.code, priority=priority, unit="MEJA")
            for priority in ("normal", "high")
        )
        assert normal is not None
        assert high is not None
        for clock, amount in high.targets.items():
            assert calendar.due(NOW, amount) <= calendar.due(NOW, normal.targets[clock]), (
                category.code,
                clock,
            )


def test_what_is_looked_up_by_date(rulebook: Rulebook) -> None:
    new_year = datetime(2024, 12, 31, 17, tzinfo=UTC)  # 00:00 in Medan
    assert rulebook.policy_at(new_year).version == "2025-01-01"
    with pytest.raises(NotInForce):
        rulebook.policy_at(datetime(2024, 12, 31, 16, 59, 59, tzinfo=UTC))
    target = rulebook.target("first_response_on_time", date(2026, 11, 1))
    assert target is not None
    assert target.value == 80
    assert rulebook.target("first_response_on_time", date(2024, 1, 1)) is None
    assert rulebook.limit("open_tickets_per_officer", date(2026, 11, 1)) == 40


def test_texts_are_filled_in_the_language_asked_for(rulebook: Rulebook) -> None:
    assert rulebook.text("reject.not_ours", "id", agency="Dinas PUPR Sumut") == (
        "Ini bukan wewenang kami. Yang berwenang: Dinas PUPR Sumut."
    )
    assert rulebook.text("reject.not_ours", "en", agency="X") == "This is not ours to decide. In charge: X."
    assert rulebook.text("reject.spam", "nl") == rulebook.text("reject.spam", "id")
    with pytest.raises(MissingTextValue, match="agency"):
        rulebook.text("reject.not_ours", "id")
    with pytest.raises(UnknownEntry):
        rulebook.text("reject.because", "id")


def test_texts_fill_values_only_once(rulebook: Rulebook) -> None:
    assert "{number}" in rulebook.text("reject.not_ours", "id", agency="{number}")


def test_texts_to_citizens_keep_the_offices_tone(rulebook: Rulebook) -> None:
    refused = ("kamu", "bapak/ibu", "diproses", "ditindaklanjuti", "terkait", "dimohon", "!")
    for versions in rulebook.texts.values():
        for text in versions:
            assert not [word for word in refused if word in text.words.id.casefold()], text.key


def test_a_kelurahan_is_known_by_code_unit_and_name(rulebook: Rulebook) -> None:
    for words in ("12.71.12.1004", "TNR", "tanah enam ratus", "Tanah Enam-Ratus"):
        found = rulebook.kelurahan_called(words)
        assert found is not None
        assert found.code == "12.71.12.1004"
    assert rulebook.kelurahan_called("Belawan") is None


class TestVersions:
    def test_they_are_the_same_each_time(self, rulebook: Rulebook) -> None:
        again = load_rulebook(RULEBOOK)
        assert rulebook.versions() == again.versions()
        assert {version.kind for version in rulebook.versions()} == {
            "calendar",
            "policy",
            "routing",
            "categories",
            "targets",
            "appraisal",
        }

    def test_a_changed_number_changes_the_version_and_a_source_does_not(
        self, rulebook: Rulebook, tmp_path: Path
    ) -> None:
        stored = {(v.kind, v.code, v.version): v.sha256 for v in rulebook.versions()}
        book = _copy(tmp_path)
        _edit(book / "policies.toml", "SP4N: verified and", "SP4N, read again: verified and")
        assert not changed_versions(load_rulebook(book).versions(), stored)
        _edit(book / "policies.toml", "resolution = { working_days = 60", "resolution = { working_days = 61")
        assert [v.kind for v in changed_versions(load_rulebook(book).versions(), stored)] == ["policy"]

    def test_a_row_added_from_a_later_day_makes_a_second_version_and_leaves_the_first(
        self, rulebook: Rulebook, tmp_path: Path
    ) -> None:
        stored = {(v.kind, v.code, v.version): v.sha256 for v in rulebook.versions()}
        book = _copy(tmp_path)
        with (book / "policies.toml").open("a", encoding="utf-8") as file:
            file.write(
                '\n[[row]]\nkey = "adminduk"\nbased_on = "complaint"\nkind = "complaint"\n'
                'category = "adminduk"\n'
                'effective_from = 2026-12-01\nsource = "test"\n'
                '[row.targets]\nresolution = { working_days = 3, source = "test" }\n'
            )
        changed = load_rulebook(book)
        assert [policy.version for policy in changed.policies] == ["2025-01-01", "2026-12-01"]
        assert not changed_versions(changed.versions(), stored)
        before = changed.policy_at(NOW).row_for(kind="complaint", category="adminduk")
        later = changed.policy_at(datetime(2026, 12, 1, tzinfo=UTC))
        after = later.row_for(kind="complaint", category="adminduk")
        assert before is not None
        assert after is not None
        assert (before.key, after.key) == ("complaint", "adminduk")

    def test_a_routing_rule_may_end_and_another_begin(self, tmp_path: Path) -> None:
        book = _copy(tmp_path)
        _edit(
            book / "routing.toml",
            'key = "landfill"\norder = 80\n',
            'key = "landfill"\norder = 80\neffective_until = 2026-06-30\n',
        )
        changed = load_rulebook(book)
        assert [rules.version for rules in changed.routing] == ["2025-01-01", "2026-07-01"]
        assert "landfill" not in {rule.key for rule in changed.routing_at(NOW).rules}

    def test_the_next_years_holidays_are_one_block(self, rulebook: Rulebook, tmp_path: Path) -> None:
        book = _copy(tmp_path)
        with (book / "calendar.toml").open("a", encoding="utf-8") as file:
            for code, year in (("national", True), ("medan", False)):
                parent = "" if year else 'parent = "national"\n'
                file.write(
                    f'\n[[calendar]]\ncode = "{code}"\nversion = "2028.1"\nbased_on = "2025-2027.1"\n{parent}'
                    'zone = "Asia/Jakarta"\nfirst_on = 2025-01-01\nhorizon_on = 2028-12-31\n'
                    'nominal_day_seconds = 27000\nsource = "test"\n'
                )
                if year:
                    file.write(
                        '[[calendar.year]]\nyear = 2028\nsource = "test"\n'
                        '[calendar.year.holiday]\n2028-01-03 = "Libur"\n'
                    )
        calendar = load_rulebook(book).calendar("medan")
        assert calendar.version == "2028.1"
        assert calendar.closed_reason(date(2028, 1, 3)) is not None
        assert not calendar.is_working_day(date(2026, 3, 20))
        assert rulebook.calendar("medan").version == "2025-2027.1"


def _copy(folder: Path) -> Path:
    return Path(shutil.copytree(RULEBOOK, folder / "book"))


def _edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")
