"""A later version of a calendar as it was entered: from when each of its new exceptions counts (12)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sla.errors import CalendarErrors, SlaError
from sla.specs import CalendarSpec, DayException

Entered = Mapping[tuple[str, str], datetime]


def enter(spec: CalendarSpec, earlier: CalendarSpec | None, at: datetime) -> CalendarSpec:
    """A version with the instant at which each exception was decreed, where it does not name one itself.

    What the version before it had too counts as it did there, what is new from the instant of entry; the
    first version was known from the beginning. Raises CalendarErrors (`decree_undated`) for a new exception
    of today or a day past that does not say when it was decreed.
    """
    if earlier is None:
        return spec
    before = {_meaning(one): one for one in earlier.exceptions}
    today = at.astimezone(ZoneInfo(spec.zone)).date()
    problems = []
    exceptions = []
    for exception in spec.exceptions:
        known = before.get(_meaning(exception))
        if exception.decreed_at is None and known is not None:
            exception = replace(exception, decreed_at=known.decreed_at)
        elif exception.decreed_at is None:
            if exception.on <= today:
                where = f"{spec.code}.exceptions.{exception.key}"
                problems.append(
                    SlaError("decree_undated", where, f"{exception.on} is no day to come: say decreed_at")
                )
            exception = replace(exception, decreed_at=at)
        exceptions.append(exception)
    if problems:
        raise CalendarErrors(f"{spec.code} {spec.version}", problems)
    return replace(spec, exceptions=tuple(exceptions))


def _meaning(exception: DayException) -> tuple[date, str, tuple[object, ...]]:
    """What makes it the same exception, whatever it is called."""
    return exception.on, exception.kind, exception.windows


def enter_all(
    versions: tuple[CalendarSpec, ...], entered: Entered, now: datetime
) -> tuple[CalendarSpec, ...]:
    """The versions of one calendar, oldest first, each as it was entered; one that was not is entered now."""
    found: list[CalendarSpec] = []
    for spec in versions:
        at = entered.get((spec.code, spec.version), now)
        found.append(enter(spec, found[-1] if found else None, at))
    return tuple(found)
