"""The figures of officers, units and categories in a month, as pages and the API show them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights, may_in_office
from complaints_service.measurement.counting import counted_rules, counted_sums
from complaints_service.measurement.facts.cells.models import OfficerCell
from complaints_service.measurement.facts.cells.month_sums import MonthSums
from complaints_service.measurement.facts.cells.months import NO_MONTH
from complaints_service.measurement.facts.cells.officers import LATE, VERDICTS
from complaints_service.measurement.indicators.indicator import Facts
from complaints_service.measurement.indicators.late_leave import LateLeave, late_leave_of
from complaints_service.measurement.indicators.loading import (
    FactsAge,
    Subject,
    facts_of,
    facts_of_each,
    of_officer,
    of_unit,
    officers_behind,
    period,
    standing,
)
from complaints_service.measurement.indicators.measures import INDICATORS
from complaints_service.measurement.indicators.mix import Rates, Tallies, rates_of_others
from complaints_service.measurement.indicators.presence import Presence, presence
from complaints_service.measurement.indicators.sealing import month_hash, value_hash
from complaints_service.measurement.indicators.surveyed import closed_surveys
from complaints_service.measurement.indicators.tallies import sums_of_months, tallies
from complaints_service.measurement.indicators.values import Comparison, IndicatorValue, value_of, weighed
from complaints_service.measurement.months import Period, last_day, months_until
from complaints_service.people.queries import card_on, unit_names
from config.rulebook import Rulebook

#: With fewer members behind it, a unit's figure would tell one colleague another's.
COMPARED_FROM = 3
#: Up to so many verdicts a page reads all facts of a month unasked.
FEW = 1_000
#: How many months, the one judged included, the rates of the office are taken from.
RATE_MONTHS = 6


@dataclass(frozen=True, kw_only=True)
class MonthFigures:
    """All indicators of one subject in one month, in the registry's order.

    `as_of`: the instant the oldest open fact holds at. `provisional`: the month still runs. `policies` and
    `calendars`: the versions these tickets were judged by. `presence`: of an officer, days at work of the
    month's working days. `late_leave`: entered late, it moved these figures. `hash`: of the facts behind
    (`sealing.month_hash`); empty where not asked for.
    """

    subject: Subject
    month: str
    as_of: datetime | None
    provisional: bool
    policies: tuple[str, ...]
    calendars: tuple[str, ...]
    values: tuple[IndicatorValue, ...]
    presence: Presence | None = None
    hash: str = ""
    late_leave: tuple[LateLeave, ...] = ()

    def value(self, code: str) -> IndicatorValue:
        """One of them by its code; KeyError for an unknown one."""
        return {each.code: each for each in self.values}[code]


def officer_month(session: Session, *, officer_id: int, month: str, rulebook: Rulebook) -> MonthFigures:
    """An officer's indicators. Whether the reader may see them is asked first: `may_see_subject`."""
    return officer_month_and_facts(session, officer_id=officer_id, month=month, rulebook=rulebook)[0]


def officer_month_of_cells(
    session: Session, *, officer_id: int, month: str, rulebook: Rulebook
) -> MonthFigures:
    """The same out of cells: with nothing beside them and no hash, and as quick with a million tickets."""
    found = standing(session)
    span = period(month, rulebook=rulebook, found=found)
    (sums,) = sums_of_months(session, officer_id=officer_id, spans=[span], rulebook=rulebook)
    subject = of_officer(officer_id)
    return replace(
        _figures(subject, sums, found, rulebook),
        presence=_presence(session, officer_id, span, rulebook),
        late_leave=late_leave_of(session, subject=subject, month=month),
    )


def officer_month_and_facts(
    session: Session, *, officer_id: int, month: str, rulebook: Rulebook
) -> tuple[MonthFigures, Facts, Period]:
    """An officer's indicators with the facts they were computed from."""
    found = standing(session)
    span = period(month, rulebook=rulebook, found=found)
    subject = of_officer(officer_id)
    facts, compared, compared_of = _own_and_compared(session, officer_id, span)
    facts = weighed(facts, rulebook)
    rates = rates_for(office_tallies(session, month=month, rulebook=rulebook), officer_id)
    beside = None if compared is None else weighed(compared, rulebook).summed(span)
    figures = _figures(subject, facts.summed(span), found, rulebook, Comparison(beside, compared_of, rates))
    sealed = month_hash(subject, month, facts)
    values = tuple(replace(value, hash=value_hash(sealed, value)) for value in figures.values)
    late = late_leave_of(session, subject=subject, month=month)
    there = _presence(session, officer_id, span, rulebook)
    figures = replace(figures, values=values, presence=there, hash=sealed, late_leave=late)
    return figures, facts, span


def _presence(session: Session, officer_id: int, span: Period, rulebook: Rulebook) -> Presence:
    calendar = rulebook.calendar(rulebook.office.calendar)
    return presence(session, officer_id=officer_id, periods=[span], calendar=calendar)[span.month]


def few_behind(session: Session, *, month: str, rulebook: Rulebook) -> bool:
    """Whether so little counted in the office in a month that a page may read all of its facts."""
    span = period(month, rulebook=rulebook, found=standing(session))
    months = (month, NO_MONTH) if span.current else (month,)
    counted = session.scalar(
        select(func.sum(OfficerCell.n)).where(
            or_(
                and_(OfficerCell.sort == VERDICTS, OfficerCell.month.in_(months)),
                and_(OfficerCell.sort == LATE, OfficerCell.month <= month),
            )
        )
    )
    return (counted or 0) <= FEW


def office_tallies(session: Session, *, month: str, rulebook: Rulebook) -> Mapping[str, Tallies]:
    """Everybody's cases by indicator, officer and sort of ticket, in the months up to this one."""
    return tallies(session, months=months_until(month, RATE_MONTHS), rulebook=rulebook)


def rates_for(tallied: Mapping[str, Tallies], officer_id: int) -> Mapping[str, Rates]:
    """By indicator, the rates of everybody but this officer, where enough stands behind them."""
    found = {code: rates_of_others(cases, officer_id) for code, cases in tallied.items()}
    return {code: rates for code, rates in found.items() if rates is not None}


def unit_month(session: Session, *, unit: str, month: str, rulebook: Rulebook) -> MonthFigures:
    """The indicators of one unit, without the units below it."""
    subject, found = of_unit(unit), standing(session)
    span = period(month, rulebook=rulebook, found=found)
    values = []
    for indicator in INDICATORS.values():
        sums = counted_sums(
            session, indicator=indicator, subject=subject, units=None, period=span, rulebook=rulebook
        )
        values.append(value_of(indicator, sums, rulebook))
    rules = counted_rules(session, subject=subject, period=span)
    judged_by = _figures(subject, MonthSums(span=span, rules=rules), found, rulebook)
    late = late_leave_of(session, subject=subject, month=month)
    return replace(judged_by, values=tuple(values), late_leave=late)


def board_units(session: Session, *, rights: Rights, on: date | None = None) -> Mapping[str, str]:
    """The units whose board a person may see: name by code, as of a local day or now."""
    names = unit_names(session, on=on)
    return {code: name for code, name in names.items() if may_in_office(rights, "view_board", code)}


def surveyed_units(
    session: Session, *, units: Collection[str], month: str, rulebook: Rulebook
) -> dict[str, IndicatorValue]:
    """By unit, what its surveys closed in a month came to; only of units that had one."""
    span = period(month, rulebook=rulebook, found=standing(session))
    closed = closed_surveys(session, units=units, period=span)
    (indicator,) = (one for one in INDICATORS.values() if one.sort == "surveys")
    sums = {unit: MonthSums(span=span, surveys=[row for row in closed if row.unit == unit]) for unit in units}
    return {
        unit: value_of(indicator, found, rulebook) for unit, found in sorted(sums.items()) if found.surveys
    }


def _figures(
    subject: Subject,
    sums: MonthSums,
    found: FactsAge,
    rulebook: Rulebook,
    beside: Comparison | None = None,
) -> MonthFigures:
    return MonthFigures(
        subject=subject,
        month=sums.span.month,
        as_of=found.oldest,
        provisional=sums.span.current,
        policies=sums.policies,
        calendars=sums.calendars,
        values=tuple(value_of(indicator, sums, rulebook, beside) for indicator in INDICATORS.values()),
    )


def _own_and_compared(
    session: Session, officer_id: int, span: Period
) -> tuple[Facts, Facts | None, str | None]:
    """An officer's facts, and those of the unit or, where too few work there, of the office; and which."""
    subject, card = of_officer(officer_id), card_on(session, officer_id=officer_id, on=last_day(span.month))
    if card is None:
        return facts_of(session, subject=subject, period=span), None, None
    unit: Subject | None = of_unit(card.unit)
    if officers_behind(session, subject=of_unit(card.unit), period=span) < COMPARED_FROM:
        unit = None
    own, compared = facts_of_each(session, [(subject, span), (unit, span)])
    if _officers(compared) < COMPARED_FROM:
        return own, None, None
    return own, compared, "office" if unit is None else unit.key


def _officers(facts: Facts) -> int:
    return len({fact.owner_officer_id for fact in facts.clocks if fact.owner_officer_id is not None})
