"""Whether a figure differs from another period's by more than chance explains. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from complaints_service.measurement.indicators.fairness import (
    CurveStep,
    waiting_interval,
    waiting_time,
    wilson,
)

#: What may be said of a difference: more, less, no more than chance explains, or too little to say.
VERDICTS = ("up", "down", "same", "few")
#: So much smaller than another a chance adds nothing to it in a float, nor do those behind it.
_LOST = 1e-20


@dataclass(frozen=True, kw_only=True)
class Difference:
    """A figure beside the one `before`: the difference lies between `low` and `high` with 90 % certainty.

    Of shares the difference is in parts of one, of counts the ratio per day, of waits in seconds. None where
    a side has no bound.
    """

    before: float | None
    low: float | None
    high: float | None
    verdict: str


def share_change(now: tuple[int, int], before: tuple[int, int], floor: int) -> Difference | None:
    """Two shares, each (k, n): Newcombe's interval of their difference (1998, method 10)."""
    if not before[1]:
        return None
    if min(now[1], before[1]) < floor:
        return Difference(before=None, low=None, high=None, verdict="few")
    (low, high), (low_before, high_before) = wilson(*now), wilson(*before)
    share, share_before = now[0] / now[1], before[0] / before[1]
    gap = share - share_before
    least = gap - sqrt((share - low) ** 2 + (high_before - share_before) ** 2)
    most = gap + sqrt((high - share) ** 2 + (share_before - low_before) ** 2)
    return Difference(before=share_before, low=least, high=most, verdict=_verdict(least, most, 0.0))


def count_change(now: int, before: int, days: int, days_before: int) -> Difference | None:
    """Two counts over so many days: the ratio per day, by the binomial that two Poisson counts make."""
    if not days or not days_before or not now + before:
        return None
    low, high = wilson(now, now + before)
    scale = days_before / days
    least = scale * low / (1 - low) if low < 1 else None
    most = scale * high / (1 - high) if high < 1 else None
    return Difference(before=before, low=least, high=most, verdict=_verdict(least, most, 1.0))


def wait_change(now: Sequence[CurveStep], before: Sequence[CurveStep], share: float) -> Difference | None:
    """Two curves of waiting where `share` still wait; they differ where their intervals lie apart."""
    curves = (now, before)
    told, told_before = (waiting_time(curve, share) for curve in curves)
    if told is None or told_before is None:
        return None
    (low, high), (low_before, high_before) = (waiting_interval(curve, share) for curve in curves)
    least = None if low is None or high_before is None else low - high_before
    most = None if high is None or low_before is None else high - low_before
    return Difference(before=told_before, low=least, high=most, verdict=_verdict(least, most, 0.0))


def _verdict(least: float | None, most: float | None, even: float) -> str:
    if least is not None and least > even:
        return "up"
    return "down" if most is not None and most < even else "same"


def excess(count: int, *, of: int, inside: int, total: int) -> float:
    """The chance that at least `count` of a part's `of` cases are among the `inside` of all `total`.

    Hypergeometric: as if the `inside` were drawn from all without putting back.
    """
    least, most = max(count, inside - (total - of)), min(of, inside)
    if least > most:
        return 0.0
    # From the likeliest on, whose chance is no float's nought, each is the one beside it times a ratio that
    # falls: what is lost in a float beside the first is left out with all behind it.
    likeliest = min(max(least, (of + 1) * (inside + 1) // (total + 2)), most)
    log_ways = _log_choose(of, likeliest) + _log_choose(total - of, inside - likeliest)
    chance = math.exp(log_ways - _log_choose(total, inside))
    terms, term, lost = [chance], chance, chance * _LOST
    for each in range(likeliest, most):
        term *= (of - each) * (inside - each) / ((each + 1) * (total - of - inside + each + 1))
        terms.append(term)
        if term < lost:
            break
    term = chance
    for each in range(likeliest, least, -1):
        term *= each * (total - of - inside + each) / ((of - each + 1) * (inside - each + 1))
        terms.append(term)
        if term < lost:
            break
    return min(1.0, math.fsum(terms))


def _log_choose(of: int, many: int) -> float:
    if not 0 <= many <= of:
        return -math.inf
    return math.lgamma(of + 1) - math.lgamma(many + 1) - math.lgamma(of - many + 1)
