"""Units, categories and kelurahan in a month, out of its cells: what came, what was on time, what is late."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from complaints_service.db import at_once
from complaints_service.measurement.facts.cells.models import MonthCell
from complaints_service.measurement.facts.cells.months import NO_MONTH
from complaints_service.measurement.indicators.loading import standing
from complaints_service.measurement.months import month_of, months_until
from complaints_service.tickets.ledger.deadlines import OFFICE_CLOCKS
from config.rulebook import Rulebook

By = Literal["unit", "category", "kelurahan"]


class PromisesKept(NamedTuple):
    """Of `n` promises that came to a verdict so many on time; late ones that still wait are within n (59)."""

    on_time: int
    n: int


@dataclass(kw_only=True)
class GroupFigures:
    """One group in a month: `key` is its code, "" for what has none.

    `received`: in which the promise asked for began. `kept`, `before`, `year_ago`: how it was kept in this
    month, the month before and the same month a year earlier. `late`: by clock, every promise past and open.
    """

    key: str
    received: int = 0
    kept: PromisesKept = PromisesKept(0, 0)
    before: PromisesKept = PromisesKept(0, 0)
    year_ago: PromisesKept = PromisesKept(0, 0)
    late: dict[str, int] = field(default_factory=dict)

    @property
    def all_late(self) -> int:
        """Every promise of the office that is past and open."""
        return sum(self.late.values())


@dataclass(frozen=True)
class MonthCounts:
    """One month of one clock by what its verdicts came to; `provisional`: the month still runs."""

    month: str
    provisional: bool
    counts: Mapping[str, int]

    @property
    def met(self) -> int:
        """On time."""
        return self.counts.get("met", 0)

    @property
    def late_finished(self) -> int:
        """Late, and finished or ended since."""
        return self.counts.get("late_finished", 0)

    @property
    def late_open(self) -> int:
        """Late and still open."""
        return self.counts.get("late_open", 0)

    @property
    def running(self) -> int:
        """Still within their time, almost used up or not."""
        return self.counts.get("running", 0) + self.counts.get("at_risk", 0)


def groups_of(
    session: Session, *, by: By, month: str, clock: str, units: Collection[str]
) -> Mapping[str, GroupFigures]:
    """The groups of these units that have anything to tell, by code; `clock`: which promise `kept` is of."""
    name = getattr(MonthCell, by)
    ago = months_until(month, 13)
    months = {month: "kept", ago[-2]: "before", ago[0]: "year_ago"}
    inside = MonthCell.unit.in_(units)
    verdicts, late = at_once(
        session,
        (
            select(
                name,
                MonthCell.month,
                func.sum(MonthCell.received),
                func.sum(MonthCell.met),
                func.sum(MonthCell.breached),
            )
            .where(inside, MonthCell.clock == clock, MonthCell.month.in_(months))
            .group_by(name, MonthCell.month),
            select(name, MonthCell.clock, func.sum(MonthCell.open_late))
            .where(inside, MonthCell.clock.in_(OFFICE_CLOCKS), MonthCell.open_late > 0)
            .group_by(name, MonthCell.clock),
        ),
    )
    found: dict[str, GroupFigures] = {}
    for key, of, received, met, breached in verdicts:
        one = found.setdefault(key, GroupFigures(key=key))
        setattr(one, months[of], PromisesKept(int(met), int(met) + int(breached)))
        if of == month:
            one.received = int(received)
    for key, which, count in late:
        found.setdefault(key, GroupFigures(key=key)).late[which] = int(count)
    return {
        key: each for key, each in found.items() if each.received or each.kept.n or each.before.n or each.late
    }


def on_time_by_month(
    session: Session,
    *,
    months: Sequence[str],
    rulebook: Rulebook,
    units: Collection[str] | None = None,
    clock: str = "resolution",
) -> list[MonthCounts]:
    """How many were met, late and finished, late and open, or still run, month by month (look.md 4.8)."""
    newest = standing(session).newest
    current = None if newest is None else month_of(newest, rulebook.calendar(rulebook.office.calendar).zone)
    counted = (MonthCell.met, MonthCell.breached, MonthCell.open_late, MonthCell.still_open)
    columns: list[Any] = [MonthCell.month, *(func.sum(each) for each in counted)]
    query = select(*columns).where(MonthCell.clock == clock, MonthCell.month.in_([*months, NO_MONTH]))
    if units is not None:
        query = query.where(MonthCell.unit.in_(units))
    told: dict[str, dict[str, int]] = {month: {} for month in months}
    for month, *found in session.execute(query.group_by(MonthCell.month)):
        met, breached, open_late, running = map(int, found)
        sums = {
            "met": met,
            "late_finished": breached - open_late,
            "late_open": open_late,
            "running": running,
        }
        counts = told.get(month or current or "")
        if counts is not None:
            for part, count in sums.items():
                if count:
                    counts[part] = counts.get(part, 0) + count
    return [MonthCounts(month, month == current, told[month]) for month in months]
