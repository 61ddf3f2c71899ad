"""Judges the past year by the rules that somebody tries; reads all of it, and writes the trial alone."""

from __future__ import annotations

import logging
from collections.abc import Callable

from sqlalchemy.orm import Session

from complaints_service import clock, db
from complaints_service.edge.rulebook import read_files
from complaints_service.edge.transaction import writing
from complaints_service.jobs.work import Shift
from complaints_service.rulebooks.queries import files_in_force, newest_release
from complaints_service.rulebooks.trials.outcome import judged_by
from complaints_service.rulebooks.trials.service import (
    TakenTrial,
    finish_trial,
    give_up_trial,
    take_trial,
    tell_progress,
)
from config.errors import RulebookErrors

logger = logging.getLogger(__name__)


def try_rules(shift: Shift) -> None:
    """Takes one trial that waits and finishes it; the next one has to wait for the next slot."""
    taken = writing(lambda session: take_trial(session, now=shift.now), shift.engine)
    if taken is None:
        return
    try:
        ending = _tried(shift, taken)
    except RulebookErrors as error:
        # The rules in force may have changed since it was asked for.
        logger.warning("trial %s cannot be read: %s", taken.id, error)
        ending = _given_up(taken, "unreadable")
    except Exception:
        writing(_given_up(taken, "failed"), shift.engine)
        raise
    writing(ending, shift.engine)


def _tried(shift: Shift, taken: TakenTrial) -> Callable[[Session], None]:
    """What to write of a trial that was carried through."""

    def tell(done: int, total: int) -> None:
        writing(
            lambda own: tell_progress(own, trial_id=taken.id, done=done, total=total, now=clock.now()),
            shift.engine,
        )

    with db.reading(shift.engine) as session:
        release = newest_release(session)
        base = files_in_force(session, release=release, folder=shift.settings.rulebook)
        other = read_files({**base, **taken.files})
        outcome = judged_by(
            session,
            rulebook=shift.rulebook,
            other=other,
            since_on=taken.since_on,
            now=shift.now,
            progress=tell,
        )
    return lambda session: finish_trial(session, trial_id=taken.id, outcome=outcome, now=clock.now())


def _given_up(taken: TakenTrial, reason: str) -> Callable[[Session], None]:
    return lambda session: give_up_trial(session, trial_id=taken.id, reason=reason, now=clock.now())
