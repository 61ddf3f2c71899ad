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
from complaints_service.office_reports.sending.delivering import deliver, due_codes, note_unknown_days
from config.rulebook import Rulebook


def send_reports(shift: Shift) -> None:
    """Queues last month's reports once the office has opened for the first time since, each code by itself.

    A worker that was down then does it later in the month; one that is cut off goes on with what is left.
    """
    rulebook, now = shift.rulebook, shift.now
    calendar = rulebook.calendar(rulebook.office.calendar)
    this_month = month_of(now, calendar.zone)
    opened = first_opening(rulebook, this_month)
    if opened is not None and now < opened:
        return
    month = months_until(this_month, 2)[0]
    before = period_of(month, calendar, now).end
    if opened is None:
        writing(lambda session: note_unknown_days(session, month=month, before=before), shift.engine)
        return
    with db.reading(shift.engine) as session:
        codes = due_codes(session, month=month, before=before)

    def one(session: Session, code: str) -> None:
        moment = Moment(session=session, now=now, actor=JOB, rulebook=rulebook)
        deliver(moment, code=code, month=month, before=before)

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
