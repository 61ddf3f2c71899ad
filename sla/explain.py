"""A verdict's reasons as text anyone can check by hand, in Indonesian or English."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sla.because import because
from sla.calendars import Calendar
from sla.events import Event
from sla.policies import Policy


def explain(
    events: Iterable[Event],
    *,
    policy: Policy,
    calendar: Calendar,
    as_of: datetime,
    clock: str,
    language: str = "id",
) -> str:
    """One line per span."""
    lines = []
    for span in because(events, policy=policy, calendar=calendar, as_of=as_of, clock=clock):
        start, end = span.start.astimezone(calendar.zone), span.end.astimezone(calendar.zone)
        mark = "+" if span.counted else " "
        spell = f"{start:%Y-%m-%d %H:%M:%S} - {end:%Y-%m-%d %H:%M:%S}"
        lines.append(f"{mark} {spell}  {span.reason_code} {span.name}")
    return "\n".join(line.rstrip() for line in lines)
