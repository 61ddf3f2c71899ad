"""An officer's figures over several months: a quarter, a half-year or a year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from complaints_service.measurement.indicators.loading import facts_of_each, of_officer, period, standing
from complaints_service.measurement.indicators.measures import INDICATORS
from complaints_service.measurement.indicators.presence import Presence, presence
from complaints_service.measurement.indicators.queries import RATE_MONTHS, office_tallies, rates_for
from complaints_service.measurement.indicators.sealing import month_hash
from complaints_service.measurement.indicators.values import IndicatorValue, WeighedMonth, value_over, weighed
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
    found = standing(session)
    spans = [period(month, rulebook=rulebook, found=found) for month in months]
    subject = of_officer(officer_id)
    tallied = office_tallies(
        session, month=spans[-1].month, rulebook=rulebook, months=max(RATE_MONTHS, len(spans))
    )
    rates = rates_for(tallied, officer_id)
    there = presence(
        session, officer_id=officer_id, periods=spans, calendar=rulebook.calendar(rulebook.office.calendar)
    )
    facts = facts_of_each(session, [(subject, span) for span in spans])
    parts = [
        WeighedMonth(span, weighed(each, rulebook), there[span.month].weight)
        for span, each in zip(spans, facts, strict=True)
    ]
    clocks = [fact for each in parts for fact in each.facts.clocks]
    return PeriodFigures(
        officer_id=officer_id,
        months=tuple(months),
        as_of=found.oldest,
        policies=tuple(sorted({fact.policy_version for fact in clocks})),
        calendars=tuple(sorted({fact.calendar_version for fact in clocks})),
        presence=there,
        hashes={each.span.month: month_hash(subject, each.span.month, each.facts) for each in parts},
        values=tuple(
            value_over(indicator, parts, rulebook, rates.get(code)) for code, indicator in INDICATORS.items()
        ),
    )
