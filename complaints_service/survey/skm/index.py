"""The index of satisfaction (IKM) as PermenPANRB 14/2017 counts it. Pure, and exact until it is rounded.

Nine elements weigh one ninth each. The annex prints the weight as 0.11; with that a survey of nothing but
fours would reach 99, so the fraction itself is used, and what is shown is rounded half up to two decimals.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from config.entries.survey import ELEMENTS, SurveyClass

#: What an element weighs.
WEIGHT = Fraction(1, len(ELEMENTS))
#: What an index of 1 to 4 is multiplied by.
BASE = 25
#: Fewer answers than this tell what single people said: then no figure is shown.
FLOOR = 5
SCORES = (1, 2, 3, 4)
#: How many elements an office plans to mend.
WEAKEST = 3


@dataclass(frozen=True, kw_only=True)
class ElementResult:
    """One element: the sum of its answers, their mean 1..4, the same times 25, and its class."""

    code: str
    total: int
    mean: Fraction
    converted: Decimal
    grade: SurveyClass


@dataclass(frozen=True, kw_only=True)
class SurveyResult:
    """What a survey came to: `index` 1..4 exactly, `ikm` the same times 25 with two decimals."""

    answers: int
    elements: tuple[ElementResult, ...]
    index: Fraction
    ikm: Decimal
    grade: SurveyClass

    @property
    def weakest(self) -> tuple[ElementResult, ...]:
        """The elements to be mended first, the lowest first; of equal ones in the regulation's order."""
        return tuple(sorted(self.elements, key=lambda one: one.mean)[:WEAKEST])


def result_of(
    totals: Mapping[str, int], *, answers: int, classes: Sequence[SurveyClass]
) -> SurveyResult | None:
    """The result of so many whole answers with these sums by element; None below the floor."""
    if answers < FLOOR:
        return None
    means = {code: Fraction(totals[code], answers) for code in ELEMENTS}
    elements = tuple(
        ElementResult(
            code=code,
            total=totals[code],
            mean=mean,
            converted=converted(mean),
            grade=grade_of(converted(mean), classes),
        )
        for code, mean in means.items()
    )
    index = index_of(list(means.values()))
    ikm = converted(index)
    return SurveyResult(
        answers=answers, elements=elements, index=index, ikm=ikm, grade=grade_of(ikm, classes)
    )


def pooled(results: Sequence[SurveyResult], *, classes: Sequence[SurveyClass]) -> SurveyResult | None:
    """All answers of several results together, as of one unit over its services."""
    totals = dict.fromkeys(ELEMENTS, 0)
    for one in (element for result in results for element in result.elements):
        totals[one.code] += one.total
    return result_of(totals, answers=sum(result.answers for result in results), classes=classes)


def index_of(means: Sequence[Fraction], *, weight: Fraction = WEIGHT) -> Fraction:
    """The weighed mean of the elements (nilai indeks)."""
    return sum((mean * weight for mean in means), Fraction(0))


def converted(index: Fraction) -> Decimal:
    """An index of 1 to 4 as 25 to 100."""
    return rounded(index * BASE)


def rounded(exact: Fraction, places: int = 2) -> Decimal:
    """A fraction with so many decimals, half up."""
    scaled = exact * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(whole).scaleb(-places)


def grade_of(ikm: Decimal, classes: Sequence[SurveyClass]) -> SurveyClass:
    """The class of an index of two decimals: the best one whose lower bound it reaches.

    The regulation leaves gaps between its classes (88.30 and 88.31); by two decimals nothing falls into them.
    """
    best_first = sorted(classes, key=lambda one: one.least, reverse=True)
    return next((one for one in best_first if ikm >= Decimal(str(one.least))), best_first[-1])
