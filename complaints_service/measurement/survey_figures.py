"""How sure an index of satisfaction is, given how many answered."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from complaints_service.measurement.indicators.fairness import LEVEL, wilson
from complaints_service.survey.skm.index import BASE, SurveyResult, rounded

_LOWEST, _SPAN = 1, 3


def interval_of(result: SurveyResult) -> tuple[Decimal, Decimal]:
    """The interval of an index, 25 to 100, at the level of every figure here.

    The mean of nine answers of one person varies at most as much as a yes or no of the same mean (Bhatia and
    Davis 2000), so that the score interval of a share is too wide rather than too narrow.
    """
    share = float((result.index - _LOWEST) / _SPAN)
    return _told(wilson(share * result.answers, result.answers, LEVEL))


def _told(shares: tuple[float, float]) -> tuple[Decimal, Decimal]:
    low, high = (rounded((_LOWEST + Fraction(share) * _SPAN) * BASE) for share in shares)
    return low, high
