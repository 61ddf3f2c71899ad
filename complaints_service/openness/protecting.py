"""What of a table may be published so that no small group can be worked out of it. Pure.

A row under the floor is not shown but merged into a rest; where the rest is under the floor too, the smallest
shown row goes into it, so that subtracting what is shown from the total gives a group of at least the floor.
In a table of two ways each withheld cell can, for all that the margins say, hold at least the floor; and so
many reports of withheld cells count in no column of their own that it stays so whatever is told of them.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
#: Row and column of a table.
Cell = tuple[int, int]


@dataclass(frozen=True)
class Parted(Generic[K]):
    """The rows that stand by themselves, and those that are told together."""

    shown: tuple[K, ...]
    merged: tuple[K, ...]


def part(
    counts: Mapping[K, int], *, floor: int, never: Collection[K] = (), at_least: int = 0
) -> Parted[K] | None:
    """Which rows may be shown; None where even all of them together are under the floor.

    `never`: rows that are told only together with others. `at_least`: a rest smaller than this takes another
    row in, also where it is not under the floor.
    """
    if sum(counts.values()) < floor:
        return None
    ordered = sorted((key for key in counts if key not in never), key=lambda key: (counts[key], str(key)))
    shown = [key for key in ordered if counts[key] >= floor]
    merged = [*(key for key in counts if key in never), *(key for key in ordered if counts[key] < floor)]
    while shown and 0 < sum(counts[key] for key in merged) < max(floor, at_least):
        merged.append(shown.pop(0))
    return Parted(tuple(shown), tuple(merged))


def withheld_cells(table: Sequence[Sequence[int]], *, floor: int) -> frozenset[Cell]:
    """The cells (row, column) of a table with published margins that must not be shown.

    All under the floor, and as many more as it takes until each of them could be the floor or more.
    """
    width = len(table[0]) if table else 0
    hidden = {
        (row, column) for row, line in enumerate(table) for column, count in enumerate(line) if count < floor
    }
    while True:
        pinned = [cell for cell in sorted(hidden) if most(table, hidden, cell) < floor]
        wider = [
            cell
            for row, column in pinned
            for cell in [_smallest(table, hidden, row, column, len(table), width)]
            if cell is not None
        ]
        if not wider:
            # Nothing more to hide, and still something pinned: the table says too much whatever is shown.
            everything = {(row, column) for row in range(len(table)) for column in range(width)}
            return frozenset(everything if pinned else hidden)
        hidden.add(wider[0])


def most(table: Sequence[Sequence[int]], hidden: Collection[Cell], cell: Cell) -> int:
    """The most that a hidden cell can hold for all that margins and shown cells say.

    Starting from what is true, others give way around circles: one less in the row, one more below it, and so
    on back into the column. How much can go round is the greatest flow.
    """
    room = {other: table[other[0]][other[1]] for other in hidden if other != cell}
    return table[cell[0]][cell[1]] + _turn(room, cell, sum(room.values()))


def kept_apart(
    table: Sequence[Sequence[int]], hidden: Collection[Cell], *, floor: int, free: Collection[int] = ()
) -> dict[Cell, int]:
    """How many reports of which hidden cells must look alike for good, so that each could hold the floor.

    What later becomes of a report is told by row and by column too. Reports that count in no column of their
    own can change places around a circle, and nothing that is ever told differs; of those there must be as
    many as fill a hidden cell up to the floor. In the `free` columns all are such.
    """
    full = {cell: table[cell[0]][cell[1]] for cell in hidden}
    apart = {cell: full[cell] if cell[1] in free else 0 for cell in hidden}
    largest_first = sorted(hidden, key=lambda cell: (-full[cell], cell))
    for cell in sorted(hidden):
        needed = floor - full[cell]
        room = {other: apart[other] for other in largest_first if other != cell}
        needed -= _turn(room, cell, needed)
        if needed > 0:
            room = {other: count + full[other] - apart[other] for other, count in room.items()}
            _turn(room, cell, needed)
            apart.update({other: max(apart[other], full[other] - room[other]) for other in room})
    return {cell: count for cell, count in apart.items() if count and cell[1] not in free}


def _turn(room: dict[Cell, int], cell: Cell, wanted: int) -> int:
    """Moves up to so many around circles into a cell, out of what others have to give; how many came."""
    row, column = cell
    came = 0
    while came < wanted and (path := _circle(room, row, column)) is not None:
        step = min(wanted - came, *(room[other] for other in path[::2]))
        for number, other in enumerate(path):
            room[other] += step if number % 2 else -step
        came += step
    return came


def _circle(room: Mapping[Cell, int], row: int, column: int) -> list[Cell] | None:
    """Cells from the row to the column: the first gives, the next takes, and so on; the last gives."""
    paths: list[tuple[int, list[Cell]]] = [(row, [])]
    rows, columns = {row}, set()
    while paths:
        here, path = paths.pop(0)
        for giving, count in room.items():
            if giving[0] != here or not count or giving[1] in columns:
                continue
            if giving[1] == column:
                return [*path, giving]
            columns.add(giving[1])
            for taking in room:
                if taking[1] == giving[1] and taking[0] not in rows:
                    rows.add(taking[0])
                    paths.append((taking[0], [*path, giving, taking]))
    return None


def _smallest(
    table: Sequence[Sequence[int]],
    hidden: Collection[Cell],
    row: int,
    column: int,
    height: int,
    width: int,
) -> Cell | None:
    """The smallest shown cell of a row or a column, else of the table."""
    shown = [(line, place) for line in range(height) for place in range(width) if (line, place) not in hidden]
    beside = [cell for cell in shown if cell[0] == row or cell[1] == column]
    return min(beside or shown, key=lambda cell: (table[cell[0]][cell[1]], cell), default=None)
