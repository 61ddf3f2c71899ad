"""Nobody who has everything that was published can say of a small group that it is small."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping
from typing import Any

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints_service.measurement.facts.cells.months import TICKET, CellKey, CellSums
from complaints_service.openness.exporting import lines
from complaints_service.openness.figures import CLOCKS, crossed, protected, rows_by, total_of, whole
from complaints_service.openness.protecting import kept_apart, most, part, withheld_cells

FLOOR = 5
PLACES = ("A", "B", "C", "D", "E")
CATEGORIES = tuple(f"k{number}" for number in range(9))
Cells = list[tuple[CellKey, CellSums]]
Name = tuple[str, str]
#: The smallest groups: a place and a category, and those that anybody would want to know of.
NAMES: list[Name] = [(place, category) for place in ("", *PLACES) for category in ("", *CATEGORIES)]
PLACE_GROUPS = [{name: 1 for name in NAMES if name[0] == place} for place in PLACES]
CATEGORY_GROUPS = [{name: 1 for name in NAMES if name[1] == category} for category in CATEGORIES]


@given(st.lists(st.integers(0, 12), max_size=9), st.sets(st.integers(0, 8), max_size=2))
def test_a_rest_is_nothing_or_at_least_the_floor(counts: list[int], never: set[int]) -> None:
    rows = dict(enumerate(counts))
    parted = part(rows, floor=FLOOR, never=never)
    if parted is None:
        assert sum(counts) < FLOOR
        return
    assert sorted((*parted.shown, *parted.merged)) == sorted({*rows} | set())
    assert all(rows[key] >= FLOOR for key in parted.shown)
    assert not never & set(parted.shown)
    rest = sum(rows[key] for key in parted.merged)
    assert rest == 0 or rest >= FLOOR


@given(st.lists(st.lists(st.integers(0, 9), min_size=3, max_size=3), min_size=2, max_size=4))
def test_the_most_a_cell_can_hold_is_what_a_solver_says(table: list[list[int]]) -> None:
    """The flow round circles against linear programming, cell by cell."""
    cells = [(row, column) for row in range(len(table)) for column in range(3)]
    hidden = {cell for cell in cells if table[cell[0]][cell[1]] < FLOOR}
    ways = [[cell for cell in cells if cell[0] == row] for row in range(len(table))]
    ways += [[cell for cell in cells if cell[1] == column] for column in range(3)]
    known = [(dict.fromkeys(way, 1), sum(table[r][c] for r, c in way)) for way in ways]
    known += [({cell: 1}, table[cell[0]][cell[1]]) for cell in cells if cell not in hidden]
    for cell in hidden:
        assert most(table, hidden, cell) == pytest.approx(greatest(cells, known, {cell: 1}))


@given(st.lists(st.lists(st.integers(0, 30), min_size=4, max_size=4), min_size=2, max_size=5))
def test_no_withheld_cell_is_pinned(table: list[list[int]]) -> None:
    lines_of_both = [*table, *zip(*table, strict=True)]
    if any(0 < sum(line) < FLOOR for line in lines_of_both) or not all(map(sum, lines_of_both)):
        return  # such a row is never shown
    hidden = withheld_cells(table, floor=FLOOR)
    assert {(r, c) for r, line in enumerate(table) for c, n in enumerate(line) if n < FLOOR} <= hidden
    assert all(most(table, hidden, cell) >= FLOOR for cell in hidden)


@given(st.lists(st.lists(st.integers(0, 30), min_size=4, max_size=4), min_size=2, max_size=5))
def test_what_is_kept_apart_fills_every_withheld_cell_alone(table: list[list[int]]) -> None:
    """Only those kept apart, and the last column, give way: a solver still fills each cell to the floor."""
    lines_of_both = [*table, *zip(*table, strict=True)]
    if any(sum(line) < FLOOR for line in lines_of_both):
        return  # such a row is never shown
    hidden = withheld_cells(table, floor=FLOOR)
    apart = kept_apart(table, hidden, floor=FLOOR, free=(3,))
    assert all(count <= table[row][column] and column != 3 for (row, column), count in apart.items())
    ways = [[cell for cell in hidden if cell[0] == row] for row in range(len(table))]
    ways += [[cell for cell in hidden if cell[1] == column] for column in range(4)]
    fixed = {(r, c): 0 if c == 3 else table[r][c] - apart.get((r, c), 0) for r, c in hidden}
    turning = [(dict.fromkeys(way, 1), sum(table[r][c] - fixed[r, c] for r, c in way)) for way in ways if way]
    for cell in sorted(hidden)[:6]:
        assert greatest(sorted(hidden), turning, {cell: 1}) + fixed[cell] >= FLOOR - 1e-6


@pytest.mark.parametrize("seed", range(12))
def test_an_attacker_with_every_file_pins_no_small_group(seed: int) -> None:
    """All lines of the CSV are equations; the most that each small group could be is found by a solver."""
    cells = made_up(random.Random(seed), size=(15, 40, 90, 300, 900, 3000)[seed % 6])
    told = published(cells)
    for measure in ("received", *CLOCKS):
        truth = counted(cells, measure)
        known = equations(told, measure)
        assert known or sum(truth.values()) < FLOOR, "something is published"
        for group in (*PLACE_GROUPS, *CATEGORY_GROUPS):
            if 0 < sum(truth[name] for name in group) < FLOOR:
                assert greatest(NAMES, known, group) >= FLOOR - 1e-6, measure
    known, table = equations(told, "received"), told["crossed"]
    for place, counts in zip(table["places"], table["received"], strict=True) if table else ():
        for category, count in zip(table["categories"], counts, strict=True):
            if count is None:
                assert greatest(NAMES, known, members(told, "received", place, category)) >= FLOOR - 1e-6


def published(cells: Cells) -> dict[str, Any]:
    """What a month of such cells is told with."""
    by_place = rows_by(cells, lambda key: key.kelurahan, PLACES)
    by_category = rows_by(cells, lambda key: key.category, CATEGORIES)
    told: dict[str, Any] = {
        "office": whole(total_of(by_place.values()), floor=FLOOR),
        "kelurahan": protected(by_place, floor=FLOOR),
        "category": protected(by_category, floor=FLOOR),
        "open": None,
    }
    table = crossed(
        cells, places=told["kelurahan"]["received"], categories=told["category"]["received"], floor=FLOOR
    )
    told["crossed"] = table and table.told
    return told


def counted(cells: Cells, measure: str) -> Counter[Name]:
    """How many truly stand behind each smallest group."""
    truth = Counter[Name]()
    for key, sums in cells:
        row = ("", "") if key.kind == "oversight" else (key.kelurahan, key.category)
        if measure == "received" and key.clock == TICKET:
            truth[row] += sums.received
        elif key.clock == measure:
            truth[row] += sums.met + sums.breached
    return truth


def made_up(chance: random.Random, *, size: int) -> Cells:
    """Reports of an office where some places and categories are rare, and some are about its people."""
    counted = Counter[CellKey]()
    for _one in range(size):
        place = chance.choices(("", *PLACES), weights=(1, 40, 30, 10, 3, 1))[0]
        category = chance.choices(CATEGORIES, weights=[2.0**-n for n in range(len(CATEGORIES))])[0]
        kind = "oversight" if chance.random() < 0.02 else "complaint"
        counted[CellKey("2026-10", "", category, place, kind, TICKET)] += 1
    cells = [(key, CellSums(received=count)) for key, count in sorted(counted.items())]
    for key, count in sorted(counted.items()):
        for clock in CLOCKS:
            met = chance.randint(0, count)
            cells.append(
                (key._replace(clock=clock), CellSums(met=met, breached=chance.randint(0, count - met)))
            )
    return cells


def equations(told: Mapping[str, Any], measure: str) -> list[tuple[dict[Any, int], int]]:
    """Each line about a measure, as which groups sum to it."""
    known = []
    for line in lines("2026-10", told):
        if line["measure"] == measure and line["n"] is not None:
            places, categories = (line[way].replace("REST", "*") for way in ("kelurahan", "category"))
            known.append((members(told, measure, _code(places), _code(categories)), line["n"]))
    return known


def _code(written: str) -> str | None:
    return None if written == "" else written.replace("*", "")


def members(told: Mapping[str, Any], measure: str, place: str | None, category: str | None) -> dict[Any, int]:
    """The smallest groups behind a line; None: all of them, empty: what is told together."""

    def within(way: str, code: str | None, one: str) -> bool:
        merged = told[way][measure]["merged"]["codes"] if code == "" else ()
        return code is None or (one in merged if code == "" else one == code)

    return {
        name: 1
        for name in NAMES
        if within("kelurahan", place, name[0]) and within("category", category, name[1])
    }


def greatest(names: list[Any], known: list[tuple[dict[Any, int], int]], group: Mapping[Any, int]) -> float:
    """The most that a group can sum to for all that is known."""
    # Read here: every process that collects tests would pay for it.
    from scipy.optimize import linprog

    place = {name: at for at, name in enumerate(names)}
    rows, sums = numpy.zeros((len(known), len(names))), numpy.zeros(len(known))
    for at, (parts, total) in enumerate(known):
        for name, sign in parts.items():
            rows[at, place[name]] = sign
        sums[at] = total
    wanted = numpy.zeros(len(names))
    wanted[[place[name] for name in group]] = -1
    found = linprog(wanted, A_eq=rows, b_eq=sums, bounds=(0, None), method="highs")
    assert found.status in (0, 3), found.message
    return float("inf") if found.status == 3 else -found.fun


@pytest.mark.parametrize("seed", range(4))
def test_the_attack_finds_what_is_not_protected(seed: int) -> None:
    """The same attack on a table in which only small cells are withheld pins some of them."""
    table = [[9, 3, 8], [7, 12, 6 + seed], [11, 9, 10]]
    cells = [(row, column) for row in range(3) for column in range(3)]
    known = [({cell: 1}, table[cell[0]][cell[1]]) for cell in cells if cell != (0, 1)]
    known += [({cell: 1 for cell in cells if cell[0] == row}, sum(table[row])) for row in range(3)]
    assert greatest(cells, known, {(0, 1): 1}) == pytest.approx(3)
