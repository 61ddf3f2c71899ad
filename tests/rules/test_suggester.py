"""What is proposed for a text follows from weighted words, and is the same as the library's that taught it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints_service.intake.suggesting.suggester import MOST, WORD, Suggester, terms_of
from complaints_service.intake.suggesting.teaching import Example, Taught, teach
from complaints_service.samples.judged import demo_texts, request_titles
from config.rulebook import Rulebook

ON = date(2026, 11, 24)
SHOP = [
    Example("parit tumpat air naik", "parit"),
    Example("parit meluap ke jalan", "parit"),
    Example("lampu jalan padam", "lampu"),
    Example("lampu mati gelap", "lampu"),
    Example("sampah bau busuk", "sampah"),
    Example("sampah tidak diangkut", "sampah"),
]


@pytest.fixture(scope="module")
def shop() -> Suggester:
    return teach(SHOP, [], [], {}).suggester


@pytest.fixture(scope="module")
def office(rulebook: Rulebook) -> Taught:
    """Taught by the rulebook alone, judged by texts that taught it nothing."""
    categories = rulebook.categories_on(ON)
    phrases = [
        Example(words, each.code) for each in categories for words in (*each.keywords, *each.keywords_en)
    ]
    sentences = [Example(words, each.code) for each in categories for words in each.examples]
    unseen = {"demo": demo_texts(), "requests_311": request_titles()}
    return teach(
        phrases, sentences, [], {name: [Example(*one) for one in texts] for name, texts in unseen.items()}
    )


def test_the_surest_comes_first_with_the_words_that_spoke_for_it(shop: Suggester) -> None:
    first = shop.propose("Parit di depan rumah tumpat")[0]
    assert first.category == "parit"
    assert set(first.because) == {"parit", "tumpat"}


def test_a_text_of_unknown_words_gets_no_proposal(shop: Suggester) -> None:
    assert shop.propose("xyzzy") == shop.propose("") == []


def test_only_what_is_in_force_is_proposed(shop: Suggester) -> None:
    assert "parit" not in {one.category for one in shop.propose("parit tumpat", {"lampu", "sampah"})}


def test_it_reads_what_it_wrote(shop: Suggester) -> None:
    assert Suggester.from_json(shop.to_json()) == shop


@given(
    st.text(max_size=200)
    | st.lists(st.sampled_from(sorted(terms_of("parit lampu sampah jalan air ke")))).map(" ".join)
)
def test_it_proposes_for_any_text_at_most_three_with_shares(shop: Suggester, text: str) -> None:
    found = shop.propose(text)
    assert len(found) <= MOST
    assert sum(one.certainty for one in found) <= 1 + 1e-9
    assert [one.certainty for one in found] == sorted((one.certainty for one in found), reverse=True)


@pytest.mark.parametrize("text", ["parit tumpat di jalan", "sampah lampu", "air air air naik"])
def test_its_numbers_are_those_of_the_library(shop: Suggester, text: str) -> None:
    # Read here: every process that collects tests would pay a second for it.
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    words = sorted({term for each in SHOP for term in terms_of(each.text)})
    rare = TfidfVectorizer(sublinear_tf=True, token_pattern=WORD, ngram_range=(1, 2), vocabulary=words)
    model = LogisticRegression(C=10.0, solver="newton-cg", tol=1e-3, class_weight="balanced")
    model.fit(rare.fit_transform([one.text for one in SHOP]), [one.category for one in SHOP])
    shares = dict(zip(model.classes_, model.predict_proba(rare.transform([text]))[0], strict=True))
    for one in shop.propose(text):
        assert one.certainty == pytest.approx(shares[one.category], abs=0.001)


def test_words_that_few_reports_have_are_not_kept() -> None:
    reports = [
        Example("lampu padam depan rumah Pak Zulham", "lampu"),
        Example("lampu depan toko padam", "lampu"),
        Example("lampu depan sekolah padam", "lampu"),
    ]
    terms = teach(SHOP, [], reports, {}).suggester.terms
    assert "depan" in terms
    assert not {"zulham", "pak zulham", "toko"} & set(terms)


def test_six_of_ten_unseen_texts_are_named_first_and_more_than_eight_among_three(office: Taught) -> None:
    """The demo's texts taught nothing, but the keywords of the rulebook were once chosen with them in view."""
    demo = office.measures["demo"]
    assert demo.count == len(demo_texts())
    assert (demo.first, demo.among) >= (0.6, 0.8)
    assert office.measures["requests_311"].first >= 0.55


def test_sentences_held_back_are_judged_by_the_others(office: Taught) -> None:
    held = office.measures["held_back"]
    assert held.count > 100
    assert 0.3 < held.first <= held.among < 1
