"""The short form of benchmarks/fairness_simulation.py: the judging rule blames rarely and finds soon.

The long form (docs/fairness.md, section 6) gives the figures; here fewer runs have a tolerance of their own.
"""

from __future__ import annotations

import pytest

from benchmarks.chance.officers import HandingOn
from benchmarks.fairness_simulation import by_the_rule, equal_conduct, one_slow, plainly


@pytest.mark.parametrize("alike", [False, True])
def test_equal_conduct_at_the_very_target_is_called_missed_at_most_one_time_in_twenty(alike: bool) -> None:
    """About 1,600 figures a year: three standard errors of a share of 5 % are 1.6 points; it stays under 5 %."""
    ours, plain = equal_conduct(11, mean=0.80, rules=[by_the_rule, plainly], alike=alike)
    assert ours.judged > 1200
    assert ours.wrongly <= 0.05
    # Not by saying nothing: the plain rule errs more often on the same tickets.
    assert ours.wrongly < plain.wrongly


def test_who_hands_on_late_what_is_not_done_is_not_blamed_for_it_more_often_than_one_time_in_twenty() -> None:
    """By sentence 57 what breaks stays with them and what is met after all is another's: the hardest to bear."""
    late = HandingOn(0.3, 0.5, True)
    (ours,) = equal_conduct(11, mean=0.80, rules=[by_the_rule], officers=100, handing=late)
    assert ours.judged > 400
    assert ours.wrongly <= 0.05


def test_one_slow_officer_among_ten_is_found_within_three_months() -> None:
    """Promised 80 % of the runs; sixty runs of a share above 95 % do not fall under 85 %."""
    found = one_slow(11, cases=30, runs=60)
    assert found.in_time >= 0.85
    assert found.others <= 0.02
