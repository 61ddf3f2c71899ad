"""What an officer's own mix of tickets lets one expect, and what may be set beside a small figure. Pure.

Two ways of comparing that never rank: the value expected from the officer's categories and kelurahan, at the
rates of everybody else in the office (indirect standardisation), and a share drawn towards the unit's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

#: How many cases a broader rate weighs when a cell's own rate is drawn towards it.
CELL_STRENGTH = 20
#: How many cases the unit's share weighs against the officer's own: as many as a judgement needs.
UNIT_STRENGTH = 30
#: With fewer others behind them, or fewer cases, the office's rates would tell one colleague another's.
OTHERS_FROM = 3
CASES_FROM = 30

#: Which sort of ticket: category and kelurahan (None where nobody said one).
Cell = tuple[str, str | None]


class WeighedCase(NamedTuple):
    """A case of a share: its cell, and what it adds to the count (1 counted, 0 not, or a part of 1).

    `n`: how many are alike.
    """

    cell: Cell
    worth: float
    n: int = 1


class Tally(NamedTuple):
    """Cases of a share, added up."""

    worth: float
    n: int

    def plus(self, other: Tally) -> Tally:
        """Both together."""
        return Tally(self.worth + other.worth, self.n + other.n)

    @property
    def share(self) -> float:
        """Raises ZeroDivisionError where there are none."""
        return self.worth / self.n


#: officer id -> cell -> the officer's cases there
Tallies = Mapping[int, Mapping[Cell, Tally]]

_NONE = Tally(0, 0)


class Rates:
    """The shares of others, cell by cell, each drawn towards its category's and that towards the office's."""

    def __init__(self, cells: Mapping[Cell, Tally]) -> None:
        self._cells = cells
        self._categories: dict[str, Tally] = {}
        self._all = _NONE
        for (category, _), tally in cells.items():
            self._categories[category] = self._categories.get(category, _NONE).plus(tally)
            self._all = self._all.plus(tally)

    def share(self, cell: Cell) -> float:
        """The share others reach in a cell, 0..1; where they have none, its category's."""
        category = shrunk(*self._categories.get(cell[0], _NONE), self._all.share, CELL_STRENGTH)
        return shrunk(*self._cells.get(cell, _NONE), category, CELL_STRENGTH)


def rates_of_others(tallies: Tallies, officer_id: int) -> Rates | None:
    """The rates without this officer's own cases; None where too few others or too few cases are behind."""
    cells: dict[Cell, Tally] = {}
    others = [found for officer, found in tallies.items() if officer != officer_id and found]
    for found in others:
        for cell, tally in found.items():
            cells[cell] = cells.get(cell, _NONE).plus(tally)
    if len(others) < OTHERS_FROM or sum(tally.n for tally in cells.values()) < CASES_FROM:
        return None
    return Rates(cells)


def expected(cases: Iterable[WeighedCase], rates: Rates) -> float | None:
    """The share this very mix would reach at those rates (indirect standardisation); None without cases."""
    counted: Counter[Cell] = Counter()
    for case in cases:
        counted[case.cell] += case.n
    n = counted.total()
    return sum(count * rates.share(cell) for cell, count in counted.items()) / n if n else None


def shrunk(worth: float, n: float, towards: float, strength: float) -> float:
    """A share drawn towards another: the mean of a beta prior worth `strength` cases, after n cases.

    (worth + strength * towards) / (n + strength); Efron and Morris 1975, with a strength fixed beforehand.
    """
    return (worth + strength * towards) / (n + strength)
