"""Tells whoever sent a file that it is not kept: which, why, and what to do."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from complaints_service.errors import Actor
from complaints_service.intake.models import Attachment
from complaints_service.intake.refusals import why_not
from complaints_service.notify.service import Cause, queue_notice, subscribers
from complaints_service.tickets.ledger.models import Ticket
from complaints_service.tickets.news.officers import News, tell
from complaints_service.translation import sentence
from config.rulebook import Rulebook

_TELLER = Actor("rule", "job")


def tell_refused(session: Session, *, attachment_id: int, rulebook: Rulebook, now: datetime) -> None:
    """Queues the news of a refused file for every address that hears of its report, in its language.

    Of a file of the office its sender alone hears. Of another one that the report's citizen never saw nobody
    does: it is another citizen's.
    """
    row = session.get_one(Attachment, attachment_id)
    number = session.scalars(select(Ticket.number).where(Ticket.id == row.ticket_id)).one()
    if (row.author or "").startswith("person:"):
        _tell_sender(session, row, number, rulebook, now)
        return
    if not row.shown_to_citizen:
        return
    for recipient in subscribers(session, number=number):
        told = why_not(row.reason or "broken", _name(session, row, rulebook, recipient.language))
        queue_notice(
            session,
            cause=Cause(number=number, seq=attachment_id, kind="file_refused"),
            recipients=[recipient],
            params={"reason": sentence(told.template, recipient.language, **told.values)},
            actor=_TELLER,
            now=now,
        )


def _tell_sender(session: Session, row: Attachment, number: str, rulebook: Rulebook, now: datetime) -> None:
    """What an officer said by chat stands without the photo that came with it: they send it again."""
    params = {}
    for language in ("id", "en"):
        told = why_not(row.reason or "broken", _name(session, row, rulebook, language))
        params[language] = {"reason": sentence(told.template, language, **told.values)}
    officer_id = int((row.author or "").removeprefix("person:"))
    news = News(officer_id=officer_id, number=number, seq=row.id, kind="officer_file_refused", params=params)
    tell(session, news=[news], actor=_TELLER, now=now)


def _name(session: Session, row: Attachment, rulebook: Rulebook, language: str) -> str:
    """What the file is called where nobody keeps its own name: its kind, and which of that kind it is."""
    place = session.scalar(
        select(func.count()).where(
            Attachment.ticket_id == row.ticket_id, Attachment.kind == row.kind, Attachment.id <= row.id
        )
    )
    return f"{rulebook.vocabulary.name('file_kind', row.kind, language)} {place}"
