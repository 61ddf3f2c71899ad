"""Words as they are looked for: an Indonesian word in whatever form; figures held on a hundred queries."""

from __future__ import annotations

import pytest

from complaints_service.tickets.search.stems import asked_for, stems_of, tail_typed
from tests.conftest import ROOT

QUERIES = [
    line.split("\t") for line in (ROOT / "tests/data/search_queries.tsv").read_text("utf-8").splitlines()
]


def finds(query: str, text: str) -> bool:
    held = set(stems_of([text]))
    return all(held.intersection(forms) for forms in asked_for(query))


def test_of_a_hundred_queries_95_find_their_report_and_five_find_another_of_the_same_matter() -> None:
    """Written as citizens and officers write; the words as they stand would find 14."""
    assert len(QUERIES) == 100
    own = [query for query, text in QUERIES if finds(query, text)]
    plain = [query for query, text in QUERIES if set(query.split()) <= set(text.lower().split())]
    others = [
        (query, text)
        for place, (query, _) in enumerate(QUERIES)
        for at, (_, text) in enumerate(QUERIES)
        if at != place and finds(query, text)
    ]
    assert (len(own), len(others)) == (95, 5)
    assert len(plain) < 15


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("diperbaiki", "perbaikan"), ("menyapu", "disapu"), ("mengukur", "ukuran"), ("mengeruk", "dikeruk"),
        ("keterlambatan", "lambat"), ("PARIT", "paritnya"), ("RT05", "rt05"), ("مرحبا", "مرحبا"), ("Ⅳ", "iv"),
    ],
)  # fmt: skip
def test_forms_of_one_word_find_each_other(one: str, other: str) -> None:
    assert finds(one, other) and finds(other, one)


@pytest.mark.parametrize(("one", "other"), [("parit", "pasar"), ("rt05", "rt06"), ("lampu", "lampau")])
def test_other_words_do_not(one: str, other: str) -> None:
    assert not finds(one, other)


@pytest.mark.parametrize("typed", ["", "yang di dan", "%%", "\x00", "\ud800", "a", "‮", "- & | ( ) ' \""])
def test_what_holds_no_word_asks_for_none(typed: str) -> None:
    assert asked_for(typed) == []


@pytest.mark.parametrize(
    ("typed", "tail"),
    [("k4q2", "2Q4K"), ("7K4Q2", "2Q4K7"), ("KAQ2O", "02QAK"), ("MRL-2611-7K4Q2", "2Q4K71162LRM"), ("4Q2", None), ("a b c d", None)],
)  # fmt: skip
def test_the_end_of_a_number_is_read_as_people_type_it(typed: str, tail: str | None) -> None:
    assert tail_typed(typed) == tail
