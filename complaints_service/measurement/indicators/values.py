"""One indicator of one subject: measured, judged, and set beside what it may be compared with. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from complaints_service.measurement.indicators.fairness import Interval, judgement
from complaints_service.measurement.indicators.measures import Facts, Indicator, Measured
from complaints_service.measurement.indicators.mix import UNIT_STRENGTH, Rates, expected, shrunk
from complaints_service.measurement.months import Period, first_day
from config.entries import Bilingual
from config.rulebook import Rulebook


@dataclass(frozen=True)
class IndicatorValue:
    """One indicator of one subject in one month; percent 0..100, working seconds, or a count.

    `value` None: nothing to measure, or with `still_waiting` "more than half (one in ten) still wait".
    `k` of `n`: a share's counts; `n` otherwise: the verdicts behind it. `counts`: all of the month by part
    (`indicators.PARTS`). `judgement`: `met`, `uncertain`, `mix`, `missed`, `few`; None without a target.
    `comparison`: the same figure of the officer's unit, or of the `office` where the unit is too small.
    `expected`: what others would reach on the officer's own mix of tickets. `drawn`: the officer's share,
    drawn towards the comparison the more, the fewer its cases. Nobody is ranked by either. `hash`: see
    `sealing.value_hash`; empty where not asked for.
    """

    code: str
    names: Bilingual
    unit: str
    better: str
    source: str
    value: float | None
    n: int
    k: int | None
    interval: Interval | None
    counts: Mapping[str, int]
    still_waiting: bool
    target: float | None
    minimum_n: int
    judgement: str | None
    comparison: float | None = None
    comparison_of: str | None = None
    expected: float | None = None
    drawn: float | None = None
    hash: str = ""


@dataclass(frozen=True)
class Beside:
    """What an officer's figures are set beside: the unit's (or the office's) facts, and others' rates."""

    compared: Facts | None = None
    compared_of: str | None = None
    rates: Mapping[str, Rates] = field(default_factory=dict)


def value_of(
    indicator: Indicator, facts: Facts, span: Period, rulebook: Rulebook, beside: Beside | None = None
) -> IndicatorValue:
    """One indicator, judged by the target in force on the month's first day."""
    beside = beside or Beside()
    facts = weighed(facts, rulebook)
    found = indicator.measure(facts, span)
    target = rulebook.target(indicator.code, first_day(span.month))
    interval = found.interval
    if interval is None and indicator.unit == "count" and found.value is not None:
        interval = (found.value, found.value)  # counted in full: nothing uncertain about it
    compared = None
    if beside.compared is not None:
        compared = indicator.measure(weighed(beside.compared, rulebook), span).value
    cases = indicator.cases(facts, span) if indicator.cases else []
    rates = beside.rates.get(indicator.code)
    share = expected(cases, rates) if rates is not None else None
    by_mix = None if share is None else indicator.of_share(share)
    return IndicatorValue(
        code=indicator.code,
        names=indicator.names,
        unit=indicator.unit,
        better=indicator.better,
        source=indicator.source,
        value=found.value,
        n=found.n,
        k=found.k,
        interval=found.interval,
        counts=found.counts,
        still_waiting=found.still_waiting,
        target=target.value if target else None,
        minimum_n=target.minimum_n if target else 0,
        judgement=judgement(
            interval,
            target=target.value if target else None,
            better=indicator.better,
            n=found.n,
            minimum_n=target.minimum_n if target else 0,
            strict=found.strict,
            expected=by_mix,
        ),
        comparison=compared,
        comparison_of=beside.compared_of,
        expected=by_mix,
        drawn=_drawn(indicator, found, compared),
    )


def weighed(facts: Facts, rulebook: Rulebook) -> Facts:
    """The facts with what a ticket of each category weighs."""
    if facts.efforts:
        return facts
    return replace(facts, efforts={category.code: category.effort for category in rulebook.categories})


def _drawn(indicator: Indicator, found: Measured, towards: float | None) -> float | None:
    """A share in its own unit, drawn towards the comparison's."""
    if indicator.unit != "percent" or found.value is None or towards is None:
        return None
    return shrunk(found.value * found.n, found.n, towards, UNIT_STRENGTH)
