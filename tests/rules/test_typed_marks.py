"""What Word, phones and messengers put into what is typed: every door reads the same out of it."""

from __future__ import annotations

import random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from complaints_service.edge.input.schemas import ComplaintSchema, ReporterSchema
from complaints_service.people.staff_file import read_staff
from complaints_service.texts import clean, phone_typed, text_problem

#: What hides in a copied number: marks of direction, zero-width letters, spaces and dashes of every kind.
HIDDEN = "\u200e\u200f\u202a\u202c\u2066\u2069\u200b\u2060\ufeff\u00a0\u202f\u2009\u2011\u2013\u00ad .-()"
#: Letters that a word processor ends lines, pages and columns with, and its own hyphens.
WORD = "\x0b\x0c\x0e\x85\u2028\u2029\r\x1e\x1f"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("+62 812-3456-7890", "+6281234567890"),
        ("\u202a+62 812\u20113456\u20117890\u202c", "+6281234567890"),
        ("+62 (0)812 3456 7890", "+6281234567890"),
        ("0812.3456.7890", "081234567890"),
        ("(061) 685 1234", "0616851234"),
        ("0812 3456 7890 (WA)", "081234567890"),
        ("WA: 0812 3456 7890", "081234567890"),
        ("٠٨١٢٣٤٥٦٧٨٩٠", "081234567890"),
        ("\uff0b\uff16\uff12 812 3456 7890", "+6281234567890"),
    ],
)
def test_digits_are_read_out_of_what_was_typed(typed: str, read: str) -> None:
    assert phone_typed(typed) == read == phone_typed(read)


@pytest.mark.parametrize(
    "typed",
    ["", "nomor saya", "0812", "+", "0812 3456 7890 / 0813 3456 7890", "081234567890, jam 7", "1" * 16],
)
def test_no_number_or_more_than_one_is_refused(typed: str) -> None:
    assert phone_typed(typed) is None


@given(
    st.lists(st.sampled_from(HIDDEN), max_size=8), st.integers(10**8, 6 * 10**11), st.booleans(), st.randoms()
)
def test_a_number_ends_the_same_through_every_door(
    marks: list[str], digits: int, plus: bool, dice: random.Random
) -> None:
    assume(not str(digits).startswith("620"))  # with a + before it, its 0 is the one that is left out
    wanted = ("+" if plus else "0") + str(digits)
    letters = list(wanted)
    for mark in marks:
        letters.insert(dice.randint(0, len(letters)), mark)
    typed = "".join(letters)
    assert ReporterSchema().load({"phone": typed})["phone"] == wanted  # form, API, chat: one field
    sheet = f'name,employment,position,phone\nSari,non_asn,staf,"{typed}"\n'.encode()
    read = read_staff(sheet)
    assert not read.problems
    assert read.rows[0].phone == (wanted if plus else f"+62{digits}")


def test_an_address_ends_the_same_through_every_door() -> None:
    typed = "\u200b\u00a0sari@contoh.example\u2060\u202f"
    assert ReporterSchema().load({"email": typed})["email"] == "sari@contoh.example"
    read = read_staff(f"name,employment,position,email\nSari,non_asn,staf,{typed}\n".encode())
    assert (read.problems, read.rows[0].email) == ((), "sari@contoh.example")


@given(st.text(alphabet="ab \n" + WORD, max_size=40))
def test_a_text_ends_the_same_through_every_door(typed: str) -> None:
    once = clean(typed)
    assert not set(once) & set(WORD)
    assert clean(once) == once
    if not once:
        assert text_problem(typed) is not None
        return
    assert text_problem(typed) is None
    loaded = ComplaintSchema().load({"text": typed, "privacy": "open"})["text"]  # API and chat
    assert clean(loaded) == once
