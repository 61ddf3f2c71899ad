"""Which rows a day sheet has: single days, runs of like days, closed days, folded months and years. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, islice
from typing import Literal

from complaints_service.web.drawing.days import DrawnDay

MOST_ROWS = 40
"""More rows than this and the middle months fold into one row each."""
MOST_MONTHS = 12
"""More folded months than this and those of one year are one row."""


@dataclass(frozen=True)
class DayRow:
    """One row; its days lie in order, and a run holds working days only."""

    kind: Literal["day", "run", "shut", "month", "year"]
    days: tuple[DrawnDay, ...]

    @property
    def seconds(self) -> int:
        return sum(day.counted_seconds for day in self.days)

    @property
    def months(self) -> tuple[tuple[DrawnDay, ...], ...]:
        """The row's days by month."""
        return tuple(tuple(part) for _month, part in groupby(self.days, key=_month))

    @property
    def key(self) -> str:
        """What opens a folded row: "2026-05", or "2026" for those of a year."""
        on = self.days[0].on
        return f"{on:%Y}" if self.kind == "year" else f"{on:%Y-%m}"


def plan_rows(days: tuple[DrawnDay, ...], opened: frozenset[str] = frozenset()) -> list[DayRow]:
    """The sheet's rows. What `opened` names stays unfolded: "2026" its months, "2026-05" its days as well."""
    rows = list(islice(_rows(days), MOST_ROWS + 1))
    if len(rows) <= MOST_ROWS:
        return rows
    # A report may be open for years: the days, which lie in order, are gone through once.
    by_month = {month: tuple(part) for month, part in groupby(days, key=_month)}
    middle = [*by_month][1:-2]
    folded = set(middle) - opened
    if not folded:
        return list(_rows(days))
    years = {month[:4] for month in middle} if len(middle) > MOST_MONTHS else set()
    years -= {one[:4] for one in opened}
    planned: list[DayRow] = []
    for month, part in by_month.items():
        if month not in folded:
            planned += _rows(part)
        elif month[:4] not in years:
            planned.append(DayRow("month", part))
        elif planned[-1].kind == "year" and planned[-1].key == month[:4]:
            planned[-1] = DayRow("year", planned[-1].days + part)
        else:
            planned.append(DayRow("year", part))
    return planned


def _month(day: DrawnDay) -> str:
    return day.day.on.isoformat()[:7]


def _rows(days: tuple[DrawnDay, ...]) -> Iterator[DayRow]:
    """The rows of days without a fold, made as they are asked for."""
    at = 0
    while at < len(days):
        day = days[at]
        if _shut(day):
            end = _end_of_closure(days, at)
            yield DayRow("shut", days[at:end])
            at = end
            continue
        run, end = _run(days, at)
        if len(run) >= 2:
            yield DayRow("run", run)
            at = end
            continue
        yield DayRow("day", (day,))
        at += 1


def _shut(day: DrawnDay) -> bool:
    return not day.day.windows and not day.marked


def _run(days: tuple[DrawnDay, ...], at: int) -> tuple[tuple[DrawnDay, ...], int]:
    """Like working days from `at` on, and the index after the last; weekends between them belong, a closed
    day with a name does not."""
    look = _plain(days[at])
    run: list[DrawnDay] = []
    end = at
    for index in range(at, len(days) if look is not None else at):
        day = days[index]
        if _shut(day) and not day.day.closed_name:
            continue
        if _plain(day) != look:
            break
        run.append(day)
        end = index + 1
    return tuple(run), end


def _plain(day: DrawnDay) -> tuple[str, str, str] | None:
    whole = None if day.marked else day.whole()
    return whole.look if whole else None


def _end_of_closure(days: tuple[DrawnDay, ...], at: int) -> int:
    """The index after the last closed day in a row that carries the same name."""
    name = days[at].day.closed_name
    while at < len(days) and _shut(days[at]) and days[at].day.closed_name == name:
        at += 1
    return at
