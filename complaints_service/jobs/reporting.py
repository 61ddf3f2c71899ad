"""The office's reports of a month to whoever was chosen: on the first day the office works after it."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from functools import partial

from sqlalchemy.orm import Session

from complaints_service import db
from complaints_service.duties.morning import opening
from complaints_service.edge.transaction import writing
from complaints_service.jobs.work import JOB, Shift
from complaints_service.measurement.months import first_day, last_day, month_of, months_until, period_of
from complaints_service.moment import Moment
from complaints_service.office_reports.sending.delivering import (
    deliver,
    due_codes,
    note_unknown_days,
    waiting_from,
)
from config.rulebook import Rulebook

#: A report that waited for longer than so many months is nobody's news any more.
MOST_WAITED = 24


def send_reports(shift: Shift) -> None:
    """Queues last month's reports once the office has opened for the first time since, each code by itself.

    A worker that was down then does it later in the month; one that is cut off goes on with what is left. Of
    months whose day no calendar told, reports leave as soon as one tells the days of this month.
    """
    rulebook, now = shift.rulebook, shift.now
    calendar = rulebook.calendar(rulebook.office.calendar)
    this_month = month_of(now, calendar.zone)
    opened = first_opening(rulebook, this_month)
    if opened is not None and now < opened:
        return
    *earlier, month = months_until(this_month, MOST_WAITED + 1)[:-1]
    if opened is None:
        before = period_of(month, calendar, now).end
        writing(lambda session: note_unknown_days(session, month=month, before=before), shift.engine)
        return
    with db.reading(shift.engine) as session:
        waits_from = waiting_from(session)
    # First what waited until somebody entered the calendar, from the oldest month on.
    for each in earlier:
        if waits_from is not None and each >= waits_from:
            _send_month(shift, each, waited=True)
    _send_month(shift, month, waited=False)


def _send_month(shift: Shift, month: str, *, waited: bool) -> None:
    calendar = shift.rulebook.calendar(shift.rulebook.office.calendar)
    before = period_of(month, calendar, shift.now).end
    with db.reading(shift.engine) as session:
        codes = due_codes(session, month=month, before=before, waited=waited)

    def one(session: Session, code: str) -> None:
        moment = Moment(session=session, now=shift.now, actor=JOB, rulebook=shift.rulebook)
        deliver(moment, code=code, month=month, before=before, waited=waited)

    for code in codes:
        writing(partial(one, code=code), shift.engine)


def first_opening(rulebook: Rulebook, month: str) -> datetime | None:
    """When the office opens for the first time in a month; None where it never does, or nobody knows."""
    zone = rulebook.calendar(rulebook.office.calendar).zone
    day = first_day(month)
    while day <= last_day(month):
        opened = opening(rulebook, datetime.combine(day, time(12), zone))
        if opened is not None:
            return opened
        day += timedelta(days=1)
    return None
