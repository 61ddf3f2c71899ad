"""An officer's figures over several months: a quarter, a half-year or a year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from complaints_service.measurement.indicators.loading import facts_of_each, of_officer, period, standing
from complaints_service.measurement.indicators.measures import INDICATORS
from complaints_service.measurement.indicators.mix import Tallies
from complaints_service.measurement.indicators.presence import Presence, presence
from complaints_service.measurement.indicators.queries import RATE_MONTHS, rates_for
from complaints_service.measurement.indicators.sealing import month_hash
from complaints_service.measurement.indicators.tallies import tallies_of_each
from complaints_service.measurement.indicators.values import IndicatorValue, WeighedMonth, value_over, weighed
from complaints_service.measurement.months import months_until
from config.rulebook import Rulebook


@dataclass(frozen=True, kw_only=True)
class PeriodFigures:
    """All indicators of an officer over some months; `hashes`: of each month's facts (`month_hash`)."""

    officer_id: int
    months: tuple[str, ...]
    as_of: datetime | None
    policies: tuple[str, ...]
    calendars: tuple[str, ...]
    presence: Mapping[str, Presence]
    hashes: Mapping[str, str]
    values: tuple[IndicatorValue, ...]

    def value(self, code: str) -> IndicatorValue:
        """One of them by its code; KeyError for an unknown one."""
        return {each.code: each for each in self.values}[code]


def officer_period(
    session: Session, *, officer_id: int, months: Sequence[str], rulebook: Rulebook
) -> PeriodFigures:
    """An officer's indicators over months in a row, each month weighed by presence.

    Whether the reader may see them is asked first: `queries.may_see_subject`. The office's rates are those of
    the same months, or of the last six where these are fewer.
    """
    return officer_periods(session, officer_id=officer_id, periods=[months], rulebook=rulebook)[0]


def officer_periods(
    session: Session, *, officer_id: int, periods: Sequence[Sequence[str]], rulebook: Rulebook
) -> list[PeriodFigures]:
    """The same over several periods, in as many statements as over one."""
    found = standing(session)
    windows = [months_until(months[-1], max(RATE_MONTHS, len(months))) for months in periods]
    tallied = tallies_of_each(session, windows=windows, rulebook=rulebook)
    parts, there = months_of(
        session,
        officer_id=officer_id,
        months=list(dict.fromkeys(month for months in periods for month in months)),
        rulebook=rulebook,
    )
    return [
        _figures(officer_id, found.oldest, [parts[month] for month in months], there, tallies, rulebook)
        for months, tallies in zip(periods, tallied, strict=True)
    ]


def months_of(
    session: Session, *, officer_id: int, months: Sequence[str], rulebook: Rulebook
) -> tuple[Mapping[str, WeighedMonth], Mapping[str, Presence]]:
    """An officer's facts of each of these months, weighed by how much of it the officer was there."""
    there = there_in(session, officer_id=officer_id, months=months, rulebook=rulebook)
    return weighed_by(session, officer_id=officer_id, months=months, there=there, rulebook=rulebook), there


def there_in(
    session: Session, *, officer_id: int, months: Sequence[str], rulebook: Rulebook
) -> Mapping[str, Presence]:
    """How much of each of these months an officer was at work."""
    found, calendar = standing(session), rulebook.calendar(rulebook.office.calendar)
    spans = [period(month, rulebook=rulebook, found=found) for month in months]
    return presence(session, officer_id=officer_id, periods=spans, calendar=calendar)


def weighed_by(
    session: Session,
    *,
    officer_id: int,
    months: Sequence[str],
    there: Mapping[str, Presence],
    rulebook: Rulebook,
) -> Mapping[str, WeighedMonth]:
    """An officer's facts of each of these months, with the weight it has by presence."""
    found = standing(session)
    spans = [period(month, rulebook=rulebook, found=found) for month in months]
    facts = facts_of_each(session, [(of_officer(officer_id), span) for span in spans])
    return {
        span.month: WeighedMonth(span, weighed(each, rulebook), there[span.month].weight)
        for span, each in zip(spans, facts, strict=True)
    }


def _figures(
    officer_id: int,
    as_of: datetime | None,
    parts: Sequence[WeighedMonth],
    there: Mapping[str, Presence],
    tallied: Mapping[str, Tallies],
    rulebook: Rulebook,
) -> PeriodFigures:
    subject, rates = of_officer(officer_id), rates_for(tallied, officer_id)
    months = tuple(each.span.month for each in parts)
    clocks = [fact for each in parts for fact in each.facts.clocks]
    return PeriodFigures(
        officer_id=officer_id,
        months=months,
        as_of=as_of,
        policies=tuple(sorted({fact.policy_version for fact in clocks})),
        calendars=tuple(sorted({fact.calendar_version for fact in clocks})),
        presence={month: there[month] for month in months},
        hashes={each.span.month: month_hash(subject, each.span.month, each.facts) for each in parts},
        values=tuple(
            value_over(indicator, parts, rulebook, rates.get(code)) for code, indicator in INDICATORS.items()
        ),
    )
