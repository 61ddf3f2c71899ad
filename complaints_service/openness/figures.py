"""The published figures of one month, out of its cells. Pure: what is said here is said to everybody.

Rows are places or categories; what is about the office's own people, and what has no place, is never a row of
its own but part of the rest, so that it counts and cannot be told apart.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from complaints_service.measurement.facts.cells.months import TICKET, CellKey, CellSums
from complaints_service.measurement.indicators.fairness import CurveStep, kaplan_meier, waiting_time
from complaints_service.openness.protecting import kept_apart, part, withheld_cells

#: What is told of the two promises, by the clock's name.
CLOCKS = ("first_response", "resolution")
#: The row that is never shown alone.
REST = ""
MEDIAN, NINE_IN_TEN = 0.5, 0.1


@dataclass(kw_only=True)
class Row:
    """What a place, a category or the whole office has of a month, before anybody decides what is shown.

    `done`: of what came, how many the office is done with; None where that is not told.
    """

    received: int = 0
    done: int | None = None
    clocks: dict[str, CellSums] = field(default_factory=lambda: {clock: CellSums() for clock in CLOCKS})

    def judged(self, clock: str) -> int:
        """The verdicts behind the share on time; late ones that still wait are among them (59)."""
        return self.clocks[clock].met + self.clocks[clock].breached

    def add(self, key: CellKey, sums: CellSums) -> None:
        """Puts a cell to it."""
        if key.clock == TICKET:
            self.received += sums.received
        elif key.clock in CLOCKS:
            self.clocks[key.clock].add(sums)


def rows_by(
    cells: Iterable[tuple[CellKey, CellSums]],
    name: Callable[[CellKey], str],
    known: Collection[str],
    done: Mapping[CellKey, int] | None = None,
) -> dict[str, Row]:
    """The cells added up by a name; every known name is there, and the rest.

    `done`: of what came, how many the office is done with.
    """
    told = None if done is None else 0
    rows = {code: Row(done=told) for code in (REST, *known)}
    for key, sums in cells:
        rows[_row(key, name, known)].add(key, sums)
    for key, count in (done or {}).items():
        row = rows[_row(key, name, known)]
        row.done = (row.done or 0) + count
    return rows


def _row(key: CellKey, name: Callable[[CellKey], str], known: Collection[str]) -> str:
    return REST if key.kind == "oversight" or name(key) not in known else name(key)


def total_of(rows: Iterable[Row]) -> Row:
    """All rows together."""
    total = Row()
    for row in rows:
        total.received += row.received
        if row.done is not None:
            total.done = (total.done or 0) + row.done
        for clock in CLOCKS:
            total.clocks[clock].add(row.clocks[clock])
    return total


def received_figure(row: Row) -> dict[str, Any]:
    """How many came, and where it is told how many of those were done with by the day of publishing."""
    return {"n": row.received} if row.done is None else {"n": row.received, "done": row.done}


def curve_of(row: Row, clock: str) -> list[CurveStep]:
    """The curve of how long one promise waited."""
    return kaplan_meier(row.clocks[clock].waits.finishes())


def promise_figure(row: Row, clock: str, floor: int, curve: Sequence[CurveStep]) -> dict[str, Any]:
    """How one promise was kept: of `n` so many on time, and the waits of half and of nine in ten.

    None where fewer than the floor were observed (twice the floor for nine in ten, where the last is one
    person's), or where more than that share still waits. `curve`: the row's own (`curve_of`).
    """
    sums = row.clocks[clock]
    observed = sums.waits.total()
    return {
        "n": row.judged(clock),
        "on_time": sums.met,
        "open_late": sums.open_late,
        "median": waiting_time(curve, MEDIAN) if observed >= floor else None,
        "p90": waiting_time(curve, NINE_IN_TEN) if observed >= 2 * floor else None,
    }


def measures(floor: int) -> Mapping[str, tuple[Callable[[Row], int], Callable[[Row], dict[str, Any]]]]:
    """What is told of each row: how many stand behind it, and the figure."""
    return {
        "received": (lambda row: row.received, received_figure),
        **{
            clock: (
                lambda row, clock=clock: row.judged(clock),  # type: ignore[misc]
                lambda row, clock=clock: promise_figure(row, clock, floor, curve_of(row, clock)),  # type: ignore[misc]
            )
            for clock in CLOCKS
        },
    }


def protected(rows: Mapping[str, Row], *, floor: int) -> dict[str, Any]:
    """By measure: the rows that may be shown, by code, and the rest with the codes that are in it.

    What is not shown of how many came is shown of nothing else either: set beside each other, two measures
    would tell more than each of them.
    """
    told: dict[str, Any] = {}
    never: tuple[str, ...] = (REST,)
    for name, (behind, figure) in measures(floor).items():
        parted = part({code: behind(row) for code, row in rows.items()}, floor=floor, never=never)
        if parted is None:
            told[name] = None
            continue
        if name == "received":
            never = parted.merged
        rest = total_of(rows[code] for code in parted.merged)
        told[name] = {
            "shown": {code: figure(rows[code]) for code in sorted(parted.shown)},
            "merged": {"codes": sorted(parted.merged), **figure(rest)},
        }
    return told


def whole(row: Row, *, floor: int) -> dict[str, Any]:
    """The figures of the whole office; None for what has fewer than the floor behind it."""
    return {
        name: figure(row) if behind(row) >= floor else None
        for name, (behind, figure) in measures(floor).items()
    }


@dataclass(frozen=True)
class Crossed:
    """How many came by place and category: what is told, and how many of which cells are to be kept apart.

    `told` has None in a withheld cell; the last row and column are the rests.
    """

    told: dict[str, Any]
    apart: Mapping[tuple[str, str], int]


def crossed(
    cells: Iterable[tuple[CellKey, CellSums]],
    *,
    places: Mapping[str, Any] | None,
    categories: Mapping[str, Any] | None,
    floor: int,
) -> Crossed | None:
    """What came in the rows and columns that are shown; None where one of the two ways has but one line."""
    if places is None or categories is None:
        return None
    rows, columns = [*places["shown"], REST], [*categories["shown"], REST]
    counts = {(row, column): 0 for row in rows for column in columns}
    for key, sums in cells:
        if key.clock == TICKET:
            row = _row(key, lambda one: one.kelurahan, places["shown"])
            column = _row(key, lambda one: one.category, categories["shown"])
            counts[row, column] += sums.received
    # A rest in which nobody is has nothing to tell and would only look like a way out.
    rows = [row for row in rows if any(counts[row, column] for column in columns)]
    columns = [column for column in columns if any(counts[row, column] for row in rows)]
    if len(rows) < 2 or len(columns) < 2:
        return None
    table = [[counts[row, column] for column in columns] for row in rows]
    hidden = withheld_cells(table, floor=floor)
    rests = [at for at, column in enumerate(columns) if column == REST]
    apart = kept_apart(table, hidden, floor=floor, free=rests)
    return Crossed(
        {
            "places": rows,
            "categories": columns,
            "received": [
                [None if (at, place) in hidden else count for place, count in enumerate(line)]
                for at, line in enumerate(table)
            ],
        },
        {(rows[row], columns[column]): count for (row, column), count in apart.items()},
    )
