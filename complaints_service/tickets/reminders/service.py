"""Sets reminders, tells them when their time has come, and ends them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, delete, func, select
from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights
from complaints_service.errors import Actor, DomainError, invalid, words
from complaints_service.moment import Moment
from complaints_service.notify.known_routes import EMAIL
from complaints_service.notify.officers.chat import chats_of
from complaints_service.notify.service import Cause, Recipient, queue_notice
from complaints_service.people.queries import emails_of
from complaints_service.people.rights import rights_of_member
from complaints_service.tickets.ledger.models import Ticket
from complaints_service.tickets.news.officers import matter
from complaints_service.tickets.queries import Seen, ticket_in_reach
from complaints_service.tickets.reminders.models import Reminder

#: So far ahead one is reminded at most.
FURTHEST = timedelta(days=366)
KIND = "officer_reminder"


@dataclass(frozen=True, kw_only=True)
class ReminderView:
    """A reminder of one's own, and its ticket; `due`: its time has come."""

    id: int
    ticket: Ticket
    at: datetime
    due: bool


def remind(moment: Moment, *, seen: Seen, at: datetime, rights: Rights) -> None:
    """Sets when an officer wants to look at a ticket again. Raises Invalid naming `at`, DomainError."""
    if rights.officer_id is None:
        raise DomainError("no_officer", words("Pengingat hanya untuk pegawai."))
    if not moment.now < at <= moment.now + FURTHEST:
        raise invalid("at", words("Pilih waktu sesudah ini, paling lama setahun lagi."))
    _drop(moment.session, Reminder.ticket_id == seen.ticket.id, officer_id=rights.officer_id)
    moment.session.add(Reminder(ticket_id=seen.ticket.id, officer_id=rights.officer_id, at=at))
    moment.session.flush()


def end_reminder(session: Session, *, reminder_id: int, rights: Rights) -> None:
    """Ends one's own reminder; one that is gone, or somebody else's, is left as it is."""
    _drop(session, Reminder.id == reminder_id, officer_id=rights.officer_id or 0)


def own_reminders(session: Session, *, rights: Rights) -> list[ReminderView]:
    """One's reminders of tickets one may see, the next first."""
    rows = session.execute(
        select(Reminder, Ticket.number)
        .join(Ticket, Ticket.id == Reminder.ticket_id)
        .where(Reminder.officer_id == (rights.officer_id or 0))
        .order_by(Reminder.at, Reminder.id)
    )
    found = []
    for reminder, number in rows.all():
        seen = ticket_in_reach(session, number=number, rights=rights)
        if seen is not None:
            found.append(
                ReminderView(
                    id=reminder.id, ticket=seen.ticket, at=reminder.at, due=reminder.told_at is not None
                )
            )
    return found


def reminder_of(session: Session, *, ticket_id: int, officer_id: int | None) -> Reminder | None:
    """When this person wants to look at a ticket again; None for never."""
    return session.scalar(
        select(Reminder).where(Reminder.ticket_id == ticket_id, Reminder.officer_id == (officer_id or 0))
    )


def counting_reminders(officer_id: int) -> Select[int]:
    """How many reminders of somebody wait to be done."""
    return select(func.count(Reminder.id)).where(
        Reminder.officer_id == officer_id, Reminder.told_at.is_not(None)
    )


def is_reminding(session: Session, *, now: datetime) -> bool:
    """Whether a reminder's time has come that was not told; a read."""
    return session.scalar(_due(now).limit(1)) is not None


def tell_due(moment: Moment, *, limit: int = 100) -> int:
    """Tells reminders whose time has come, oldest first, and drops those of tickets that are closed to their
    owner by now; returns how many.
    """
    due = moment.session.scalars(_due(moment.now).limit(limit).with_for_update(skip_locked=True)).all()
    today = moment.rulebook.local_date(moment.now)
    for reminder in due:
        number = moment.session.scalars(select(Ticket.number).where(Ticket.id == reminder.ticket_id)).one()
        rights = rights_of_member(moment.session, officer_id=reminder.officer_id, on=today)
        seen = rights and ticket_in_reach(moment.session, number=number, rights=rights)
        if not seen:
            moment.session.delete(reminder)
            continue
        reminder.told_at = moment.now
        _tell(moment, reminder, seen.ticket)
    moment.session.flush()
    return len(due)


def _tell(moment: Moment, reminder: Reminder, ticket: Ticket) -> None:
    """By chat, else by e-mail; who has neither reads it under "Menunggu Anda"."""
    who, session = reminder.officer_id, moment.session
    reader = chats_of(session, officers={who}).get(who)
    if reader is None and (mail := emails_of(session, ids={who}).get(who)):
        reader = Recipient(EMAIL.code, mail, "id")
    if reader is None:
        return
    title = matter(ticket.complaint.title, ticket.complaint.privacy, reader.language)
    # It is caused by no entry of the ledger: its own number tells one reminder of a ticket from the next.
    queue_notice(
        session,
        cause=Cause(number=ticket.number, seq=reminder.id, kind=KIND),
        recipients=[reader],
        params={"title": title},
        actor=Actor.rule("job"),
        now=moment.now,
    )


def _due(now: datetime) -> Select[Reminder]:
    return (
        select(Reminder)
        .where(Reminder.told_at.is_(None), Reminder.at <= now)
        .order_by(Reminder.at, Reminder.id)
    )


def _drop(session: Session, which: ColumnElement[bool], *, officer_id: int) -> None:
    session.execute(delete(Reminder).where(which, Reminder.officer_id == officer_id))
