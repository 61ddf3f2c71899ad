"""Whether a training or an agreed action shows in the figure it was meant for: three months before and after.

Nothing is kept: it is told out of the facts as they stand, so what moves a figure later moves this too.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from complaints_service.development.queries import RecordView, records_of
from complaints_service.measurement.indicators.floors import judging_floor
from complaints_service.measurement.indicators.loading import standing
from complaints_service.measurement.indicators.measures import INDICATORS
from complaints_service.measurement.indicators.periods import there_in, weighed_by
from complaints_service.measurement.indicators.values import IndicatorValue, WeighedMonth, value_over
from complaints_service.measurement.months import first_day, month_after, month_of, months_until
from complaints_service.meetings.queries import ActionView, done_actions
from config.rulebook import Rulebook

#: How many whole months are looked at on either side; those in which it happened belong to neither.
MONTHS = 3
#: What can be said: the months after are not over (`waiting`), a side holds too few cases (`few`), the two
#: intervals overlap (`unseen`), or lie apart the good way (`better`) or the other (`worse`).
VERDICTS = ("waiting", "few", "unseen", "better", "worse")
#: The figures it can be told of: only a share has an interval over several months.
SHARES = tuple(code for code, each in INDICATORS.items() if each.worth is not None and not each.units)


@dataclass(frozen=True, kw_only=True)
class Remedy:
    """What somebody did for a figure: a `training` or an `action`, from the day it began to its last."""

    kind: str
    id: int
    title: str
    indicator_code: str
    first_on: date
    last_on: date


@dataclass(frozen=True, kw_only=True)
class FigureEffect:
    """A remedy with its figure on either side; `after` is None while its months are not over."""

    remedy: Remedy
    months_before: tuple[str, ...]
    months_after: tuple[str, ...]
    before: IndicatorValue
    after: IndicatorValue | None
    verdict: str

    @property
    def told_from(self) -> str:
        """The month in which the months after are over."""
        return month_after(self.months_after[-1])


def remedies_of(session: Session, *, officer_id: int, rulebook: Rulebook) -> list[Remedy]:
    """What an officer did for a figure, the latest first: trainings confirmed and actions done."""
    found = [
        *(of_training(each) for each in records_of(session, officer_id=officer_id)),
        *(of_action(each, rulebook) for each in done_actions(session, owner_id=officer_id)),
    ]
    told = [each for each in found if each is not None]
    return sorted(told, key=lambda each: (each.last_on, each.kind, each.id), reverse=True)


def of_training(record: RecordView) -> Remedy | None:
    """A training done, as a remedy; None where nobody confirmed it or it is meant for no such figure."""
    if record.confirmed_at is None or record.indicator_code not in SHARES:
        return None
    return Remedy(
        kind="training",
        id=record.id,
        title=record.title,
        indicator_code=record.indicator_code,
        first_on=record.first_on,
        last_on=record.last_on,
    )


def of_action(action: ActionView, rulebook: Rulebook) -> Remedy | None:
    """An action done, as a remedy; None while it is open, was dropped, or is meant for no such figure."""
    if action.state != "done" or action.settled_at is None or action.indicator_code not in SHARES:
        return None
    return Remedy(
        kind="action",
        id=action.id,
        title=action.words,
        indicator_code=action.indicator_code,
        first_on=rulebook.local_date(action.created_at),
        last_on=rulebook.local_date(action.settled_at),
    )


def within(remedies: Sequence[Remedy], *, first_month: str, last_month: str) -> list[Remedy]:
    """Those whose months after fall into a period, wholly or in part: what its evaluation may speak of."""
    return [each for each in remedies if _after(each)[0] <= last_month and _after(each)[-1] >= first_month]


def effects(
    session: Session, *, officer_id: int, remedies: Collection[Remedy], rulebook: Rulebook
) -> list[FigureEffect]:
    """The effect of each of an officer's remedies, in their order, with one look at the facts for all.

    Whether the reader may see them is asked first: `accounts.access.may_see_person`.
    """
    if not remedies:
        return []
    zone = rulebook.calendar(rulebook.office.calendar).zone
    newest = standing(session).newest
    running = "" if newest is None else month_of(newest, zone)
    after = {each for one in remedies if _after(one)[-1] < running for each in _after(one)}
    wanted = sorted(after.union(*(_before(one) for one in remedies)))
    there = there_in(session, officer_id=officer_id, months=wanted, rulebook=rulebook)
    found = weighed_by(session, officer_id=officer_id, months=wanted, there=there, rulebook=rulebook)
    return [_effect(one, found, running, rulebook) for one in remedies]


def verdict(before: IndicatorValue, after: IndicatorValue, *, rulebook: Rulebook) -> str:
    """What two sides of a share say of each other: a difference only where their intervals lie apart."""
    if any(_too_few(each, rulebook) for each in (before, after)):
        return "few"
    if before.interval is None or after.interval is None:
        return "few"
    (low, high), (low_after, high_after) = before.interval, after.interval
    if low is None or high is None or low_after is None or high_after is None:
        return "unseen"
    if low <= high_after and low_after <= high:
        return "unseen"
    return "better" if (low_after > high) == (after.better == "higher") else "worse"


def _effect(
    remedy: Remedy, found: Mapping[str, WeighedMonth], running: str, rulebook: Rulebook
) -> FigureEffect:
    indicator, months, later = INDICATORS[remedy.indicator_code], _before(remedy), _after(remedy)
    before = value_over(indicator, [found[each] for each in months], rulebook)
    over = later[-1] < running
    after = value_over(indicator, [found[each] for each in later], rulebook) if over else None
    said = "waiting" if after is None else verdict(before, after, rulebook=rulebook)
    return FigureEffect(
        remedy=remedy, months_before=months, months_after=later, before=before, after=after, verdict=said
    )


def _before(remedy: Remedy) -> tuple[str, ...]:
    return tuple(months_until(_month(remedy.first_on), MONTHS + 1)[:-1])


def _after(remedy: Remedy) -> tuple[str, ...]:
    months = [month_after(_month(remedy.last_on))]
    while len(months) < MONTHS:
        months.append(month_after(months[-1]))
    return tuple(months)


def _month(day: date) -> str:
    return f"{day.year:04d}-{day.month:02d}"


def _too_few(value: IndicatorValue, rulebook: Rulebook) -> bool:
    last = first_day(value.months[-1][0])
    return value.weighed_n < judging_floor(value.minimum_n, rulebook, last)
