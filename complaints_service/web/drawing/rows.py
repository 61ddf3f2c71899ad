"""Which rows a day sheet has: single days, runs of like days, closed days, folded months. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from complaints_service.web.drawing.days import DrawnDay

MOST_ROWS = 40
"""More rows than this and the middle months fold into one row each."""


@dataclass(frozen=True)
class DayRow:
    """One row; its days lie in order, and a run holds working days only."""

    kind: Literal["day", "run", "shut", "month"]
    days: tuple[DrawnDay, ...]

    @property
    def seconds(self) -> int:
        return sum(day.counted_seconds for day in self.days)

    @property
    def month(self) -> str:
        return f"{self.days[0].on:%Y-%m}"


def plan_rows(days: tuple[DrawnDay, ...], opened: frozenset[str] = frozenset()) -> list[DayRow]:
    """The sheet's rows; months named in `opened` ("2026-05") stay unfolded."""
    rows = _rows(days)
    if len(rows) <= MOST_ROWS:
        return rows
    # A report may be open for years: the days, which lie in order, are gone through once.
    by_month = {month: tuple(part) for month, part in groupby(days, key=lambda day: f"{day.on:%Y-%m}")}
    folded = set([*by_month][1:-2]) - opened
    if not folded:
        return rows
    planned: list[DayRow] = []
    for month, part in by_month.items():
        planned += [DayRow("month", part)] if month in folded else _rows(part)
    return planned


def _rows(days: tuple[DrawnDay, ...]) -> list[DayRow]:
    rows: list[DayRow] = []
    at = 0
    while at < len(days):
        day = days[at]
        if _shut(day):
            end = _end_of_closure(days, at)
            rows.append(DayRow("shut", days[at:end]))
            at = end
            continue
        run = _run(days, at)
        if len(run) >= 2:
            rows.append(DayRow("run", run))
            at = days.index(run[-1], at) + 1
            continue
        rows.append(DayRow("day", (day,)))
        at += 1
    return rows


def _shut(day: DrawnDay) -> bool:
    return not day.day.windows and not day.marked


def _run(days: tuple[DrawnDay, ...], at: int) -> tuple[DrawnDay, ...]:
    """Like working days from `at` on; weekends between them belong, a closed day with a name does not."""
    look = _plain(days[at])
    if look is None:
        return ()
    run = []
    for day in days[at:]:
        if _shut(day) and not day.day.closed_name:
            continue
        if _plain(day) != look:
            break
        run.append(day)
    return tuple(run)


def _plain(day: DrawnDay) -> tuple[str, str, str] | None:
    whole = None if day.marked else day.whole()
    return whole.look if whole else None


def _end_of_closure(days: tuple[DrawnDay, ...], at: int) -> int:
    """The index after the last closed day in a row that carries the same name."""
    name = days[at].day.closed_name
    while at < len(days) and _shut(days[at]) and days[at].day.closed_name == name:
        at += 1
    return at
