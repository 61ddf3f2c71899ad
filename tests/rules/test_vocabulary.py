"""One word for each code: complete, in both languages, and the same wherever somebody has words of their own."""

from __future__ import annotations

import re
import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest

from complaints_service.app import create_app
from complaints_service.dates import day_and_month, long_month, short_day, short_month
from complaints_service.edge.vocabulary import NEEDED, check_vocabulary
from complaints_service.tickets.clocks.explanation import engine_words
from config.errors import RulebookErrors, UnknownEntry
from config.loading import check, load_rulebook
from config.rulebook import Rulebook
from config.settings import load_settings
from config.vocabulary import FILE, capital
from sla.words import LANGUAGES
from tests.support.databases import IDENTITY_KEY

RULEBOOK = Path(__file__).resolve().parents[2] / "config" / "marelan"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return Path(shutil.copytree(RULEBOOK, tmp_path / "book"))


def edit(book: Path, pattern: str, instead: str) -> None:
    file = book / FILE
    text, changed = re.subn(pattern, instead, file.read_text(encoding="utf-8"), count=1, flags=re.MULTILINE)
    assert changed
    file.write_text(text, encoding="utf-8")


def test_a_word_stands_in_a_sentence_and_alone(rulebook: Rulebook) -> None:
    words = rulebook.vocabulary
    assert words.word("state", "merged", "id") == "disatukan"
    assert words.name("state", "referred", "id") == "Dilimpahkan"
    assert words.name("judgement", "missed", "en") == "Not reached"
    assert words.word("indicator_source", "measured", "id") == "dihitung Tanggap", "a name keeps its capital"
    assert words.name("holder", "unit", "id", unit="SARPRAS") == "Antrean SARPRAS"
    assert words.word("state", "new", "fr") == "baru"
    with pytest.raises(UnknownEntry):
        words.word("state", "lost", "id")


def test_every_code_has_its_word(rulebook: Rulebook) -> None:
    check_vocabulary(rulebook)
    assert all(codes for codes in NEEDED.values())


@pytest.mark.parametrize(
    ("pattern", "instead", "key", "code"),
    [
        (r"^merged = .*\n", "", "state.merged", "missing"),
        (r"^\[privacy\](.*\n)*?\n", "", "privacy.open", "missing"),
(r"^\[close_reason\]", '[colour]\nred = { id = "merah", en = "red" }\n[close_reason]', "colour", "unknown_key"),
    ],
)  # fmt: skip
def test_a_start_is_refused_and_names_what_is_missing_or_too_much(
    book: Path, tmp_path: Path, pattern: str, instead: str, key: str, code: str
) -> None:
    edit(book, pattern, instead)
    rulebook = load_rulebook(book)
    settings = load_settings(
        {
            "TANGGAP_DATABASE_URL": f"sqlite:///{tmp_path / 'unused.db'}",
            "TANGGAP_SECRET_KEY": "a-secret-of-the-tests-" * 2,
            "TANGGAP_TRACKING_KEY": "a-tracking-key-of-the-tests-" * 2,
            "TANGGAP_IDENTITY_KEY": IDENTITY_KEY,
            "TANGGAP_RULEBOOK": str(book),
        },
        tmp_path,
    )
    for start in (lambda: check_vocabulary(rulebook), lambda: create_app(settings)):
        with pytest.raises(RulebookErrors) as refused:
            start()
        assert (FILE, key, code) in {(each.file, each.key, each.code) for each in refused.value.problems}


@pytest.mark.parametrize(
    ("pattern", "instead", "key", "code"),
    [
        (r'^new = .*"new" }', 'new = { id = "baru" }', "state.new.en", "no_translation"),
        (r'^new = .*"new" }', 'new = { id = " ", en = "new" }', "state.new.id", "invalid"),
        (r'^new = .*"new" }', 'new = { id = "baru", en = "new", fr = "neuf" }', "state.new.fr", "unknown_key"),
        (r'^new = .*"new" }', 'new = "baru"', "state.new", "invalid"),
        (r"queue of {unit}", "queue", "holder.unit", "unlike_translation"),
        (r"queue of {unit}", "queue of {unit", "holder.unit", "bad_placeholder"),
    ],
)  # fmt: skip
def test_a_word_that_cannot_be_used_is_named(
    book: Path, pattern: str, instead: str, key: str, code: str
) -> None:
    edit(book, pattern, instead)
    assert [(each.file, each.key, each.code) for each in check(book)] == [(FILE, key, code)]


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_engines_own_words_are_the_offices(rulebook: Rulebook, language: str) -> None:
    assert engine_words(rulebook.vocabulary, language) == LANGUAGES[language]


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_engines_days_and_months_are_babels(language: str) -> None:
    words = LANGUAGES[language]
    days = [date(2026, 11, 23) + timedelta(days=each) for each in range(7)]  # from a Monday on
    assert words.days == tuple(short_day(on, language) for on in days)
    assert words.months == tuple(short_month(date(2026, month, 1), language) for month in range(1, 13))


def test_days_and_months_as_the_pages_say_them() -> None:
    on = date(2026, 8, 4)
    assert (day_and_month(on, "id"), day_and_month(on, "en")) == ("Sel, 4 Agu", "Tue, 4 Aug")
    assert (long_month(on, "id"), long_month(on, "en")) == ("Agustus", "August")


def test_a_capital_is_for_the_first_letter_alone() -> None:
    assert capital("evaluasi periodik") == "Evaluasi periodik" and capital("") == ""
