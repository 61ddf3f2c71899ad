"""What holds of evaluations by rule: periods, who may do what when, how predicates spread. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from complaints_service.measurement.months import first_day, month_after
from config.entries.evaluation import GuideLine
from sla import Calendar, known
from sla.events import instant_of

_DAY = timedelta(days=1)


class EvaluationPeriod(NamedTuple):
    """A period to evaluate: `periodic` or `annual`, from one local month to another, both included."""

    kind: str
    first_month: str
    last_month: str

    @property
    def code(self) -> str:
        """How addresses and forms name it."""
        return f"{self.kind}:{self.first_month}:{self.last_month}"

    @property
    def months(self) -> tuple[str, ...]:
        """Its months in order."""
        return months_between(self.first_month, self.last_month)

    @property
    def first_on(self) -> date:
        """Its first local day."""
        return first_day(self.first_month)

    @property
    def last_on(self) -> date:
        """Its last local day."""
        return first_day(month_after(self.last_month)) - _DAY


def months_between(first: str, last: str) -> tuple[str, ...]:
    """The months from one to another, both included."""
    found = [first]
    while found[-1] < last:
        found.append(month_after(found[-1]))
    return tuple(found)


def periods_of(year: int, period_months: int) -> tuple[EvaluationPeriod, ...]:
    """The periods of a year: one after another, then the year itself."""
    months = months_between(f"{year:04d}-01", f"{year:04d}-12")
    parts = (months[at : at + period_months] for at in range(0, 12, period_months))
    return (
        *(EvaluationPeriod("periodic", part[0], part[-1]) for part in parts),
        EvaluationPeriod("annual", months[0], months[-1]),
    )


def periods_begun(today: date, period_months: int) -> tuple[EvaluationPeriod, ...]:
    """The periods of this year and the last that have begun, the latest first."""
    spans = (*periods_of(today.year - 1, period_months), *periods_of(today.year, period_months))
    return tuple(span for span in reversed(spans) if span.first_on <= today)


def is_over(span: EvaluationPeriod, today: date) -> bool:
    """Whether the last day of a period has passed."""
    return today > span.last_on


class EvaluationStep(NamedTuple):
    """One step of an evaluation: from which state, whose it is, to which state."""

    state: str
    who: str
    to: str


#: `rater`, `officer`, `decider` as the evaluation names them; `rule` is the office's own, by its date.
STEPS: Mapping[str, EvaluationStep] = {
    "rate": EvaluationStep("draft", "rater", "draft"),
    "send": EvaluationStep("draft", "rater", "sent"),
    "accept": EvaluationStep("sent", "officer", "closed"),
    "object": EvaluationStep("sent", "officer", "objected"),
    "lapse": EvaluationStep("sent", "rule", "closed"),
    "decide": EvaluationStep("objected", "decider", "closed"),
    "reopen": EvaluationStep("closed", "rater", "reopened"),
    "follow_up": EvaluationStep("closed", "rater", "closed"),
}


def permitted(state: str, roles: Iterable[str]) -> tuple[str, ...]:
    """The steps open to somebody with these roles."""
    return tuple(name for name, step in STEPS.items() if step.state == state and step.who in roles)


def objection_due_on(since: datetime, working_days: int, calendar: Calendar) -> date | None:
    """The last local day of an objection: the n-th working day after the one since which it runs.

    None where the calendar does not reach so far; it is told once the days are known.
    """
    closes = known.close_of_working_day(calendar, since, working_days)
    return calendar.local_date(closes) if closes is not None else None


def lapses_at(due_on: date, calendar: Calendar) -> datetime:
    """When an unanswered evaluation closes by itself: 24:00 of the last day of an objection."""
    return instant_of(calendar.midnight(due_on + _DAY))


class RaterDays(NamedTuple):
    """Local days of a period under one superior, both ends included."""

    rater_id: int
    first_on: date
    last_on: date


def rater_days(versions: Sequence[tuple[date, int | None]], span: EvaluationPeriod) -> tuple[RaterDays, ...]:
    """Who was whose superior when, from signed plan versions (first day, rater) in their order.

    Days before the first version belong to its rater. Stretches of one rater are put together; a version
    without a rater leaves its days to nobody.
    """
    by_day = {start: rater for start, rater in versions if start <= span.last_on}
    starts = sorted(by_day)
    ends = [start - _DAY for start in starts[1:]] + [span.last_on] * bool(starts)
    found: list[RaterDays] = []
    for number, (start, end) in enumerate(zip(starts, ends, strict=True)):
        begins = span.first_on if number == 0 else max(start, span.first_on)
        rater = by_day[start]
        if rater is None or begins > end:
            continue
        if found and found[-1].rater_id == rater and found[-1].last_on + _DAY == begins:
            begins = found.pop().first_on
        found.append(RaterDays(rater, begins, end))
    return tuple(found)


@dataclass(frozen=True)
class RaterFacts:
    """Where an officer stands now, against the plan version that held on a period's last day."""

    version_rater: int | None
    moved: bool
    superiors: Sequence[int]
    active: frozenset[int]


def rater_for(standing: RaterFacts) -> int | None:
    """Who rates: the superior of the period's last day, else the nearest one now; None where there is none.

    The plan names that superior. Where the officer kept the post and the superior stands above no longer,
    the post above changed hands, and who holds it now rates; likewise where the superior has left.
    """
    rater = standing.version_rater
    if rater is not None and rater in standing.active and (standing.moved or rater in standing.superiors):
        return rater
    return standing.superiors[0] if standing.superiors else None


@dataclass(frozen=True, kw_only=True)
class SpreadWarning:
    """One line of the guide that the predicates of a period do not follow; `share` and `limit` in percent."""

    predicates: tuple[str, ...]
    rule: str
    limit: int
    count: int
    total: int

    @property
    def share(self) -> float:
        """How many of all, in percent."""
        return 100 * self.count / self.total


def spread_warnings(
    counts: Mapping[str, int], guide: Iterable[GuideLine], *, at_least: int
) -> tuple[SpreadWarning, ...]:
    """What the guide says of how predicates spread; nothing under `at_least` evaluations."""
    total = sum(counts.values())
    if total < at_least:
        return ()
    found = []
    for line in guide:
        count = sum(counts.get(code, 0) for code in line.predicates)
        if line.some and not count:
            found.append(
                SpreadWarning(predicates=line.predicates, rule="some", limit=1, count=count, total=total)
            )
        elif line.most is not None and 100 * count > line.most * total:
            found.append(
                SpreadWarning(
                    predicates=line.predicates, rule="most", limit=line.most, count=count, total=total
                )
            )
        elif line.least is not None and 100 * count < line.least * total:
            found.append(
                SpreadWarning(
                    predicates=line.predicates, rule="least", limit=line.least, count=count, total=total
                )
            )
    return tuple(found)


def word_count(text: str) -> int:
    """How many words a text has."""
    return len(text.split())
