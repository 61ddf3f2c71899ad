"""How an officer does: each share on the months that hold enough cases to say so."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy.orm import Session

from complaints_service.measurement.indicators.floors import judging_floor
from complaints_service.measurement.indicators.indicator import Indicator
from complaints_service.measurement.indicators.measures import INDICATORS
from complaints_service.measurement.indicators.periods import there_in, weighed_by
from complaints_service.measurement.indicators.queries import RATE_MONTHS, rates_for
from complaints_service.measurement.indicators.tallies import tallies_of_each
from complaints_service.measurement.indicators.values import IndicatorValue, WeighedMonth, value_over
from complaints_service.measurement.months import first_day, months_until
from config.rulebook import Rulebook

#: How many months a share is judged on: a quarter, or what is longer where that holds too few cases.
WINDOWS = (3, 6, 12)


def officer_windows(
    session: Session, *, officer_id: int, month: str, codes: Collection[str], rulebook: Rulebook
) -> Mapping[str, IndicatorValue]:
    """These shares up to a month, each over the first of `WINDOWS` that reaches its floor, else the last.

    Codes of what is no share fall out: such a figure is told month by month. How many months it is of is
    settled by the number of cases alone, never by what they came to.
    """
    asked = [INDICATORS[code] for code in codes if INDICATORS[code].worth is not None]
    if not asked:
        return {}
    year = months_until(month, WINDOWS[-1])
    there = there_in(session, officer_id=officer_id, months=year, rulebook=rulebook)
    found: dict[str, WeighedMonth] = {}
    chosen: dict[str, int] = {}
    for size in WINDOWS:
        waiting = [one for one in asked if one.code not in chosen]
        if not waiting:
            break  # who has many cases needs few months; the others are not read
        months = months_until(month, size)
        unread = [each for each in (year if found else months) if each not in found]
        if unread:
            found |= weighed_by(session, officer_id=officer_id, months=unread, there=there, rulebook=rulebook)
        for one in waiting:
            if size == WINDOWS[-1] or _reaches(one, [found[each] for each in months], rulebook):
                chosen[one.code] = size
    sizes = sorted(set(chosen.values()))
    tallied = tallies_of_each(
        session, windows=[months_until(month, max(RATE_MONTHS, size)) for size in sizes], rulebook=rulebook
    )
    rates = {size: rates_for(each, officer_id) for size, each in zip(sizes, tallied, strict=True)}
    return {
        one.code: value_over(
            one,
            [found[each] for each in months_until(month, chosen[one.code])],
            rulebook,
            rates[chosen[one.code]].get(one.code),
        )
        for one in asked
    }


def _reaches(indicator: Indicator, parts: Sequence[WeighedMonth], rulebook: Rulebook) -> bool:
    """Whether these months hold enough cases to be judged on."""
    on = first_day(parts[-1].month)
    target = rulebook.target(indicator.code, on)
    floor = judging_floor(0 if target is None else target.minimum_n, rulebook, on)
    return value_over(indicator, parts, rulebook).weighed_n >= floor
