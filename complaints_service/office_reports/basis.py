"""What every table of a report starts from: months, units, what narrows it, and how figures are told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from complaints_service.measurement.months import month_after, month_of, month_start
from complaints_service.office_reports.asking import ReportMonths
from complaints_service.translation import sentence
from config.rulebook import Rulebook
from sla import Calendar

#: By what a report may be narrowed, and its rows made.
WAYS = ("unit", "category", "kelurahan")


@dataclass(frozen=True, kw_only=True)
class Basis:
    """A report that is asked for, by whom it may be seen: `units` are the reader's, name by code.

    `whole`: they are the whole office, so what has no unit counts too. `where`: codes by way (`WAYS`).
    `now`: the instant its facts hold at.
    """

    asked: ReportMonths
    units: Mapping[str, str]
    whole: bool
    where: Mapping[str, str] = field(default_factory=dict)
    rulebook: Rulebook
    now: datetime
    language: str

    @property
    def calendar(self) -> Calendar:
        """The office's."""
        return self.rulebook.calendar(self.rulebook.office.calendar)

    @property
    def floor(self) -> int:
        """Fewest cases of which a share is told, on the last day of the report."""
        last = self.span(self.asked.months)[1] - timedelta(seconds=1)
        return self.rulebook.limit("publication_floor", self.rulebook.local_date(min(last, self.now)))

    @property
    def running(self) -> bool:
        """Whether the last month still runs."""
        return self.asked.last >= month_of(self.now, self.calendar.zone)

    def span(self, months: Sequence[str]) -> tuple[datetime, datetime]:
        """The instants `[start, end)` of some months in a row."""
        return month_start(months[0], self.calendar), month_start(month_after(months[-1]), self.calendar)

    def days(self, months: Sequence[str]) -> int:
        """How many days of these months there were until now."""
        if not months:
            return 0
        start, end = self.span(months)
        return max(0, (min(end, self.now) - start).days)

    def say(self, template: str, **values: object) -> str:
        """A marked sentence in the report's language."""
        return sentence(template, self.language, **values)

    def names(self, way: str) -> Mapping[str, str]:
        """What the rows of a way are called, by code."""
        if way == "unit":
            return self.units
        if way == "kelurahan":
            return {each.code: each.name for each in self.rulebook.kelurahan}
        return {each.code: each.names.read(self.language) for each in self.rulebook.categories}
