"""What stays of an entry when its words are erased is named; whatever else is written goes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints_service.tickets.forgetting.scrubbing import (
    BILINGUAL,
    ERASED,
    GOES,
    STAYS,
    WITHIN,
    scrubbed,
)
from tests.support.parts import unknown_parts

CODES = frozenset({"spam"})
BOTH = {"id": "Dekat", "en": "Near"}


@pytest.mark.parametrize(
    ("data", "left"),
    [
        ({"unit": "LHD", "holder": "person:7", "due_at": "2026-09-25T10:00:00+00:00", "late": True}, None),
        ({"reason": "spam"}, None),
        ({"reason": BOTH, "load_note": BOTH, "answers": [{"code": "a", "asked": BOTH, "answer": ""}]}, None),
        ({"reason": "Dekat rumah Sari"}, {"reason": ERASED}),
        ({"reason": "sari"}, {"reason": ERASED}),
        ({"text": "x", "purpose": "y"}, {"text": ERASED, "purpose": ERASED}),
        (
            {"place": {"lat": 3.7, "lng": 98.6, "kelurahan": "12.71", "address": "Gang 7"}},
            {"place": {"lat": None, "lng": None, "kelurahan": "12.71", "address": ERASED}},
        ),
        ({"unit": "rumah Sari di Gang 7"}, {"unit": ERASED}),
        ({"new_part": "081299887761"}, {"new_part": ERASED}),
        ({"new_part": 81299887761}, {"new_part": None}),
        ({"new_part": ["Sari"]}, {"new_part": [ERASED]}),
        ({"new_part": {"number": "Sari"}}, {"new_part": None}),
        ({"new_part": BOTH}, {"new_part": None}),
        ({"reason": {"id": "a", "en": "b", "x": "Sari"}}, {"reason": None}),
        ({"unit": {"id": "Sari"}}, {"unit": None}),
        (
            {"answers": [{"code": "a", "asked": BOTH, "answer": "Di rumah"}]},
            {"answers": [{"code": "a", "asked": BOTH, "answer": ERASED}]},
        ),
    ],
)
def test_what_is_named_stays_and_all_else_goes(
    data: dict[str, object], left: dict[str, object] | None
) -> None:
    assert scrubbed(data, codes=CODES) == (data if left is None else left)


_NAMES = st.sampled_from(sorted(STAYS | GOES | WITHIN | BILINGUAL | {"new_part"}))
_WORDS = st.just("kanari di rumah")
_DATA = st.dictionaries(
    _NAMES,
    st.recursive(
        _WORDS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_NAMES, inner, max_size=3)
    ),
)


@given(_DATA)
def test_no_sentence_is_left_wherever_it_stands(data: dict[str, object]) -> None:
    assert "kanari" not in repr(scrubbed(data, codes=CODES))


def test_no_part_is_named_twice_and_a_new_one_is_told() -> None:
    named = [*STAYS, *GOES, *WITHIN, *BILINGUAL]
    assert len(named) == len(set(named))
    told = {"unit": "LHD", "place": {"lat": 1, "door": "x"}, "answers": [{"mood": "y"}], "mood2": 1}
    assert unknown_parts(told) == {"door", "mood", "mood2"}
