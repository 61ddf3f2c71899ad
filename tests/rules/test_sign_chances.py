"""Who has a sign more often than chance explains: exact, seldom wrong, and one who does it ten times as often is seen."""

from __future__ import annotations

import random
from collections import Counter

from complaints_service.office_reports.signals.chance import (
    FAMILY_ERROR,
    OftenSeen,
    bound,
    chances,
    false_alarm,
)

ALIKE = {who: OftenSeen(2, 40) for who in range(8)}


def test_the_chance_is_what_shuffling_comes_to() -> None:
    people = {1: OftenSeen(4, 10), 2: OftenSeen(3, 40)}
    chance, drawn = random.Random(5), Counter[int]()
    for _ in range(4_000):
        drawn[sum(place < 10 for place in chance.sample(range(50), 7))] += 1
    shuffled = sum(count for times, count in drawn.items() if times >= 4) / 4_000
    assert abs(chances(people)[1] - shuffled) < 0.01


def test_among_those_who_did_alike_somebody_stands_out_in_one_month_of_twenty_at_most() -> None:
    assert 0 <= false_alarm(ALIKE) <= FAMILY_ERROR + 0.03
    assert not any(each <= bound(ALIKE) for each in chances(ALIKE).values())
    assert false_alarm({1: OftenSeen(0, 5)}) == 0.0


def test_who_does_it_ten_times_as_often_stands_out() -> None:
    people = {**ALIKE, 8: OftenSeen(20, 40)}
    assert [who for who, each in chances(people).items() if each <= bound(people)] == [8]


def test_a_sign_whose_occasion_was_in_the_month_before_counts_as_one() -> None:
    assert chances({1: OftenSeen(2, 0), 2: OftenSeen(0, 10)})[1] <= 1
    assert false_alarm({1: OftenSeen(1, 0)}) == 0.0
