"""What of the tickets waits for whoever leads: late, soon due, not routed, not taken."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from complaints_service.tickets.listed import Filter
from sla import Calendar, known
from sla.events import instant_of

#: The desk's views that hold what waits for whoever leads, in the order they press.
NEEDS = ("late", "soon", "new", "untaken")


class WorkingDay(NamedTuple):
    """When the office closes on a local day, and when that day ends."""

    closes: datetime
    ends: datetime


def need_filter(view: str, *, now: datetime, calendar: Calendar) -> Filter | None:
    """What a view of needs holds; None for any other view, and for what no calendar can tell."""
    if view == "late":
        return Filter(view="running", due_before=now)
    if view == "soon":
        day = next_working_day(calendar, now)
        return Filter(view="running", due_from=now, due_before=day.ends) if day else None
    return {"new": Filter(view="queue", state="new"), "untaken": Filter(view="untaken")}.get(view)


def next_working_day(calendar: Calendar, now: datetime) -> WorkingDay | None:
    """Today while the office still works today, else its next working day; None past the calendar."""
    opens = known.next_open(calendar, now)
    windows = known.windows_on(calendar, calendar.local_date(opens)) if opens is not None else None
    if opens is None or not windows:
        return None
    on = calendar.local_date(opens)
    closes = calendar.midnight(on) + max(window.end_seconds for window in windows)
    return WorkingDay(instant_of(closes), instant_of(calendar.midnight(on + timedelta(days=1))))
