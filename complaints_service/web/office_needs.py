"""What waits for whoever leads: late, due soon, not routed, not taken; each leads to the desk's own list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights
from complaints_service.tickets import queries
from complaints_service.tickets.models import Ticket
from complaints_service.tickets.queries import Filter
from complaints_service.web.indicator_rows import Reader
from complaints_service.web.wording import duration_words, instant_words
from sla import Calendar, SlaError
from sla.events import instant_of

Listing = Callable[[Filter], str]
"""The address of the desk's list narrowed like this."""


@dataclass(frozen=True)
class Need:
    """One line of what waits: state, title, words below it, how many, and where the list is."""

    state: str
    title: str
    words: str
    count: int
    href: str


class WorkingDay(NamedTuple):
    """When the office closes on a local day, and when that day ends."""

    closes: datetime
    ends: datetime


def office_needs(
    session: Session, *, rights: Rights, now: datetime, calendar: Calendar, reader: Reader, listing: Listing
) -> list[Need]:
    """What waits for this person now, the pressing first; nothing that waits for nobody is told."""
    late = Filter(view="all", due_before=now)
    day = next_working_day(calendar, now)
    soon = Filter(view="all", due_from=now, due_before=day.ends) if day else None
    by = _("paling lambat %(at)s", at=_at(day.closes, calendar.zone, reader)) if day else ""
    asked = (
        ("late", _("Terlambat"), late, None),
        ("risk", _("Segera jatuh tempo"), soon, by),
        ("new", _("Belum disalurkan"), Filter(view="queue", state="new"), _("belum ada aturan yang mengambilnya")),
        ("new", _("Di antrean unit"), Filter(view="queue", state="open"), _("belum ada yang mengambilnya")),
    )
    needs = []
    for state, title, narrowed, words in asked:
        found = queries.count(session, rights=rights, narrowed=narrowed) if narrowed else 0
        if narrowed is None or not found:
            continue
        if words is None:
            oldest = queries.most_urgent(session, rights=rights, narrowed=narrowed)
            words = _oldest(oldest, now, calendar, reader) if oldest else ""
        needs.append(Need(state, title, words, found, listing(narrowed)))
    return needs


def next_working_day(calendar: Calendar, now: datetime) -> WorkingDay | None:
    """Today while the office still works today, else its next working day; None past the calendar."""
    try:
        on = calendar.local_date(calendar.next_open(now))
    except SlaError:
        return None
    starts = calendar.midnight(on)
    closes = starts + max(window.end_seconds for window in calendar.day_windows(on))
    return WorkingDay(instant_of(closes), instant_of(calendar.midnight(on + timedelta(days=1))))


def _oldest(ticket: Ticket, now: datetime, calendar: Calendar, reader: Reader) -> str:
    if ticket.due_at is None:
        return ""
    try:
        seconds = calendar.elapsed(ticket.due_at, now)
    except SlaError:
        return ""
    late = duration_words(seconds, day_seconds=reader.day_seconds, language=reader.language)
    return _("terlama: %(title)s, %(late)s", title=ticket.complaint.title, late=late)


def _at(instant: datetime, zone: ZoneInfo, reader: Reader) -> str:
    return instant_words(instant, zone=zone, language=reader.language, year=False, zone_name=False)
