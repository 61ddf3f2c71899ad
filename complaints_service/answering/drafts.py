"""What is half written: kept for each person and ticket until it is sent, and told to nobody but by name."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from complaints_service.accounts.models import Account
from complaints_service.answering.models import AnswerDraft
from complaints_service.texts import MAX_LENGTH, text_problem

#: How long after the last letter somebody is still said to be writing.
WRITING = timedelta(minutes=3)
#: How long what nobody sent is kept.
KEPT = timedelta(days=30)


def keep_draft(session: Session, *, ticket_id: int, account_id: int, text: str, now: datetime) -> None:
    """Keeps what somebody has written so far, as far as a letter may hold it; of nothing nothing is kept."""
    written = text[:MAX_LENGTH]
    if not written.strip():
        drop_draft(session, ticket_id=ticket_id, account_id=account_id)
    elif text_problem(written) is None:
        session.merge(AnswerDraft(ticket_id=ticket_id, account_id=account_id, text=written, changed_at=now))


def drop_draft(session: Session, *, ticket_id: int, account_id: int) -> None:
    """Forgets what somebody had written: it was sent, or is not wanted."""
    session.execute(
        delete(AnswerDraft).where(AnswerDraft.ticket_id == ticket_id, AnswerDraft.account_id == account_id)
    )


def draft_of(session: Session, *, ticket_id: int, account_id: int) -> str:
    """What somebody had written of an answer on a ticket; empty for nothing."""
    return (
        session.scalar(
            select(AnswerDraft.text).where(
                AnswerDraft.ticket_id == ticket_id, AnswerDraft.account_id == account_id
            )
        )
        or ""
    )


def others_writing(session: Session, *, ticket_id: int, account_id: int, now: datetime) -> list[int]:
    """The officers who are writing on this ticket right now, besides the one who asks."""
    return list(
        session.scalars(
            select(Account.officer_id)
            .join(AnswerDraft, AnswerDraft.account_id == Account.id)
            .where(
                AnswerDraft.ticket_id == ticket_id,
                AnswerDraft.account_id != account_id,
                AnswerDraft.changed_at > now - WRITING,
                Account.officer_id.is_not(None),
            )
            .order_by(Account.officer_id)
        )
    )


def forget_drafts(session: Session, *, now: datetime) -> None:
    """Forgets what was written long ago and never sent."""
    session.execute(delete(AnswerDraft).where(AnswerDraft.changed_at < now - KEPT))
