"""One's reminders as a page, and what a ticket's page says and offers of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from complaints_service.edge.resources import service
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.transaction import reading
from complaints_service.tickets.reminders.service import own_reminders, reminder_of
from complaints_service.tickets.reminders.times import QUICK, quick_time
from complaints_service.web.desk.unsent.rows import letter_rows
from complaints_service.web.shell.pages import page


@dataclass(frozen=True, kw_only=True)
class ReminderBox:
    """Beside a ticket: when its reader is reminded, and the times offered (code, words, instant)."""

    at: datetime | None
    quick: list[tuple[str, str, datetime]]
    action: str
    listing: str


def reminder_box(
    session: Session, reader: SignedIn, *, number: str, ticket_id: int, now: datetime
) -> ReminderBox | None:
    """What a ticket's page offers; None for who is no member of the office."""
    if reader.rights.officer_id is None:
        return None
    rulebook = service().rulebook
    calendar = rulebook.calendar(rulebook.office.calendar)
    said = {"tomorrow": _("Besok pagi"), "monday": _("Senin"), "three_days": _("3 hari kerja lagi")}
    kept = reminder_of(session, ticket_id=ticket_id, officer_id=reader.rights.officer_id)
    return ReminderBox(
        at=kept.at if kept is not None else None,
        quick=[(each, said[each], quick_time(each, now=now, calendar=calendar)) for each in QUICK],
        action=url_for("reminders.set_one", number=number),
        listing=url_for("reminders.listing"),
    )


def listing_page(reader: SignedIn) -> str:
    """The reader's reminders, those whose time has come marked, and above them what could not be sent."""
    with reading() as session:
        found = own_reminders(session, rights=reader.rights)
        rows = [
            {
                "number": one.ticket.number,
                "title": one.ticket.complaint.title,
                "href": url_for("desk.ticket", number=one.ticket.number),
                "at": one.at,
                "due": one.due,
                "end": url_for("reminders.end_one", reminder_id=one.id),
            }
            for one in found
        ]
        unsent = letter_rows(session, reader)
    return page("desk/pengingat.html", rows=rows, unsent=unsent)
