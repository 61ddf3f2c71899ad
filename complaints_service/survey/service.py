"""Takes a citizen's rating, once for each ticket, and the sentence that may follow it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from complaints_service.errors import DomainError, NotFound, Words, invalid, marked, words
from complaints_service.survey.models import Rating
from complaints_service.texts import clean, text_problem
from complaints_service.tickets.ledger import append as ledger

SCORES = (1, 2, 3, 4)
NO_SCORE = marked("Nilai dari 1 sampai 4.")
MAX_COMMENT = 1_000


def rate(session: Session, *, number: str, score: int, now: datetime, comment: str | None = None) -> None:
    """Keeps the rating of a closed ticket. Raises NotFound, Invalid, `not_closed`, `already_rated`."""
    if score not in SCORES:
        raise invalid("rating", Words(NO_SCORE))
    ticket = ledger.lock(session, number=number)
    if ticket is None:
        raise NotFound
    if ticket.state != "closed":
        raise DomainError("not_closed", words("Laporan ini belum ditutup, jadi belum bisa dinilai."))
    if session.get(Rating, ticket.id) is not None:
        raise DomainError("already_rated", words("Laporan ini sudah Anda nilai. Terima kasih."))
    said = _comment(comment) if comment else None
    session.execute(insert(Rating).values(ticket_id=ticket.id, score=score, comment=said, rated_at=now))


def add_comment(session: Session, *, number: str, comment: str) -> None:
    """Adds the sentence to a rating that has none. Raises NotFound, Invalid, DomainError `already_rated`."""
    ticket = ledger.lock(session, number=number)
    if ticket is None:
        raise NotFound
    added = session.scalar(
        update(Rating)
        .where(Rating.ticket_id == ticket.id, Rating.comment.is_(None))
        .values(comment=_comment(comment))
        .returning(Rating.ticket_id)
        .execution_options(synchronize_session=False)
    )
    if added is None:
        raise DomainError("already_rated", words("Laporan ini sudah Anda nilai. Terima kasih."))


def rating_of(session: Session, *, ticket_id: int) -> tuple[int, datetime] | None:
    """The rating of a ticket and when it was given, None where there is none."""
    row = session.execute(select(Rating.score, Rating.rated_at).where(Rating.ticket_id == ticket_id)).first()
    return None if row is None else (row.score, row.rated_at)


def score_of(session: Session, *, ticket_id: int) -> int | None:
    """The rating of a ticket, None where there is none."""
    rating = rating_of(session, ticket_id=ticket_id)
    return None if rating is None else rating[0]


def _comment(comment: str) -> str:
    if problem := text_problem(comment, maximum=MAX_COMMENT):
        raise invalid("comment", problem)
    return clean(comment)
