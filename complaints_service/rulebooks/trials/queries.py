"""Trials as they stand."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.rulebooks.trials.models import RulebookTrial

#: How many trials a list shows.
LISTED = 20


def newest_trials(session: Session) -> Sequence[RulebookTrial]:
    """The last trials, the newest first."""
    return session.scalars(select(RulebookTrial).order_by(RulebookTrial.id.desc()).limit(LISTED)).all()


def trial_of(session: Session, *, trial_id: int) -> RulebookTrial | None:
    """One trial."""
    return session.get(RulebookTrial, trial_id)
