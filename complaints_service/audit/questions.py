"""Questions to the record that are kept under a name: one's own, or for everybody who reads the record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from complaints_service.audit.models import AuditQuestion
from complaints_service.errors import DomainError, NotFound, invalid, words
from complaints_service.texts import one_line, text_problem

MOST_LETTERS = 60
#: So many of one's own have a place on the page.
MOST_QUESTIONS = 30


def keep_question(
    session: Session, *, account_id: int, name: str, asked: Mapping[str, str], shared: bool, now: datetime
) -> AuditQuestion:
    """Keeps a question; one of one's own that has this name is asked differently from now on.

    Raises `invalid` naming `name`, and DomainError `too_many_questions`.
    """
    if problem := text_problem(name, maximum=MOST_LETTERS, empty=words("Beri nama pertanyaan ini.")):
        raise invalid("name", problem)
    if not asked:
        raise invalid("name", words("Saring dulu: pertanyaan tanpa saringan adalah seluruh catatan."))
    called = one_line(name)
    mine = AuditQuestion.account_id == account_id
    kept = session.scalar(select(AuditQuestion).where(mine, AuditQuestion.name == called))
    if kept is None:
        if (session.scalar(select(func.count()).where(mine)) or 0) >= MOST_QUESTIONS:
            raise DomainError(
                "too_many_questions",
                words("Paling banyak %(count)s pertanyaan. Hapus satu dulu.", count=MOST_QUESTIONS),
            )
        kept = AuditQuestion(account_id=account_id, name=called)
        session.add(kept)
    kept.asked, kept.shared, kept.made_at = dict(asked), shared, now
    session.flush()
    return kept


def drop_question(session: Session, *, question_id: int, account_id: int) -> None:
    """Drops a question of one's own. Raises NotFound for what is absent and for another's alike."""
    kept = session.get(AuditQuestion, question_id)
    if kept is None or kept.account_id != account_id:
        raise NotFound
    session.delete(kept)


def questions_of(session: Session, *, account_id: int) -> Sequence[AuditQuestion]:
    """One's own questions, then those of others that are for everybody."""
    mine = AuditQuestion.account_id == account_id
    found = select(AuditQuestion).where(or_(mine, AuditQuestion.shared))
    return session.scalars(
        found.order_by(AuditQuestion.account_id != account_id, AuditQuestion.name, AuditQuestion.id)
    ).all()
