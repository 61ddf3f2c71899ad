"""What a month comes to for one subject: all that an indicator is measured on, out of cells. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from complaints_service.measurement.facts.cells.months import NO_MONTH
from complaints_service.measurement.facts.cells.officers import (
    DEALT_WITH,
    HANDOVERS,
    HELD,
    INHERITED,
    LATE,
    RATINGS,
    REDONE,
    RESOLUTIONS,
    RULES,
    RUNNING,
    VERDICTS,
    OfficerCells,
    OfficerKey,
    OfficerSums,
)
from complaints_service.measurement.facts.cells.waits import Waits
from complaints_service.measurement.facts.rows import SurveySums
from complaints_service.measurement.months import Period

#: The sorts that are told of the month alone, each kept by what it tells apart.
_BY_OUTCOME = (VERDICTS, INHERITED, RESOLUTIONS, HANDOVERS, RATINGS, REDONE)


@dataclass(frozen=True, kw_only=True)
class MonthSums:
    """One subject's month. `cases`: how many of each sort, clock, outcome, category and kelurahan.

    `waits`: by clock, finished or not. `late`: tickets past a promise and open when the month ended, or now;
    `concerned`: these and all others with a verdict in the month. `held`, `held_seconds`: tickets that were
    in somebody's hands and for how long. `rules`: the policies and calendars that judged.
    """

    span: Period
    cases: Mapping[OfficerKey, int] = field(default_factory=dict)
    waits: Mapping[str, Waits] = field(default_factory=dict)
    late: int = 0
    concerned: int = 0
    held: int = 0
    held_seconds: int = 0
    rules: Collection[tuple[str, str]] = ()
    surveys: Sequence[SurveySums] = ()
    efforts: Mapping[str, float] = field(default_factory=dict)

    def outcomes(self, *sorts: str, clock: str = "") -> Counter[str]:
        """How many of these sorts, and of a clock where they have one, by outcome."""
        found: Counter[str] = Counter()
        for key, n in self.cases.items():
            if key.sort in sorts and key.clock == clock:
                found[key.outcome] += n
        return found

    @property
    def policies(self) -> tuple[str, ...]:
        """The versions of policies that judged."""
        return tuple(sorted({policy for policy, _calendar in self.rules}))

    @property
    def calendars(self) -> tuple[str, ...]:
        """The versions of calendars that judged."""
        return tuple(sorted({calendar for _policy, calendar in self.rules}))


def sums_of_month(
    cells: OfficerCells | Iterable[tuple[OfficerKey, OfficerSums]],
    span: Period,
    *,
    surveys: Sequence[SurveySums] = (),
    efforts: Mapping[str, float] | None = None,
) -> MonthSums:
    """Adds up one subject's cells as the month sees them: what runs belongs to the month that still does."""
    cases: Counter[OfficerKey] = Counter()
    waits: dict[str, Waits] = {}
    late: Counter[tuple[str, str]] = Counter()
    rules: set[tuple[str, str]] = set()
    dealt_with = held = seconds = 0
    months = (span.month, NO_MONTH) if span.current else (span.month,)
    for key, sums in cells.items() if isinstance(cells, dict) else cells:
        if key.sort == LATE:
            if key.month <= span.month:
                late[key.clock, key.outcome] += sums.n
        elif key.month not in months:
            continue
        elif key.sort in _BY_OUTCOME:
            cases[key._replace(month=span.month)] += sums.n
            if sums.waits:
                waits.setdefault(key.clock, Waits()).add(sums.waits)
        elif key.sort == RULES:
            rules.add((key.clock, key.outcome))
        elif key.sort == HELD:
            held, seconds = held + sums.n, seconds + sums.seconds
        elif key.sort == DEALT_WITH and not (span.current and key.month and key.outcome == RUNNING):
            dealt_with += sums.n
    return MonthSums(
        span=span,
        cases=cases,
        waits=waits,
        late=late.total(),
        concerned=late.total() + dealt_with,
        held=held,
        held_seconds=seconds,
        rules=rules | {each for each, n in late.items() if n},
        surveys=surveys,
        efforts=efforts or {},
    )
