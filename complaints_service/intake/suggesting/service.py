"""What is proposed for a text, by what was learned last."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from complaints_service.intake.suggesting.models import REMEMBERED, CategoryModel
from complaints_service.intake.suggesting.suggester import Proposal, Suggester
from config.rulebook import Rulebook

#: The suggester that was read last, by its digest: a process reads it once.
_KNOWN: dict[str, Suggester] = {}


def propose(session: Session, *, text: str, now: datetime, rulebook: Rulebook) -> list[Proposal]:
    """Which categories in force a text may be of, surest first; none before anything was learned."""
    newest = select(CategoryModel.id, CategoryModel.digest).order_by(CategoryModel.id.desc()).limit(1)
    found = session.execute(newest).first()
    if found is None:
        return []
    suggester = _KNOWN.get(found.digest)
    if suggester is None:
        learned = session.scalar(select(CategoryModel.learned).where(CategoryModel.id == found.id))
        if learned is None:  # forgotten between the two reads
            return []
        _KNOWN.clear()
        suggester = _KNOWN[found.digest] = Suggester.from_json(learned)
    in_force = {each.code for each in rulebook.categories_on(rulebook.local_date(now))}
    return suggester.propose(text, in_force)


def lessons(session: Session) -> Sequence[CategoryModel]:
    """What was learned, newest first."""
    return session.scalars(select(CategoryModel).order_by(CategoryModel.id.desc())).all()


def forget_taught(session: Session, *, received_at: datetime) -> None:
    """Forgets what may have been learned from a report received then: all else knows no word of it."""
    after, before = CategoryModel.made_at >= received_at, CategoryModel.made_at <= received_at + REMEMBERED
    session.execute(delete(CategoryModel).where(after, before))
