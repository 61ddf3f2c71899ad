"""How long until something is due, counted as its promise counts: the words agree with the amount promised.

A promise of ten working days says "10 hari kerja" on the day it is given, at any hour of it, and the hours
left on its last day. A promise in working time is told in working time.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from complaints_service.tickets.ledger.deadlines import LEGAL_CLOCKS
from complaints_service.web.ticket.clock_panel import told_seconds
from complaints_service.web.words.formats import calendar_days, day_of, local, working_days
from sla import Calendar, Verdict, known


def left_words(verdict: Verdict, calendar: Calendar, as_of: datetime, language: str) -> str:
    """The time to a due that has not passed: whole days as promised, hours and minutes on the last one."""
    seconds = max(0, verdict.remaining_seconds or 0)
    if verdict.due_at is not None and verdict.target is not None:
        days = days_left(verdict, calendar, as_of)
        if days and verdict.target.kind == "working_days":
            return working_days(days, language)
        if days and verdict.target.kind == "calendar_days":
            return calendar_days(days, language)
    return told_seconds(seconds, verdict, calendar, language)


def days_left(verdict: Verdict, calendar: Calendar, as_of: datetime) -> int:
    """The days of the promise's own kind after today, up to the day it ends on; 0 where hours are told.

    The day itself does not count, as it does not count when a promise of days is given (sla.md, sentence 6).
    """
    if verdict.due_at is None or verdict.target is None or verdict.target.kind == "working":
        return 0
    today = local(as_of, calendar.zone).date()
    last = day_of(local(verdict.due_at, calendar.zone), ends_day=verdict.clock in LEGAL_CLOCKS)
    if verdict.target.kind == "calendar_days":
        return max(0, (last - today).days)
    return _working_days_between(calendar, today, last)


def _working_days_between(calendar: Calendar, today: date, last: date) -> int:
    """Working days after one day up to another; 0 where the calendar does not know one of them."""
    count = 0
    for step in range(1, (last - today).days + 1):
        works = known.works_on(calendar, today + timedelta(days=step))
        if works is None:
            return 0
        count += works
    return count
