"""The categories' keywords against the demo texts; the keywords were tuned on those, so the share is no forecast."""

from __future__ import annotations

from datetime import date

import pytest

from complaints_service.intake.suggesting.keywords import suggest_category
from complaints_service.samples.library import load_library
from config.rulebook import Rulebook

ON = date(2026, 11, 24)
COMPLAINTS = load_library().complaints


@pytest.fixture(scope="module")
def suggested(rulebook: Rulebook) -> list[tuple[str, str | None]]:
    """(the true category, the suggested one) of each demo complaint."""
    return [(each.category, suggest_category(each.text, rulebook.categories_on(ON))) for each in COMPLAINTS]


def test_two_of_three_demo_complaints_get_their_category(suggested: list[tuple[str, str | None]]) -> None:
    assert sum(true == guess for true, guess in suggested) >= 2 / 3 * len(suggested)


def test_a_wrong_guess_rarely_makes_an_accusation(
    rulebook: Rulebook, suggested: list[tuple[str, str | None]]
) -> None:
    about_staff = {each.code for each in rulebook.categories if each.about_staff}
    wrong = [pair for pair in suggested if pair[1] in about_staff and pair[0] not in about_staff]
    assert len(wrong) <= 2


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("Paret di gang kami tumpat, tiap hujan air naik.", "drainase_banjir"),
        ("Lampu jalan padam sudah seminggu.", "lampu_jalan"),
        ("Sampah tidak diangkut di Pasar 3 Timur.", "sampah"),
        ("Jalan kupak-kapik, banyak lobang.", "jalan_rusak"),
        ("Petugas minta uang rokok untuk urus KK.", "pungli"),
        ("xyz", None),
        ("The drain in front of our alley is blocked, the water comes in.", "drainase_banjir"),
        ("The street light has been out for a week.", "lampu_jalan"),
        ("Rubbish was not collected in Pasar 3.", "sampah"),
        ("There are potholes all over Jalan Marelan.", "jalan_rusak"),
        ("How do I get a family card?", "informasi"),
        ("Pak Ahmad bin Ali sudah menunggu lama.", None),
    ],
)
def test_local_words_are_understood(rulebook: Rulebook, text: str, category: str | None) -> None:
    assert suggest_category(text, rulebook.categories_on(ON)) == category


def test_no_keyword_belongs_to_two_categories(rulebook: Rulebook) -> None:
    seen: dict[str, str] = {}
    for category in rulebook.categories:
        for keyword in (*category.keywords, *category.keywords_en):
            assert keyword not in seen, seen.get(keyword)
            seen[keyword] = category.code
