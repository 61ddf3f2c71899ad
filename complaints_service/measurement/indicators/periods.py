"""An officer's figures over several months: a quarter, a half-year or a year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from complaints_service.measurement.indicators.fairness import Interval, judgement
from complaints_service.measurement.indicators.loading import facts_of, of_officer, period, standing
from complaints_service.measurement.indicators.measures import INDICATORS, Facts, Indicator, Measured
from complaints_service.measurement.indicators.mix import Rates, expected
from complaints_service.measurement.indicators.pooling import Part, mean_of_months, per_full_month, pool
from complaints_service.measurement.indicators.presence import Presence, presence
from complaints_service.measurement.indicators.queries import RATE_MONTHS, office_tallies, rates_for
from complaints_service.measurement.indicators.sealing import month_hash
from complaints_service.measurement.indicators.values import weighed
from complaints_service.measurement.months import Period, first_day
from config.entries import Bilingual
from config.rulebook import Rulebook

#: What adds up over a month's days: told for each month of full presence.
_FLOWS = frozenset({"held", "volume"})


@dataclass(frozen=True)
class PeriodValue:
    """One indicator over the months, in its unit.

    `months`: (month, that month's value); `measured`: the same with n and interval. Only shares have an
    interval and are judged: for the others `value` is the mean of the months weighed by presence, or (held,
    volume) what falls on a month of full presence.
    `weighed_n`: the cases the judgement rests on, never more than `n` (`pooling.Pooled`); `strict`: the wider
    interval before one says missed.
    """

    code: str
    names: Bilingual
    unit: str
    better: str
    value: float | None
    n: int
    weighed_n: float
    interval: Interval | None
    expected: float | None
    target: float | None
    minimum_n: int
    judgement: str | None
    months: tuple[tuple[str, float | None], ...]
    measured: tuple[tuple[str, Measured], ...] = ()
    strict: Interval | None = None


@dataclass(frozen=True)
class PeriodFigures:
    """All indicators of an officer over some months; `hashes`: of each month's facts (`month_hash`)."""

    officer_id: int
    months: tuple[str, ...]
    as_of: datetime | None
    policies: tuple[str, ...]
    calendars: tuple[str, ...]
    presence: Mapping[str, Presence]
    hashes: Mapping[str, str]
    values: tuple[PeriodValue, ...]

    def value(self, code: str) -> PeriodValue:
        """One of them by its code; KeyError for an unknown one."""
        return {each.code: each for each in self.values}[code]


def officer_period(
    session: Session, *, officer_id: int, months: Sequence[str], rulebook: Rulebook
) -> PeriodFigures:
    """An officer's indicators over months in a row, each month weighed by presence.

    Whether the reader may see them is asked first: `queries.may_see_subject`. The office's rates are those of
    the same months, or of the last six where these are fewer.
    """
    found = standing(session)
    spans = [period(month, rulebook=rulebook, found=found) for month in months]
    subject = of_officer(officer_id)
    facts = [weighed(facts_of(session, subject=subject, period=span), rulebook) for span in spans]
    tallied = office_tallies(
        session, month=spans[-1].month, rulebook=rulebook, months=max(RATE_MONTHS, len(spans))
    )
    rates = rates_for(tallied, officer_id)
    there = presence(
        session, officer_id=officer_id, periods=spans, calendar=rulebook.calendar(rulebook.office.calendar)
    )
    clocks = [fact for each in facts for fact in each.clocks]
    return PeriodFigures(
        officer_id,
        tuple(months),
        found.oldest,
        tuple(sorted({fact.policy_version for fact in clocks})),
        tuple(sorted({fact.calendar_version for fact in clocks})),
        there,
        {span.month: month_hash(subject, span.month, each) for span, each in zip(spans, facts, strict=True)},
        tuple(
            _value(indicator, list(zip(spans, facts, strict=True)), there, rates.get(code), rulebook)
            for code, indicator in INDICATORS.items()
        ),
    )


def _value(
    indicator: Indicator,
    parts: Sequence[tuple[Period, Facts]],
    there: Mapping[str, Presence],
    rates: Rates | None,
    rulebook: Rulebook,
) -> PeriodValue:
    measured = [(span.month, indicator.measure(facts, span)) for span, facts in parts]
    valued = [(found.value, there[month].weight) for month, found in measured if found.value is not None]
    target = rulebook.target(indicator.code, first_day(parts[-1][0].month))
    told = PeriodValue(
        indicator.code,
        indicator.names,
        indicator.unit,
        indicator.better,
        per_full_month(valued) if indicator.code in _FLOWS else mean_of_months(valued),
        sum(found.n for _, found in measured),
        0.0,
        None,
        None,
        target.value if target else None,
        target.minimum_n if target else 0,
        None,
        tuple((month, found.value) for month, found in measured),
        tuple(measured),
    )
    if indicator.cases is None:
        return told
    pooled = pool([_part(indicator, span, facts, there[span.month].weight, rates) for span, facts in parts])
    if pooled is None:
        few = "few" if target else None
        return replace(told, value=None, judgement=few)
    interval, strict = _in_unit(indicator, pooled.interval), _in_unit(indicator, pooled.strict)
    by_mix = None if pooled.expected is None else indicator.of_share(pooled.expected)
    return replace(
        told,
        value=indicator.of_share(pooled.share),
        n=pooled.n,
        weighed_n=pooled.weighed_n,
        interval=interval,
        expected=by_mix,
        strict=strict,
        judgement=judgement(
            interval,
            target=told.target,
            better=indicator.better,
            n=pooled.weighed_n,
            minimum_n=told.minimum_n,
            strict=strict,
            expected=by_mix,
        ),
    )


def _part(indicator: Indicator, span: Period, facts: Facts, weight: float, rates: Rates | None) -> Part:
    cases = indicator.cases(facts, span) if indicator.cases else []
    share = expected(cases, rates) if rates is not None else None
    return Part(sum(case.worth for case in cases), len(cases), weight, share)


def _in_unit(indicator: Indicator, interval: Interval) -> Interval:
    low, high = interval
    return (
        None if low is None else indicator.of_share(low),
        None if high is None else indicator.of_share(high),
    )
