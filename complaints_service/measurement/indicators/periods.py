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
from complaints_service.measurement.indicators.tallies import sums_of_months, tallies, tallies_of_each
from complaints_service.measurement.indicators.values import IndicatorValue, WeighedMonth, value_over, weighed
from complaints_service.measurement.months import months_until
from config.rulebook import Rulebook


@dataclass(frozen=True, kw_only=True)
class PeriodFigures:
    """All indicators of an officer over some months.

    `hashes`: of each month's facts (`month_hash`); none where they were not asked for.
    """

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
    """An officer's indicators over months in a row, each month weighed by presence; out of cells, unsealed.

    Whether the reader may see them is asked first: `queries.may_see_subject`. The office's rates are those of
    the same months, or of the last six where these are fewer.
    """
    tallied = tallies(
        session, months=months_until(months[-1], max(RATE_MONTHS, len(months))), rulebook=rulebook
    )
    there = there_in(session, officer_id=officer_id, months=months, rulebook=rulebook)
    parts = weighed_by(session, officer_id=officer_id, months=months, there=there, rulebook=rulebook)
    as_of = standing(session).oldest
    return _figures(officer_id, as_of, [*parts.values()], there, {}, tallied, rulebook)


def officer_periods(
    session: Session, *, officer_id: int, periods: Sequence[Sequence[str]], rulebook: Rulebook
) -> list[PeriodFigures]:
    """The same over several periods out of the facts themselves, with the hash of each month's."""
    found, subject = standing(session), of_officer(officer_id)
    windows = [months_until(months[-1], max(RATE_MONTHS, len(months))) for months in periods]
    tallied = tallies_of_each(session, windows=windows, rulebook=rulebook)
    spans = {
        month: period(month, rulebook=rulebook, found=found)
        for month in dict.fromkeys(month for months in periods for month in months)
    }
    there = there_in(session, officer_id=officer_id, months=[*spans], rulebook=rulebook)
    loaded = facts_of_each(session, [(subject, span) for span in spans.values()])
    facts = dict(zip(spans, (weighed(each, rulebook) for each in loaded), strict=True))
    parts = {
        month: WeighedMonth(each.summed(spans[month]), there[month].weight) for month, each in facts.items()
    }
    hashes = {month: month_hash(subject, month, each) for month, each in facts.items()}
    return [
        _figures(officer_id, found.oldest, [parts[month] for month in months], there, hashes, each, rulebook)
        for months, each in zip(periods, tallied, strict=True)
    ]


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
    """An officer's months out of cells, each with the weight it has by presence."""
    found = standing(session)
    spans = [period(month, rulebook=rulebook, found=found) for month in months]
    sums = sums_of_months(session, officer_id=officer_id, spans=spans, rulebook=rulebook)
    return {each.span.month: WeighedMonth(each, there[each.span.month].weight) for each in sums}


def _figures(
    officer_id: int,
    as_of: datetime | None,
    parts: Sequence[WeighedMonth],
    there: Mapping[str, Presence],
    hashes: Mapping[str, str],
    tallied: Mapping[str, Tallies],
    rulebook: Rulebook,
) -> PeriodFigures:
    rates = rates_for(tallied, officer_id)
    months = tuple(each.month for each in parts)
    return PeriodFigures(
        officer_id=officer_id,
        months=months,
        as_of=as_of,
        policies=tuple(sorted({policy for each in parts for policy in each.sums.policies})),
        calendars=tuple(sorted({calendar for each in parts for calendar in each.sums.calendars})),
        presence={month: there[month] for month in months},
        hashes={month: hashes[month] for month in months if month in hashes},
        values=tuple(
            value_over(indicator, parts, rulebook, rates.get(code)) for code, indicator in INDICATORS.items()
        ),
    )
