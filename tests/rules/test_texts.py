"""Which words can be taken, and the title made of them."""

from __future__ import annotations

import pytest

from complaints_service.texts import MAX_LENGTH, clean, text_problem, title_of


@pytest.mark.parametrize(
    "text",
    [
        "a",
        "baris\nbaris",
        "baris\r\nbaris",
        "tab\tdi tengah",
        "👨‍👩‍👧 🚮",
        "שלום وعليكم",
        "<b>tebal</b>",
        "{{7*7}}",
        "x" * MAX_LENGTH,
    ],
)
def test_words_like_these_are_taken(text: str) -> None:
    assert text_problem(text) is None


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "   ",
        "\n\t ",
        "nul\x00",
        "lonceng\x07",
        "hapus\x7f",
        "esc\x1b[31m",
        "\x85",
        "x" * (MAX_LENGTH + 1),
        "\ud800",
    ],
)
def test_these_are_refused_with_words(text: str | None) -> None:
    assert str(text_problem(text))


def test_newlines_become_one_kind_and_nothing_else_is_touched() -> None:
    assert clean("  a\r\nb\rc  d ") == "a\nb\nc  d"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Parit di gang kami tumpat. Kalau hujan naik.", "Parit di gang kami tumpat"),
        ("Lampu mati!\nSudah tiga hari. Gelap sekali.", "Lampu mati! Sudah tiga hari"),
        ("Assalamualaikum min. Lampu di gang mati. Gelap.", "Lampu di gang mati"),
        ("Selamat pagi.\nParit di Jl. Marelan Raya tumpat. Bau.", "Parit di Jl. Marelan Raya tumpat"),
        ("Selamat pagi", "Selamat pagi"),
        ("Selamatkan pohon di gang kami. Mau ditebang.", "Selamatkan pohon di gang kami"),
        ("kata " * 40, ("kata " * 18).strip() + "…"),
    ],
)
def test_a_title_is_the_first_sentence_that_tells_something(text: str, title: str) -> None:
    assert title_of(text) == title
