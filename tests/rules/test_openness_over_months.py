"""Nobody who has the files of all months can say of a small group of any of them that it is small.

The attacker knows how months are published, which rows were shown when, and what no report can do: be judged
before it came, twice, on time without being judged, open or done without having come. All of that with every
published sum is one riddle in linear programming; of each small group the most it could be is asked for.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy
import pytest

from complaints_service.measurement.facts.cells.months import TICKET, CellKey, CellSums
from complaints_service.openness.figures import CLOCKS, REST, crossed, protected, rows_by, total_of, whole
from complaints_service.openness.protecting import part
from complaints_service.openness.standing import CountedUnder, ReportCame, Rows, rows_of, standings
from tests.support.lengths import WHOLE

FLOOR = 5
MONTHS = 3
PLACES = ("A", "B", "C", "D", "E")
CATEGORIES = tuple(f"k{number}" for number in range(9))
NAMES = [(place, category) for place in ("", *PLACES) for category in ("", *CATEGORIES)]
SIZES = (25, 40, 60, 90, 150, 250, 600)
#: `make faults` asks more of more offices.
SEEDS, ASKED = (200, 40) if WHOLE else (20, 3)


class Report(NamedTuple):
    """What is counted of a report; `judged`: by clock the month of its verdict and whether it was on time."""

    month: int
    place: str
    category: str
    kind: str
    judged: dict[str, tuple[int, bool]]
    done: bool

    @property
    def name(self) -> tuple[str, str]:
        return ("", "") if self.kind == "oversight" else (self.place, self.category)

    def open_at(self, month: int) -> bool:
        """Whether the office still works on it at the end of a month."""
        return self.judged.get("resolution", (MONTHS, False))[0] > month


@pytest.mark.parametrize("seed", range(SEEDS))
def test_an_attacker_with_all_months_pins_no_small_group(seed: int) -> None:
    chance = random.Random(seed)
    reports = office_of(chance, size=SIZES[seed % len(SIZES)])
    groups = small_groups(reports)
    riddle = Riddle(told_of(reports))
    for month, group in chance.sample(groups, min(ASKED, len(groups))):
        assert riddle.most(month, group) >= FLOOR - 1e-6, (month, group)


def test_the_same_attack_pins_groups_where_later_verdicts_keep_their_names() -> None:
    """Without the rows a report keeps from its first month the attack finds small groups: it can find them."""
    reports = office_of(random.Random(4), size=25)
    riddle = Riddle(told_of(reports, forgetting=True))
    assert min(riddle.most(*one) for one in small_groups(reports) if one[0] == 0) < FLOOR - 1e-6


def office_of(chance: random.Random, *, size: int) -> list[Report]:
    """Three months of an office where some places and categories are rare, and some report its own people."""
    reports = []
    weights = [2.0**-number for number in range(len(CATEGORIES))]
    for month in range(MONTHS):
        for _one in range(size):
            judged = {}
            if chance.random() < 0.9:
                judged["first_response"] = (month + (chance.random() < 0.3), chance.random() < 0.8)
            if chance.random() < 0.8:
                judged["resolution"] = (month + chance.choice((0, 0, 1, 1, 2)), chance.random() < 0.6)
            reports.append(
                Report(
                    month,
                    chance.choices(("", *PLACES), weights=(1, 40, 30, 10, 3, 1))[0],
                    chance.choices(CATEGORIES, weights=weights)[0],
                    "oversight" if chance.random() < 0.02 else "complaint",
                    {clock: verdict for clock, verdict in judged.items() if verdict[0] < MONTHS},
                    judged.get("resolution", (MONTHS, False))[0] == month,
                )
            )
    return reports


def small_groups(reports: Sequence[Report]) -> list[tuple[int, frozenset[tuple[str, str]]]]:
    """Every place, category and place with category that had fewer than the floor in a month, and somebody."""
    ways = [frozenset(name for name in NAMES if name[0] == place) for place in PLACES]
    ways += [frozenset(name for name in NAMES if name[1] == category) for category in CATEGORIES]
    ways += [frozenset([name]) for name in NAMES if all(name)]
    counted = Counter((one.month, one.name) for one in reports)
    return [
        (month, group)
        for month in range(MONTHS)
        for group in ways
        if 0 < sum(counted[month, name] for name in group) < FLOOR
    ]


@dataclass(frozen=True, kw_only=True)
class Month:
    """What everybody has of a month: its figures, which rows stood by themselves, which its reports keep."""

    figures: Mapping[str, Any]
    shown: Rows
    rows: Rows
    withheld: frozenset[tuple[str, str]]


def told_of(reports: Sequence[Report], *, forgetting: bool = False) -> list[Month]:
    """The months published one after the other; `forgetting`: as if every report kept its own names."""
    standing: dict[int, CountedUnder] = {}
    months = []
    for month in range(MONTHS):
        came = [(number, one) for number, one in enumerate(reports) if one.month == month]
        cells = counted((one.place, one.category, one.kind, TICKET) for _number, one in came)
        first = by_way(cells, None)
        told = {way: protected(rows, floor=FLOOR) for way, rows in first.items()}
        table = crossed(
            cells,
            places=told["kelurahan"]["received"],
            categories=told["category"]["received"],
            floor=FLOOR,
        )
        rows = rows_of(told, table)
        kept = Rows(places=PLACES, categories=CATEGORIES) if forgetting else rows
        standing.update(
            standings((ReportCame(number, one.place, one.category, one.kind) for number, one in came), kept)
        )
        judged = [
            ((*standing[number], "", clock), verdict[1])
            for number, one in enumerate(reports)
            for clock, verdict in one.judged.items()
            if verdict[0] == month
        ]
        cells += [
            (key, CellSums(met=sums.received, breached=0))
            for key, sums in counted(about for about, met in judged if met)
        ]
        cells += [
            (key, CellSums(breached=sums.received))
            for key, sums in counted(about for about, met in judged if not met)
        ]
        done = {
            key: sums.received
            for key, sums in counted(
                (one.place, one.category, one.kind, TICKET) for _n, one in came if one.done
            )
        }
        ways = by_way(cells, done)
        figures: dict[str, Any] = {way: protected(one, floor=FLOOR) for way, one in ways.items()}
        figures["office"] = whole(total_of(ways["kelurahan"].values()), floor=FLOOR)
        figures["crossed"] = table and table.told
        figures["open"] = still_open(
            [
                standing[number]
                for number, one in enumerate(reports)
                if one.month <= month and one.open_at(month)
            ]
        )
        withheld = (
            frozenset(
                (place, category)
                for place, line in zip(table.told["places"], table.told["received"], strict=True)
                for category, count in zip(table.told["categories"], line, strict=True)
                if count is None
            )
            if table
            else frozenset[tuple[str, str]]()
        )
        months.append(
            Month(figures=figures, shown=rows, rows=kept, withheld=frozenset() if forgetting else withheld)
        )
    return months


def counted(abouts: Iterator[tuple[str, str, str, str]]) -> list[tuple[CellKey, CellSums]]:
    """So many of each, as cells."""
    return [
        (CellKey("", "", category, place, kind, clock), CellSums(received=count))
        for (place, category, kind, clock), count in sorted(Counter(abouts).items())
    ]


def by_way(cells: list[tuple[CellKey, CellSums]], done: Mapping[CellKey, int] | None) -> dict[str, Any]:
    """The rows of both tables, as the service makes them."""
    return {
        "kelurahan": rows_by(cells, lambda key: key.kelurahan, PLACES, done),
        "category": rows_by(cells, lambda key: key.category, CATEGORIES),
    }


def still_open(standing: Sequence[CountedUnder]) -> dict[str, Any]:
    """What is told of the open ones, as the service tells it."""
    told: dict[str, Any] = {"n": len(standing)}
    for way, known in (("kelurahan", PLACES), ("category", CATEGORIES)):
        counts = dict.fromkeys([REST, *known], 0)
        counts.update(Counter(getattr(one, way) for one in standing))
        shown = part(counts, floor=FLOOR, never=(REST,))
        told[way] = {code: counts[code] for code in shown.shown} if shown else {}
    return told


class Riddle:
    """All that is published of all months as equations, and what no report can do as bounds."""

    def __init__(self, months: Sequence[Month]) -> None:
        self.months = months
        self.places: dict[Any, int] = {}
        self.known: list[tuple[dict[int, int], float]] = []
        self.bounds: list[dict[int, int]] = []
        for month in range(len(months)):
            self._of_month(month)
        self._bound()
        self.matrices = [self._matrix([parts for parts, _sum in self.known]), self._matrix(self.bounds)]

    def most(self, month: int, group: frozenset[tuple[str, str]]) -> float:
        """The most of what came in a month that a group can have been."""
        # Read here, as below: every process that collects tests would pay for it.
        from scipy.optimize import linprog

        wanted = numpy.zeros(len(self.places))
        for what, at in self.places.items():
            if what[:2] == ("received", month) and what[3] in group:
                wanted[at] = -1
        found = linprog(
            wanted,
            A_eq=self.matrices[0],
            b_eq=[total for _parts, total in self.known],
            A_ub=self.matrices[1],
            b_ub=numpy.zeros(len(self.bounds)),
            method="highs",
        )
        assert found.status in (0, 3), found.message
        return float("inf") if found.status == 3 else -found.fun

    def _matrix(self, rows: Sequence[Mapping[int, int]]) -> Any:
        from scipy.sparse import csr_array

        entries = [(sign, at, place) for at, parts in enumerate(rows) for place, sign in parts.items()]
        values, lines, columns = zip(*entries, strict=True)
        return csr_array((values, (lines, columns)), shape=(len(rows), len(self.places)))

    def _groups(self, came: int) -> Iterator[tuple[tuple[str, str], bool]]:
        """The smallest groups of a month; kept apart or not where some may be."""
        month = self.months[came]
        for place, category in NAMES:
            yield (place, category), False
            row = (place if place in month.rows.places else REST, category)
            if row in month.withheld and category in month.rows.categories:
                yield (place, category), True

    def _row(self, way: str, came: int, name: tuple[str, str], apart: bool) -> str:
        rows = self.months[came].rows
        if way == "kelurahan":
            return name[0] if name[0] in rows.places else REST
        return name[1] if name[1] in rows.categories and not apart else REST

    def _at(self, what: str, at: int, came: int, name: tuple[str, str], apart: bool) -> int:
        key = (what, at, came, name, apart)
        return self.places.setdefault(key, len(self.places))

    def _say(
        self, what: str, month: int, total: float, *, since: int, way: str = "", codes: Any = None
    ) -> None:
        """That the reports that came since and count under these rows sum to this."""
        parts: dict[int, int] = defaultdict(int)
        for came in range(since, month + 1):
            for name, apart in self._groups(came):
                kept = apart and what not in ("received", "done")
                if codes is None or self._row(way, came, name, kept) in codes:
                    parts[self._at(what, month, came, name, apart)] += 1
        self.known.append((parts, total))

    def _of_month(self, month: int) -> None:
        figures = self.months[month].figures
        for measure, figure in figures["office"].items():
            self._figure(measure, month, figure)
        for way in ("kelurahan", "category"):
            for measure, told in figures[way].items():
                if told is not None:
                    for code, figure in told["shown"].items():
                        self._figure(measure, month, figure, way=way, codes={code})
                    self._figure(measure, month, told["merged"], way=way, codes=told["merged"]["codes"])
            for code, count in figures["open"][way].items():
                self._say("open", month, count, since=0, way=way, codes={code})
        self._say("open", month, figures["open"]["n"], since=0)
        table = figures["crossed"]
        for place, line in zip(table["places"], table["received"], strict=True) if table else ():
            for category, count in zip(table["categories"], line, strict=True):
                if count is not None:
                    shown = self.months[month].shown
                    parts = {
                        self._at("received", month, month, name, apart): 1
                        for name, apart in self._groups(month)
                        if place == (name[0] if name[0] in shown.places else REST)
                        and category == (name[1] if name[1] in shown.categories else REST)
                    }
                    self.known.append((parts, count))

    def _figure(self, measure: str, month: int, figure: Any, **where: Any) -> None:
        if figure is None:
            return
        since = month if measure == "received" else 0
        self._say(measure, month, figure["n"], since=since, **where)
        for told, what in (("on_time", f"{measure}.met"), ("done", "done")):
            if told in figure:
                self._say(what, month, figure[told], since=since, **where)

    def _bound(self) -> None:
        """No group is judged more often than it came, on time more often than judged, open or done more."""
        for came in range(len(self.months)):
            for name, apart in self._groups(came):
                group = (came, name, apart)
                whole_of = self._at("received", came, *group)
                self.bounds.append({self._at("done", came, *group): 1, whole_of: -1})
                for clock in CLOCKS:
                    verdicts = [self._at(clock, at, *group) for at in range(came, len(self.months))]
                    self.bounds.append({**dict.fromkeys(verdicts, 1), whole_of: -1})
                    for at, verdict in zip(range(came, len(self.months)), verdicts, strict=True):
                        self.bounds.append({self._at(f"{clock}.met", at, *group): 1, verdict: -1})
                for at in range(came, len(self.months)):
                    still = {self._at("open", at, *group): 1}
                    over = [self._at("resolution", one, *group) for one in range(came, at + 1)]
                    self.bounds.append({**still, **dict.fromkeys(over, 1), whole_of: -1})
