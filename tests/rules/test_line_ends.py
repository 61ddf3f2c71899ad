"""What a word processor ends its lines with is a newline here, at every door; other control letters are refused."""

from __future__ import annotations

import pytest
from marshmallow import ValidationError

from complaints_service.edge.input.fields import Text
from complaints_service.edge.input.schemas import HouseSchema
from complaints_service.texts import clean, plain, text_problem

ENDS = ["\r\n", "\r", "\x0b", "\x0c", "\x0e", "\x85", "\u2028", "\u2029"]


class _Said(HouseSchema):
    text = Text()


@pytest.mark.parametrize("end", ENDS, ids=ascii)
def test_each_of_them_becomes_a_newline(end: str) -> None:
    said = f"Parit tumpat.{end}Air naik."
    assert clean(said) == _Said().load({"text": said})["text"] == "Parit tumpat.\nAir naik."
    assert text_problem(said) is None


def test_also_within_what_a_client_nests() -> None:
    assert plain({"a": ["x\x0by", 3, None], "b": {"c": "\x85"}}) == {
        "a": ["x\ny", 3, None],
        "b": {"c": "\n"},
    }


@pytest.mark.parametrize("letter", ["\x00", "\x07", "\x9f"], ids=ascii)
def test_other_control_letters_are_refused_as_before(letter: str) -> None:
    with pytest.raises(ValidationError):
        _Said().load({"text": f"Parit{letter}tumpat"})
