"""What every page of figures starts from: the instant, the rulebook, the reader and the month."""

from __future__ import annotations

from datetime import datetime

from flask import request
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.edge.input.period import asked_month
from complaints_service.edge.language import language
from complaints_service.edge.resources import service
from complaints_service.measurement.indicators.loading import standing
from complaints_service.measurement.months import month_of, months_until
from complaints_service.web.performance.indicator_rows import Reader
from complaints_service.web.words.formats import month_words
from sla import Calendar

#: How many months one can go back to.
MONTHS_BACK = 24


class Look:
    """What every page here starts from: the instant, the rulebook and how figures are told."""

    def __init__(self) -> None:
        self.now: datetime = clock.now()
        self.rulebook = service().rulebook
        self.calendar: Calendar = self.rulebook.calendar(self.rulebook.office.calendar)
        self.reader = Reader(language(), self.calendar.nominal_day_seconds)

    def month(self, session: Session) -> str:
        """The month asked for, or that of the newest figures."""
        return self.month_named("period", session)

    def month_named(self, name: str, session: Session) -> str:
        """The same, of a month that stands under another name in the address."""
        return self.month_typed(request.args.get(name), session)

    def month_typed(self, typed: str | None, session: Session) -> str:
        """The same, of a month that a form brought."""
        return asked_month(typed, newest=standing(session).newest, now=self.now, zone=self.calendar.zone)

    def choices(self, session: Session, month: str) -> list[tuple[str, str]]:
        """The months one can choose, the newest first: value and words."""
        found, zone = standing(session), self.calendar.zone
        last = asked_month(None, newest=found.newest, now=self.now, zone=zone)
        first = last if found.first is None else month_of(found.first, zone)
        offered = {each for each in months_until(last, MONTHS_BACK) if each >= first} | {month, last}
        running = _("%(month)s (berjalan)", month=month_words(last, self.reader.language))
        return [
            (each, running if each == last else month_words(each, self.reader.language))
            for each in sorted(offered, reverse=True)
        ]
