"""Several months put together, each weighed by how much of it the officer was at work. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from complaints_service.measurement.indicators.fairness import LEVEL, STRICT, Interval, wilson


@dataclass(frozen=True)
class MonthPart:
    """One month of a share: `worth` of `n` cases, the month's weight (0..1), what the mix expected."""

    worth: float
    n: int
    weight: float
    expected: float | None = None


@dataclass(frozen=True, kw_only=True)
class Pooled:
    """A share over months, 0..1, with its intervals.

    `n` are the cases as counted; `weighed_n` as many equally weighed cases as tell the same much (Kish 1965):
    it is what the intervals and the judgement rest on, and never more than n.
    """

    share: float
    n: int
    weighed_n: float
    interval: Interval
    strict: Interval
    expected: float | None


def pool(parts: Sequence[MonthPart]) -> Pooled | None:
    """The months' cases together, each case as heavy as its month; None where no weight has a case."""
    told = [part for part in parts if part.n and part.weight > 0]
    if not told:
        return None
    mass = sum(part.weight * part.n for part in told)
    share = sum(part.weight * part.worth for part in told) / mass
    # Rounded, so that thirty cases of equally heavy months are thirty and not a hair less.
    weighed_n = round(mass**2 / sum(part.weight**2 * part.n for part in told), 9)
    expected = None
    if all(part.expected is not None for part in told):
        expected = sum(part.weight * part.n * (part.expected or 0) for part in told) / mass
    share = min(1.0, max(0.0, share))
    return Pooled(
        share=share,
        n=sum(part.n for part in told),
        weighed_n=weighed_n,
        interval=wilson(share * weighed_n, weighed_n, LEVEL),
        strict=wilson(share * weighed_n, weighed_n, STRICT),
        expected=expected,
    )


def mean_of_months(values: Sequence[tuple[float, float]]) -> float | None:
    """The mean of (value, weight); None where nothing weighs."""
    mass = sum(weight for _, weight in values)
    return sum(value * weight for value, weight in values) / mass if mass else None


def per_full_month(values: Sequence[tuple[float, float]]) -> float | None:
    """What adds up (hours held, work done), for each month of full presence: sum of values / of weights."""
    mass = sum(weight for _, weight in values)
    return sum(value for value, _ in values) / mass if mass else None
