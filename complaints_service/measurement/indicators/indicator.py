"""What an indicator is, and what it is measured on: pure values, the same for every indicator."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, NamedTuple

from complaints_service.measurement.facts.cells.month_sums import MonthSums, sums_of_month
from complaints_service.measurement.facts.cells.officers import (
    NOBODY,
    RATINGS,
    RESOLUTIONS,
    VERDICTS,
    OfficerCells,
    TicketPart,
    put_part,
)
from complaints_service.measurement.facts.rows import (
    ClockRow,
    CustodyRow,
    HandoverRow,
    RatingRow,
    ResolutionRow,
    SurveySums,
    status_of,
)
from complaints_service.measurement.indicators.fairness import LEVEL, STRICT, Interval, wilson
from complaints_service.measurement.indicators.mix import Cell, WeighedCase
from complaints_service.measurement.months import Period
from config.entries.office import Bilingual

#: The ends of a share told in percent, and of scores 1 to 4 told as PermenPANRB 14/2017 tells them.
PERCENT = (0.0, 100.0)
SCORES = (25.0, 100.0)

#: What a figure is. Shares and durations can be set beside another's; sums and counts add up over people.
#: A sum also adds up over a month's days: over several months it is told for each month of full presence.
Kind = Literal["share", "duration", "sum", "count"]
#: The facts a figure rests on, as `Facts` names them.
Sort = Literal["clocks", "custody", "resolutions", "handovers", "ratings", "surveys"]


#: The sorts of facts that are a ticket's; a month after any other.
_OF_TICKETS: tuple[Sort, ...] = ("clocks", "custody", "resolutions", "handovers", "ratings")
_LATER = "9999-99"


class Alike(NamedTuple):
    """Cases of one sort of fact that are alike: `outcome` as its table has it, `clock` of a verdict.

    Of a survey it is the mean sum of an answer's nine scores: what one said is told nowhere.
    """

    outcome: str | float
    cell: Cell
    clock: str | None = None


@dataclass(frozen=True, kw_only=True)
class Facts:
    """The facts of one subject: an officer's, a unit's or a category's, also of other months.

    `efforts`: how much a ticket of a category weighs; of one that is not named, 1.
    """

    clocks: Sequence[ClockRow] = ()
    custody: Sequence[CustodyRow] = ()
    resolutions: Sequence[ResolutionRow] = ()
    handovers: Sequence[HandoverRow] = ()
    ratings: Sequence[RatingRow] = ()
    surveys: Sequence[SurveySums] = ()
    efforts: Mapping[str, float] = field(default_factory=dict)

    def owners(self, sort: Sort) -> frozenset[int]:
        """The members of the office these facts count for; a survey is its unit's alone."""
        if sort == "surveys":
            return frozenset()
        if sort == "custody":
            holders = (fact.holder.partition(":") for fact in self.custody)
            return frozenset(int(number) for kind, _, number in holders if kind == "person")
        found: Iterable[int | None]
        if sort == "clocks":
            found = (fact.owner_officer_id for fact in self.clocks)
        else:
            found = (fact.officer_id for fact in getattr(self, sort))
        return frozenset(owner for owner in found if owner is not None)

    def summed(self, period: Period) -> MonthSums:
        """What these facts come to in a month, taken as one subject's."""

        def month_at(at: datetime) -> str:
            # Of another month it matters only whether it is over by then.
            return period.month if at < period.end else _LATER

        parts: dict[int, dict[str, list[Any]]] = {}
        for sort in _OF_TICKETS:
            for fact in getattr(self, sort):
                parts.setdefault(fact.ticket_id, {}).setdefault(sort, []).append(fact)
        cells: OfficerCells = {}
        for part in parts.values():
            put_part(cells, NOBODY, TicketPart(**part), month_at)
        return sums_of_month(
            cells,
            period,
            surveys=[fact for fact in self.surveys if fact.month == period.month],
            efforts=self.efforts,
        )


#: The sorts whose cases an indicator may weigh (`Indicator.worth`): what `alike` and the office's tallies
#: (`tallies`) know.
WEIGHED: tuple[Sort, ...] = ("clocks", "resolutions", "ratings")
#: Those whose months can be put together.
CASES: tuple[Sort, ...] = (*WEIGHED, "surveys")


@dataclass(frozen=True, kw_only=True)
class Measured:
    """A figure in its indicator's unit (percent 0..100, working seconds, or a count).

    `value` None: nothing to measure yet, or, with `still_waiting`, the curve never comes down far enough
    (then say so, never a number). `k` of `n`: the counts behind a share. `n`: the verdicts behind any figure.
    `counts`: everything else in the month, by part. `strict`: the wider interval before one says missed.
    """

    value: float | None
    n: int
    k: int | None = None
    interval: Interval | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    still_waiting: bool = False
    strict: Interval | None = None


class Behind(NamedTuple):
    """One thing that a figure was made of: which ticket, counted as what, with the seconds it brought."""

    ticket_id: int
    part: str
    seconds: int | None = None
    clock: str | None = None
    round: int = 0


@dataclass(frozen=True, kw_only=True)
class CountedAs:
    """What a ticket behind a figure can be counted as.

    `mark`: how the page marks it: new, on, wait, stop, done, risk or late. `rank`: tickets of a lower one are
    listed first, those of one rank by age. `apart`: it is in the month but in no share, and told beside it.
    `listed`: whether such tickets are behind the figure, or only counted beside it.
    """

    code: str
    mark: str
    names: Bilingual
    rank: int = 0
    apart: bool = False
    listed: bool = True


@dataclass(frozen=True, kw_only=True)
class Indicator:
    """One indicator with all that belongs to it; whoever tells, judges or weighs it asks here.

    `place`: its place among the others, wherever several stand. `unit`: percent, working_seconds or count;
    `better`: higher or lower. `meaning`: what it counts, in a sentence or two. `source`: what it rests on.
    `figure` is measured on a month's sums, `behind` the tickets it was made of, each counted as one of
    `parts`; both rest on facts of `sort`, which says whom they count for.
    `clock`: the one whose verdicts `behind` lists; empty where it is not so.
    `worth`: of a share, what a case adds to it (1, 0 or a part), None for what is no case of it: for what the
    mix of tickets lets expect and for months put together. The mean is the share, 0..1; `ends` are what the
    shares 0 and 1 are in the indicator's unit.
    `recompute`: the formula of docs/recompute.py that computes it again, and what it is given.
    `beside`: the heading under which a person's page tells what is in the month but in no share.
    `counted`: its counts in words of its own.
    `still`: of a duration, what is said while the curve has not come down far enough.
    `public`: whether it is explained to everybody, beside the office's figures. `deeds`: the sorts of work of
    somebody's diary that it measures (`appraisal/diary.py`). `first`: it is told first of whoever has no
    plan. `waits`: it counts what is past its promise and still open. `units`: it is a unit's; of a person it
    is that of the unit, and told only where the plan names it.
    """

    code: str
    place: int
    names: Bilingual
    meaning: Bilingual
    kind: Kind
    unit: str
    better: str
    source: str
    sort: Sort
    figure: Callable[[MonthSums], Measured]
    behind: Callable[[Facts, Period], list[Behind]]
    parts: tuple[CountedAs, ...]
    recompute: tuple[object, ...]
    worth: Callable[[Alike], float | None] | None = None
    ends: tuple[float, float] = PERCENT
    beside: Bilingual | None = None
    counted: Bilingual | None = None
    still: Bilingual | None = None
    public: bool = False
    deeds: tuple[str, ...] = ()
    clock: str = ""
    first: bool = False
    waits: bool = False
    units: bool = False

    @property
    def additive(self) -> bool:
        """Whether it adds up over people: then a unit's figure says nothing beside one person's."""
        return self.kind in ("sum", "count")

    @property
    def per_month(self) -> bool:
        """Whether it adds up over days: then several months are told for each month of full presence."""
        return self.kind == "sum"

    def of_share(self, share: float) -> float:
        """A share in the indicator's unit."""
        return self.ends[0] + share * (self.ends[1] - self.ends[0])

    def measure(self, facts: Facts, period: Period) -> Measured:
        """The figure of the facts themselves."""
        return self.figure(facts.summed(period))

    def cases(self, sums: MonthSums) -> list[WeighedCase]:
        """The month's cases, alike ones together; none of what is no share."""
        if self.worth is None:
            return []
        told = ((each.cell, self.worth(each), n) for each, n in alike(self.sort, sums))
        return [WeighedCase(cell, worth, n) for cell, worth, n in told if worth is not None]


def alike(sort: Sort, sums: MonthSums) -> Iterator[tuple[Alike, int]]:
    """The month's cases with how many are alike, of the sorts that can be told by their outcome."""
    if sort == "clocks":
        for key, n in sums.cases.items():
            if key.sort == VERDICTS:
                yield Alike(status_of(key.outcome), (key.category, key.kelurahan or None), key.clock), n
    elif sort == "resolutions":
        for key, n in sums.cases.items():
            if key.sort == RESOLUTIONS:
                yield Alike(key.outcome, (key.category, None)), n
    elif sort == "ratings":
        for key, n in sums.cases.items():
            if key.sort == RATINGS:
                yield Alike(key.outcome, (key.category, key.kelurahan or None)), n
    elif sort == "surveys":
        for fact in sums.surveys:
            yield Alike(fact.total / fact.answers, ("", None)), fact.answers
    else:
        raise ValueError(f"{sort} have no outcome")


def in_month(facts: Iterable[ClockRow], period: Period, clock: str | None = None) -> Iterable[ClockRow]:
    """The verdicts that belong to the month (58); what still runs belongs to the current one."""
    for fact in facts:
        if (clock is None or fact.clock == clock) and (
            fact.month == period.month or (fact.month is None and period.current)
        ):
            yield fact


def share(
    k: int,
    n: int,
    counts: Mapping[str, int],
    *,
    worth: float | None = None,
    ends: tuple[float, float] = PERCENT,
) -> Measured:
    """k of n (or, of cases that count in part, `worth` of n) between the ends, with its Wilson intervals.

    A score between two ends varies at most as much as a yes or no of the same mean (Bhatia and Davis 2000):
    of scores the interval is too wide rather than too narrow.
    """
    if n == 0:
        return Measured(value=None, n=0, k=0, interval=None, counts=counts)
    sum_ = k if worth is None else worth

    def told(value: float) -> float:
        return ends[0] + value * (ends[1] - ends[0])

    shown, strict = wilson(sum_, n, LEVEL), wilson(sum_, n, STRICT)
    return Measured(
        value=told(sum_ / n), n=n, k=k, interval=(told(shown[0]), told(shown[1])), counts=counts,
        strict=(told(strict[0]), told(strict[1])),
    )  # fmt: skip
