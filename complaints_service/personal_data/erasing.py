"""Forgets a report's words and files, once nothing rests on them: asked for and granted, or past its term."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Engine, and_, delete, exists, or_, select, update

from complaints_service import db
from complaints_service.answering.models import AnswerDraft
from complaints_service.audit.service import record
from complaints_service.chats.drafts import forget_number
from complaints_service.intake.models import Attachment
from complaints_service.intake.suggesting.service import forget_taught
from complaints_service.moment import Moment
from complaints_service.passing.service import forget_told
from complaints_service.personal_data.models import SubjectRequest
from complaints_service.personal_data.rules import RETENTION, may_go
from complaints_service.personal_data.standing import standing_of
from complaints_service.survey.models import Rating
from complaints_service.tickets.clocks.delivery import record_fates
from complaints_service.tickets.forgetting.erasing import ErasureTouchesFigures, erase_ticket_words
from complaints_service.tickets.forgetting.scrubbing import ERASED
from complaints_service.tickets.identity import erase_reporter
from complaints_service.tickets.ledger.models import OPEN_STATES, Complaint, Ticket
from complaints_service.tickets.search.following import FTS_TABLE
from complaints_service.vault.models import Identity
from config.rulebook import Rulebook

logger = logging.getLogger(__name__)
ERASED_WORDS = "words.erased"
#: So many reports are looked at in one transaction.
AT_ONCE = 20


def forget_person(moment: Moment, *, ticket: Ticket, reason: str) -> None:
    """Who complained and every way they were told go, whatever else has to stay."""
    kept = moment.session.get(Identity, ticket.number)
    if kept is None or kept.wrapped is None:
        return
    fates = erase_reporter(moment, number=ticket.number, reason=reason[:200])
    record_fates(moment.session, fates=fates, now=moment.now, rulebook=moment.rulebook)


def forget_words(moment: Moment, *, ticket: Ticket, why: str) -> None:
    """Erases what was said and sent of a report; its number, kind, place by kelurahan and every instant stay.

    `why`: `asked`, `past_term` or `restored`. The files themselves go with the next sweep: no row names them.
    """
    session = moment.session
    subject = f"ticket:{ticket.number}"
    record(session, now=moment.now, actor=moment.actor, kind=ERASED_WORDS, subject=subject, data={"why": why})
    erase_ticket_words(moment, ticket=ticket)
    mine = Attachment.ticket_id == ticket.id
    gone = {"state": "refused", "reason": "erased", "settled_at": moment.now}
    nowhere = dict.fromkeys(("path", "source", "likeness", "mime", "size", "route", "not_before"))
    session.execute(update(Attachment).where(mine).values(**gone, **nowhere))
    session.execute(delete(AnswerDraft).where(AnswerDraft.ticket_id == ticket.id))
    said = (Rating.ticket_id == ticket.id, Rating.comment.is_not(None))
    session.execute(update(Rating).where(*said).values(comment=ERASED))
    asked = SubjectRequest.ticket_id == ticket.id
    # Who decided gave a reason to the citizen, and may have repeated their words.
    session.execute(update(SubjectRequest).where(asked).values(words="", sealed=None))
    decided = (asked, SubjectRequest.state != "asked")
    session.execute(update(SubjectRequest).where(*decided).values(reason=ERASED))
    forget_told(session, ticket_id=ticket.id)
    forget_number(session, number=ticket.number)
    forget_taught(session, received_at=ticket.received_at)
    granted = (asked, SubjectRequest.kind == "erasure", SubjectRequest.state == "granted")
    session.execute(update(SubjectRequest).where(*granted).values(ended_at=moment.now))
    session.expire_all()


def forget_due(moment: Moment, *, after: int = 0) -> int:
    """Erases some of what was granted and waited, and of what is past its term; the last looked at, or 0."""
    session = moment.session
    waiting = exists().where(
        SubjectRequest.ticket_id == Ticket.id,
        SubjectRequest.kind == "erasure",
        SubjectRequest.state == "granted",
        SubjectRequest.ended_at.is_(None),
    )
    past = past_term(moment.rulebook, now=moment.now)
    rows = session.execute(
        select(Ticket, past, waiting)
        .join(Ticket.complaint)
        .where(
            Ticket.id > after,
            Complaint.erased_at.is_(None),
            Ticket.state.not_in(OPEN_STATES),
            or_(past, waiting),
        )
        .order_by(Ticket.id)
        .limit(AT_ONCE)
        .with_for_update(of=Ticket)
    ).all()
    for ticket, is_past, _asked in rows:
        if may_go(standing_of(session, ticket=ticket, past_term=bool(is_past))):
            _forget_one(moment, ticket, "past_term" if is_past else "asked")
    return rows[-1][0].id if rows else 0


def _forget_one(moment: Moment, ticket: Ticket, why: str) -> None:
    """All of one report or nothing; what cannot go without touching figures keeps no other from going."""
    number = ticket.number
    try:
        with moment.session.begin_nested():
            forget_person(moment, ticket=ticket, reason=why)
            forget_words(moment, ticket=ticket, why=why)
    except ErasureTouchesFigures:
        logger.exception("%s was not erased: its ledger would say something else", number)


def past_term(rulebook: Rulebook, *, now: datetime) -> ColumnElement[bool]:
    """Whether a report, with its complaint, is kept no longer: its class's days are over since it ended."""
    on = rulebook.local_date(now)
    ended = {key: now - timedelta(days=rulebook.limit(limit, on)) for key, limit in RETENTION.items()}
    oversight = Ticket.kind == "oversight"
    classes = [
        and_(~oversight, Complaint.privacy == key, _closed_before(before))
        for key, before in ended.items()
        if key != "oversight"
    ]
    return or_(*classes, and_(oversight, _closed_before(ended["oversight"])))


def _closed_before(before: datetime) -> ColumnElement[bool]:
    return and_(Ticket.closed_at.is_not(None), Ticket.closed_at < before)


def overwrite_gone(engine: Engine) -> None:
    """Takes what was erased out of the index of words, the free pages and SQLite's log.

    On PostgreSQL its dead rows are free after this, and overwritten as rows come; the write-ahead log and its
    archive hold it until they are recycled.
    """
    db.compact(engine, full_text=FTS_TABLE)
    db.empty_log(engine)
