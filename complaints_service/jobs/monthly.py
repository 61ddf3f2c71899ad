"""The letter of each month: from its third day on, what was published of the month before."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from complaints_service import db
from complaints_service.dates import long_month
from complaints_service.jobs.work import BATCH, Shift, until_done
from complaints_service.measurement.months import first_day, month_of, months_until, period_of
from complaints_service.notify.monthly.service import TOLD, TOO_FEW, due_readers, queue_letter
from complaints_service.openness.month_told import MonthTold, month_told
from complaints_service.openness.queries import published_month
from config.rulebook import Rulebook

#: On the first days of a month the facts of the last one still settle.
FROM_DAY = 3


def send_monthly(shift: Shift) -> None:
    """Queues last month's letter for everyone who wants it and has not had it, once it is published."""
    rulebook, now = shift.rulebook, shift.now
    if rulebook.local_date(now).day < FROM_DAY:
        return
    calendar = rulebook.calendar(rulebook.office.calendar)
    month = months_until(month_of(now, calendar.zone), 2)[0]
    period = period_of(month, calendar, now)
    with db.reading(shift.engine) as session:
        published = published_month(session, month)
    if published is None:
        return

    def some(session: Session) -> int:
        readers = due_readers(session, month=month, before=period.end, limit=BATCH)
        for row in readers:
            told = month_told(published, kelurahan=row.kelurahan)
            params = _params(told, month, row.kelurahan, row.language, rulebook)
            kind = TOO_FEW if told is None else TOLD
            queue_letter(session, row=row, month=month, kind=kind, params=params, now=now)
        return len(readers)

    until_done(shift, some)


def _params(
    told: MonthTold | None, month: str, kelurahan: str | None, language: str, rulebook: Rulebook
) -> dict[str, Any]:
    day = first_day(month)
    place = next((one.name for one in rulebook.kelurahan if one.code == kelurahan), None)
    said = {
        "month": f"{long_month(day, language)} {day.year}",
        "place": place or rulebook.office.names.read(language),
    }
    return said if told is None else {**said, "received": told.received, "done": told.done}
