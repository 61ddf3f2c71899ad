"""The figures of officers, units and categories in a month, as pages and the API show them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights, may_in_office, may_see_person
from complaints_service.measurement.indicators.indicator import Facts
from complaints_service.measurement.indicators.late_leave import LateLeave, late_leave_of
from complaints_service.measurement.indicators.loading import (
    FactsAge,
    Subject,
    facts_of,
    facts_of_each,
    facts_of_units,
    of_category,
    of_officer,
    of_unit,
    officers_behind,
    period,
    select_facts,
    standing,
    within,
)
from complaints_service.measurement.indicators.measures import INDICATORS
from complaints_service.measurement.indicators.mix import Rates, Tallies, rates_of_others
from complaints_service.measurement.indicators.presence import Presence, presence
from complaints_service.measurement.indicators.sealing import month_hash, value_hash
from complaints_service.measurement.indicators.seeing import as_of_month
from complaints_service.measurement.indicators.surveyed import closed_surveys
from complaints_service.measurement.indicators.tallies import tallies
from complaints_service.measurement.indicators.values import Comparison, IndicatorValue, value_of, weighed
from complaints_service.measurement.months import Period, first_day, last_day, months_until
from complaints_service.people.queries import card_on, cards_in, unit_names
from config.rulebook import Rulebook

#: With fewer members behind it, a unit's figure would tell one colleague another's.
COMPARED_FROM = 3
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


@dataclass(frozen=True)
class BoardRow:
    """A line of the board: a unit, a category or a person, by name, never by a figure."""

    subject: Subject
    name: str
    unit: str | None
    figures: MonthFigures


@dataclass(frozen=True, kw_only=True)
class Board:
    """The manager's table: the viewer's units by code, persons by name, categories by code, and their sum."""

    month: str
    as_of: datetime | None
    provisional: bool
    total: MonthFigures
    units: Sequence[BoardRow] = field(default=())
    persons: Sequence[BoardRow] = field(default=())
    categories: Sequence[BoardRow] = field(default=())


def officer_month(session: Session, *, officer_id: int, month: str, rulebook: Rulebook) -> MonthFigures:
    """An officer's indicators. Whether the reader may see them is asked first: `may_see_subject`."""
    return officer_month_and_facts(session, officer_id=officer_id, month=month, rulebook=rulebook)[0]


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
    figures = _figures(subject, facts, span, found, rulebook, Comparison(compared, compared_of, rates))
    there = presence(
        session,
        officer_id=officer_id,
        periods=[span],
        calendar=rulebook.calendar(rulebook.office.calendar),
    )
    sealed = month_hash(subject, month, facts)
    values = tuple(replace(value, hash=value_hash(sealed, value)) for value in figures.values)
    late = late_leave_of(session, subject=subject, month=month)
    figures = replace(figures, values=values, presence=there[month], hash=sealed, late_leave=late)
    return figures, facts, span


def office_tallies(session: Session, *, month: str, rulebook: Rulebook) -> Mapping[str, Tallies]:
    """Everybody's cases by indicator, officer and sort of ticket, in the months up to this one."""
    return tallies(session, months=months_until(month, RATE_MONTHS), rulebook=rulebook)


def rates_for(tallied: Mapping[str, Tallies], officer_id: int) -> Mapping[str, Rates]:
    """By indicator, the rates of everybody but this officer, where enough stands behind them."""
    found = {code: rates_of_others(cases, officer_id) for code, cases in tallied.items()}
    return {code: rates for code, rates in found.items() if rates is not None}


def unit_month(session: Session, *, unit: str, month: str, rulebook: Rulebook) -> MonthFigures:
    """The indicators of one unit, without the units below it."""
    return _subject_month(session, of_unit(unit), month, rulebook, None)


def category_month(
    session: Session, *, category: str, month: str, rulebook: Rulebook, units: Collection[str] | None = None
) -> MonthFigures:
    """The indicators of one category, in these units or in the whole office."""
    return _subject_month(session, of_category(category), month, rulebook, units)


def board(
    session: Session, *, rights: Rights, month: str, rulebook: Rulebook, units: Collection[str] | None = None
) -> Board:
    """What a manager sees of a month; `units` narrows it, never widens it."""
    found = standing(session)
    span = period(month, rulebook=rulebook, found=found)
    names = board_units(session, rights=rights, on=last_day(month))
    seen = [code for code in names if units is None or code in units]
    then = as_of_month(session, rights, month)
    cards = [
        card
        for card in cards_in(session, first_on=first_day(month), last_on=last_day(month)).values()
        if card.unit in seen and may_see_person(then, card.id, card.unit)
    ]
    facts = facts_of_units(session, units=seen, officers=[card.id for card in cards], period=span)
    inside = within(facts, frozenset(seen))

    tallied = office_tallies(session, month=month, rulebook=rulebook) if cards else {}

    def row(subject: Subject, name: str, unit: str | None, source: Facts) -> BoardRow:
        own = subject.officer_id
        beside = Comparison() if own is None else Comparison(rates=rates_for(tallied, own))
        figures = _figures(subject, select_facts(source, subject), span, found, rulebook, beside)
        return BoardRow(subject, name, unit, figures)

    categories = {fact.category for fact in inside.clocks} | {fact.category for fact in inside.custody}
    return Board(
        month=month,
        as_of=found.oldest,
        provisional=span.current,
        total=_figures(Subject("units", ""), inside, span, found, rulebook),
        units=[row(of_unit(code), names[code], code, inside) for code in seen],
        persons=[row(of_officer(card.id), card.name, card.unit, facts) for card in cards],
        categories=[
            row(of_category(code), rulebook.category(code).names.id, None, inside)
            for code in sorted(categories)
        ],
    )


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
    facts = {unit: Facts(surveys=[row for row in closed if row.unit == unit]) for unit in units}
    return {
        unit: value_of(indicator, found, span, rulebook)
        for unit, found in sorted(facts.items())
        if found.surveys
    }


def _subject_month(
    session: Session, subject: Subject, month: str, rulebook: Rulebook, units: Collection[str] | None
) -> MonthFigures:
    found = standing(session)
    span = period(month, rulebook=rulebook, found=found)
    facts = facts_of(session, subject=subject, period=span, units=units)
    late = late_leave_of(session, subject=subject, month=month)
    return replace(_figures(subject, facts, span, found, rulebook), late_leave=late)


def _figures(
    subject: Subject,
    facts: Facts,
    span: Period,
    found: FactsAge,
    rulebook: Rulebook,
    beside: Comparison | None = None,
) -> MonthFigures:
    return MonthFigures(
        subject=subject,
        month=span.month,
        as_of=found.oldest,
        provisional=span.current,
        policies=tuple(sorted({fact.policy_version for fact in facts.clocks})),
        calendars=tuple(sorted({fact.calendar_version for fact in facts.clocks})),
        values=tuple(value_of(indicator, facts, span, rulebook, beside) for indicator in INDICATORS.values()),
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
