"""Counts of plans and evaluations by unit: none of so few that it names somebody, not even by subtracting."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints_service.appraisal.office import GroupCount, counted, merged
from complaints_service.appraisal.overview import YearOfPerson
from complaints_service.development.rules import LessonHours

FLOOR = 5


def group(unit: str, people: int, signed: int = 0, closed: int = 0) -> GroupCount:
    return GroupCount(unit, people, signed, closed)


def person(
    officer_id: int, *, asn: bool = True, signed: bool = False, state: str | None = None
) -> YearOfPerson:
    return YearOfPerson(
        officer_id=officer_id,
        civil_servant=asn,
        signed=signed,
        draft=None,
        rater_id=None,
        evaluation=state,
        evaluation_id=None,
        reports=0,
        actions=0,
        late_actions=0,
        hours=LessonHours(0, None, None),
        needs=0,
        trainings=0,
    )


def test_who_has_no_plan_by_law_is_not_counted() -> None:
    people = [person(1, signed=True, state="closed"), person(2, state="sent"), person(3, asn=False)]
    assert counted("A", people) == GroupCount("A", 2, 1, 1)


@pytest.mark.parametrize(
    ("groups", "shown"),
    [
        ([], []),
        ([group("A", 4)], []),
        ([group("A", 2), group("B", 2)], []),
        ([group("A", 6, 3), group("B", 5, 1)], [("A", 6), ("B", 5)]),
        ([group("A", 6), group("B", 0)], [("A", 6)]),
        ([group("A", 9), group("B", 3), group("C", 2)], [("A", 9), (None, 5)]),
        # One small unit alone would follow from the total: the next smallest goes with it.
        ([group("A", 9), group("B", 6), group("C", 2)], [("A", 9), (None, 8)]),
        ([group("A", 6), group("B", 2)], [(None, 8)]),
    ],
)
def test_small_units_are_merged(groups: list[GroupCount], shown: list[tuple[str | None, int]]) -> None:
    assert [(each.unit, each.people) for each in merged(groups, FLOOR)] == shown


@given(st.lists(st.integers(0, 12), max_size=12), st.integers(1, 8))
def test_nothing_shown_and_nothing_left_out_is_under_the_floor(sizes: list[int], floor: int) -> None:
    groups = [group(f"U{at}", size, size // 2, size // 3) for at, size in enumerate(sizes)]
    shown = merged(groups, floor)
    assert all(each.people >= floor for each in shown)
    if shown:
        assert sum(each.people for each in shown) == sum(sizes)
        assert sum(each.signed for each in shown) == sum(size // 2 for size in sizes)
        assert sum(each.closed for each in shown) == sum(size // 3 for size in sizes)
    else:
        assert sum(sizes) < floor
