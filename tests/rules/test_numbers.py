"""Numbers a citizen can say on the phone, and secrets that open a complaint."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints_service.tickets.ledger.numbers import (
    ALPHABET,
    draw_number,
    read_number,
    secret_digest,
    tracking_secret,
)

NOVEMBER = datetime(2026, 11, 24, 14, 5, tzinfo=UTC)
tails = st.text(ALPHABET, min_size=4, max_size=4)


def test_a_number_names_the_office_and_the_month() -> None:
    assert re.fullmatch(r"MRL-2611-[0-9A-HJKMNP-TV-Z]{5}", draw_number("MRL", NOVEMBER))


@pytest.mark.parametrize(
    "typed",
    ["MRL-2611-7K4Q{}", "mrl-2611-7k4q{}", " MRL 2611 7K4Q{} ", "MRL26117K4Q{}", "MRL–2611–7K4Q{}"],
)
def test_a_number_is_understood_however_it_is_typed(typed: str) -> None:
    number = draw_number("MRL", NOVEMBER, "7K4Q")
    assert read_number(typed.format(number[-1])) == number


def test_o_and_i_and_l_are_taken_for_the_digits_they_look_like() -> None:
    number = draw_number("MRL", NOVEMBER, "10A1")
    typed = f"MRL-2611-IOAL{number[-1]}"
    assert read_number(typed) == number


@pytest.mark.parametrize(
    "typed", ["", "MRL", "MRL-2611-", "2611-7K4Q2", "MRL-2611-7K4QUU", "x" * 500, "MRL-26A1-7K4Q2"]
)
def test_what_cannot_be_a_number_is_none(typed: str) -> None:
    assert read_number(typed) is None


@given(tails, st.integers(0, 3), st.sampled_from(ALPHABET))
def test_one_misread_character_is_noticed(tail: str, place: int, other: str) -> None:
    """The check runs modulo 31, so of 32 characters only the pair 0 and Z can stand for each other."""
    number = draw_number("MRL", NOVEMBER, tail)
    wrong = tail[:place] + other + tail[place + 1 :]
    if other != tail[place] and {other, tail[place]} != {"0", "Z"}:
        assert read_number(f"MRL-2611-{wrong}{number[-1]}") is None


@given(tails, st.integers(0, 2))
def test_two_swapped_neighbours_are_noticed(tail: str, place: int) -> None:
    number = draw_number("MRL", NOVEMBER, tail)
    swapped = tail[:place] + tail[place + 1] + tail[place] + tail[place + 2 :]
    if swapped != tail and {tail[place], tail[place + 1]} != {"0", "Z"}:
        assert read_number(f"MRL-2611-{swapped}{number[-1]}") is None


def test_a_secret_is_derived_again_and_a_new_generation_revokes_it() -> None:
    key = b"k" * 32
    first = tracking_secret(key, "MRL-2611-7K4Q2", 1)
    assert first == tracking_secret(key, "MRL-2611-7K4Q2", 1)
    assert first != tracking_secret(key, "MRL-2611-7K4Q2", 2)
    assert first != tracking_secret(b"j" * 32, "MRL-2611-7K4Q2", 1)
    assert len(first) == 22  # 128 bits in base 64
    assert secret_digest(first) != first
