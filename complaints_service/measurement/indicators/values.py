"""One indicator of one subject: measured, judged, and set beside what it may be compared with. Pure.

`IndicatorValue` is all that leaves measurement for a page, the API, an export or an evaluation; it is made
here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from complaints_service.measurement.facts.cells.month_sums import MonthSums
from complaints_service.measurement.indicators.fairness import Interval, judgement
from complaints_service.measurement.indicators.indicator import Facts, Indicator, Measured
from complaints_service.measurement.indicators.mix import UNIT_STRENGTH, Rates, expected, shrunk
from complaints_service.measurement.indicators.pooling import MonthPart, mean_of_months, per_full_month, pool
from complaints_service.measurement.months import first_day
from config.entries.office import Bilingual
from config.rulebook import Rulebook


@dataclass(frozen=True, kw_only=True)
class IndicatorValue:
    """One indicator of one subject in a month or several; percent 0..100, working seconds, or a count.

    `value` None: nothing to measure, or with `still_waiting` "more than half (one in ten) still wait".
    `k` of `n`: a share's counts; `n` otherwise: the verdicts behind it. `weighed_n`: the cases the judgement
    rests on, never more than `n` (`pooling.Pooled`). `counts`: all of the month by part (`Indicator.parts`).
    `strict`: the wider interval before one says missed. `judgement`: `met`, `uncertain`, `mix`, `missed`,
    `few`; None without a target. `comparison`: the same figure of the officer's unit, or of the `office`
    where the unit is too small. `expected`: what others would reach on the officer's own mix of tickets.
    `drawn`: the officer's share, drawn towards the comparison the more, the fewer its cases. Nobody is ranked
    by either. `hash`: see `sealing.value_hash`; empty where not asked for.
    `months`: of several months, each by itself. Over several months only shares have an interval and are
    judged: of the others `value` is the mean of the months weighed by presence, or what falls on a month of
    full presence (`Indicator.per_month`).
    """

    indicator: Indicator
    value: float | None
    n: int
    weighed_n: float
    k: int | None = None
    interval: Interval | None = None
    strict: Interval | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    still_waiting: bool = False
    target: float | None = None
    minimum_n: int = 0
    judgement: str | None = None
    comparison: float | None = None
    comparison_of: str | None = None
    expected: float | None = None
    drawn: float | None = None
    hash: str = ""
    months: tuple[tuple[str, Measured], ...] = ()

    @property
    def code(self) -> str:
        """Which indicator."""
        return self.indicator.code

    @property
    def names(self) -> Bilingual:
        """What the indicator is called."""
        return self.indicator.names

    @property
    def unit(self) -> str:
        """What value, interval and target are in."""
        return self.indicator.unit

    @property
    def better(self) -> str:
        """Which way is good: `higher` or `lower`."""
        return self.indicator.better

    def too_few(self, floor: int) -> bool:
        """Whether so few cases are behind a share or a time that it would tell of single ones."""
        return not self.indicator.additive and self.n < floor


@dataclass(frozen=True)
class Comparison:
    """What an officer's figures are set beside: the unit's (or the office's) month, and others' rates."""

    compared: MonthSums | None = None
    compared_of: str | None = None
    rates: Mapping[str, Rates] = field(default_factory=dict)


@dataclass(frozen=True)
class WeighedMonth:
    """A month of an officer among several, and how much of it the officer was there (0..1)."""

    sums: MonthSums
    weight: float

    @property
    def month(self) -> str:
        """Which month."""
        return self.sums.span.month


def value_of(
    indicator: Indicator, sums: MonthSums, rulebook: Rulebook, beside: Comparison | None = None
) -> IndicatorValue:
    """One indicator, judged by the target in force on the month's first day."""
    beside = beside or Comparison()
    found = indicator.figure(sums)
    compared = None if beside.compared is None else indicator.figure(beside.compared).value
    rates = beside.rates.get(indicator.code)
    by_mix = expected(indicator.cases(sums), rates) if rates is not None else None
    told = value_told(
        indicator,
        found,
        expected=None if by_mix is None else indicator.of_share(by_mix),
        comparison=compared,
        comparison_of=beside.compared_of,
        drawn=_drawn(indicator, found, compared),
    )
    return _judged(_aimed(told, rulebook, first_day(sums.span.month)))


def value_over(
    indicator: Indicator, months: Sequence[WeighedMonth], rulebook: Rulebook, rates: Rates | None = None
) -> IndicatorValue:
    """One indicator over months in a row, by the target in force on the first day of the last."""
    measured = tuple((each.month, indicator.figure(each.sums)) for each in months)
    on = first_day(months[-1].month)
    if indicator.worth is not None:
        pooled = _pooled(indicator, months, measured, rates)
        return _judged(_aimed(replace(pooled, months=measured), rulebook, on))
    weights = [each.weight for each in months]
    valued = [
        (found.value, weight)
        for (_, found), weight in zip(measured, weights, strict=True)
        if found.value is not None
    ]
    value = per_full_month(valued) if indicator.per_month else mean_of_months(valued)
    told = value_told(indicator, Measured(value=value, n=_n(measured)), weighed_n=0.0, months=measured)
    return _aimed(told, rulebook, on)


def aimed_at(told: IndicatorValue, target: float | None, minimum_n: int) -> IndicatorValue:
    """The same figure judged by a target of one's own plan; None leaves it to the office's."""
    if target is not None:
        told = replace(told, target=target)
    if told.target is None:
        return told
    return _judged(replace(told, minimum_n=told.minimum_n or minimum_n))


def value_told(
    indicator: Indicator,
    found: Measured,
    *,
    weighed_n: float | None = None,
    target: float | None = None,
    judgement: str | None = None,
    expected: float | None = None,
    comparison: float | None = None,
    comparison_of: str | None = None,
    drawn: float | None = None,
    months: tuple[tuple[str, Measured], ...] = (),
) -> IndicatorValue:
    """What was measured, as it is handed on; also what was measured and judged once and kept since."""
    return IndicatorValue(
        indicator=indicator,
        value=found.value,
        n=found.n,
        weighed_n=found.n if weighed_n is None else weighed_n,
        k=found.k,
        interval=found.interval,
        strict=found.strict,
        counts=found.counts,
        still_waiting=found.still_waiting,
        target=target,
        judgement=judgement,
        comparison=comparison,
        comparison_of=comparison_of,
        expected=expected,
        drawn=drawn,
        months=months,
    )


def efforts_of(rulebook: Rulebook) -> Mapping[str, float]:
    """What a ticket of each category weighs."""
    return {category.code: category.effort for category in rulebook.categories}


def weighed(facts: Facts, rulebook: Rulebook) -> Facts:
    """The facts with what a ticket of each category weighs."""
    return facts if facts.efforts else replace(facts, efforts=efforts_of(rulebook))


def _aimed(told: IndicatorValue, rulebook: Rulebook, on: date) -> IndicatorValue:
    target = rulebook.target(told.code, on)
    return told if target is None else replace(told, target=target.value, minimum_n=target.minimum_n)


def _judged(told: IndicatorValue) -> IndicatorValue:
    interval = told.interval
    if interval is None and told.unit == "count" and told.value is not None:
        interval = (told.value, told.value)  # counted in full: nothing uncertain about it
    said = judgement(
        interval,
        target=told.target,
        better=told.better,
        n=told.weighed_n,
        minimum_n=told.minimum_n,
        strict=told.strict,
        expected=told.expected,
    )
    return replace(told, judgement=said)


def _pooled(
    indicator: Indicator,
    months: Sequence[WeighedMonth],
    measured: Sequence[tuple[str, Measured]],
    rates: Rates | None,
) -> IndicatorValue:
    """The months' cases together, each as heavy as its month; no value where no weight has a case."""
    pooled = pool([_part(indicator, each, rates) for each in months])
    if pooled is None:
        return value_told(indicator, Measured(value=None, n=_n(measured)), weighed_n=0.0)
    found = Measured(
        value=indicator.of_share(pooled.share),
        n=pooled.n,
        interval=_in_unit(indicator, pooled.interval),
        strict=_in_unit(indicator, pooled.strict),
    )
    by_mix = None if pooled.expected is None else indicator.of_share(pooled.expected)
    return value_told(indicator, found, weighed_n=pooled.weighed_n, expected=by_mix)


def _part(indicator: Indicator, month: WeighedMonth, rates: Rates | None) -> MonthPart:
    cases = indicator.cases(month.sums)
    share = expected(cases, rates) if rates is not None else None
    worth, n = sum(case.worth * case.n for case in cases), sum(case.n for case in cases)
    return MonthPart(worth, n, month.weight, share)


def _n(measured: Sequence[tuple[str, Measured]]) -> int:
    return sum(found.n for _, found in measured)


def _in_unit(indicator: Indicator, interval: Interval) -> Interval:
    low, high = interval
    return (
        None if low is None else indicator.of_share(low),
        None if high is None else indicator.of_share(high),
    )


def _drawn(indicator: Indicator, found: Measured, towards: float | None) -> float | None:
    """A share in its own unit, drawn towards the comparison's."""
    if indicator.kind != "share" or found.value is None or towards is None:
        return None
    return shrunk(found.value * found.n, found.n, towards, UNIT_STRENGTH)
