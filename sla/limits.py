"""What is asked at entry: until when a ticket is reopened (33), and how far back one dates (50)."""

from __future__ import annotations

from datetime import datetime

from sla.calendars import Calendar
from sla.errors import HorizonError
from sla.events import seconds_of
from sla.policies import Policy


def may_reopen(*, closed_at: datetime, reason: str, at: datetime, policy: Policy, calendar: Calendar) -> bool:
    """Whether the ticket itself is reopened; otherwise a new, linked one is opened.

    A late answer after an expiry (`reason` no_answer) is always taken.
    """
    if reason == "no_answer":
        return True
    try:
        return seconds_of(at) <= seconds_of(calendar.due(closed_at, policy.reopen_limit))
    except HorizonError:
        if seconds_of(at) > seconds_of(calendar.horizon_at):
            raise
        return True  # the limit lies past the horizon, the asking before it


def needs_superior(*, at: datetime, recorded_at: datetime, calendar: Calendar) -> bool:
    """Whether an event is dated back past the close of one working day."""
    return seconds_of(recorded_at) > seconds_of(calendar.close_of_working_day(at, 1))
