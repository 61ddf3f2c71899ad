"""What a figure may be called, given how little stands behind it. Pure; no ranking anywhere."""

from __future__ import annotations

from collections.abc import Iterable
from math import exp, log, sqrt
from statistics import NormalDist
from typing import NamedTuple

#: How sure an interval is that is shown beside a figure.
LEVEL = 0.90
#: How sure one must be before a figure is called missed: a reproach needs more than praise.
STRICT = 0.95

#: (low, high); None where that side has no bound.
Interval = tuple[float | None, float | None]

_EQUAL = 1e-9


def wilson(k: float, n: float, level: float = LEVEL) -> tuple[float, float]:
    """The score interval of a share k of n, both ends 0..1 (Wilson 1927; Newcombe 1998, method 3).

    k and n need not be whole: months that are weighed bring parts of cases. Raises ValueError for n = 0 and
    for k outside 0..n.
    """
    if n <= 0 or not 0 <= k <= n:
        raise ValueError(f"no share: {k} of {n}")
    z = _quantile(level)
    centre = 2 * k + z * z
    spread = z * sqrt(z * z + 4 * k * (n - k) / n)
    whole = 2 * (n + z * z)
    low = 0.0 if k == 0 else (centre - spread) / whole
    high = 1.0 if k == n else (centre + spread) / whole
    return low, high


def difference(one: tuple[int, int], other: tuple[int, int], level: float = STRICT) -> tuple[float, float]:
    """The interval of one share less another, each k of n, -1..1 (Newcombe 1998, method 10).

    Where it holds nought, the two do not surely differ. Raises ValueError where one of them is no share.
    """
    (k, n), (j, m) = one, other
    (low, high), (other_low, other_high) = wilson(k, n, level), wilson(j, m, level)
    here, there = k / n, j / m
    return (
        here - there - sqrt((here - low) ** 2 + (other_high - there) ** 2),
        here - there + sqrt((high - here) ** 2 + (there - other_low) ** 2),
    )


class CurveStep(NamedTuple):
    """The curve from `at` on: the share still waiting, and Greenwood's sum of d/(n(n-d)) up to here.

    `variance` None: nobody is left, no band can be drawn.
    """

    at: float
    waiting: float
    variance: float | None


def kaplan_meier(finishes: Iterable[tuple[float, int, int]]) -> list[CurveStep]:
    """The share still waiting after each finish (Kaplan and Meier 1958).

    `finishes`: each duration after which any finished, the shortest first, with how many finished then and
    how many had waited as long or longer. Any other is censored at its duration, and at a tie it was still
    waiting when the others finished.
    """
    waiting, variance = 1.0, 0.0
    steps: list[CurveStep] = []
    for at, finished, at_risk in finishes:
        waiting *= 1 - finished / at_risk
        if at_risk > finished:
            variance += finished / (at_risk * (at_risk - finished))
            steps.append(CurveStep(at, waiting, variance))
        else:
            steps.append(CurveStep(at, 0.0, None))
    return steps


def waiting_time(steps: Iterable[CurveStep], share: float) -> float | None:
    """The duration after which at most `share` still wait (one half: the median); None if never reached."""
    return next((step.at for step in steps if step.waiting <= share + _EQUAL), None)


def waiting_interval(steps: Iterable[CurveStep], share: float, level: float = LEVEL) -> Interval:
    """An interval for `waiting_time`: where the band around the curve crosses `share`.

    Brookmeyer and Crowley 1982 on the log-log scale with Greenwood's variance; None where a side of the
    band never comes down to the share.
    """
    z = _quantile(level)
    low = high = None
    for step in steps:
        if step.variance is None:
            # Everybody has finished: the curve itself is the only bound left, the band above has none.
            low = step.at if low is None else low
            break
        # On the log-log scale the band is S ** exp(-+ z s / |log S|): the larger power lies lower.
        spread = exp(z * sqrt(step.variance) / -log(step.waiting))
        if low is None and step.waiting**spread <= share + _EQUAL:
            low = step.at
        if high is None and step.waiting ** (1 / spread) <= share + _EQUAL:
            high = step.at
    return low, high


def judgement(
    interval: Interval | None,
    *,
    target: float | None,
    better: str,
    n: float,
    minimum_n: int,
    strict: Interval | None = None,
    expected: float | None = None,
) -> str | None:
    """`met`, `uncertain`, `mix`, `missed` or `few` (look.md 4.7); None where there is no target.

    `met`: the whole interval lies on the target's good side (`better` is `higher` or `lower`; the target
    itself is good). `missed`: all of the wider interval `strict` (else the interval) lies on the other side,
    also of what was `expected` from the officer's own mix of tickets. `mix`: beyond the target, but not
    beyond what the mix explains. `few`: fewer than `minimum_n`, never judged.
    """
    if target is None:
        return None
    if interval is None or n < minimum_n:
        return "few"
    low, high = interval
    if (low is not None and low >= target) if better == "higher" else (high is not None and high <= target):
        return "met"
    surely = strict or interval
    if not _beyond(surely, target, better):
        return "uncertain"
    return "missed" if expected is None or _beyond(surely, expected, better) else "mix"


def _beyond(interval: Interval, mark: float, better: str) -> bool:
    """Whether all of an interval lies on the bad side of a mark."""
    low, high = interval
    return (high is not None and high < mark) if better == "higher" else (low is not None and low > mark)


def _quantile(level: float) -> float:
    return NormalDist().inv_cdf((1 + level) / 2)
