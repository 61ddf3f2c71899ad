"""A trial of rules is asked for, taken by a worker, told about while it runs, and finished."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from complaints_service.errors import Actor, DomainError, words
from complaints_service.notify.officers.account_letter import queue_account_letter
from complaints_service.rulebooks.trials.changes import TrialChanges
from complaints_service.rulebooks.trials.models import DONE, FAILED, RUNNING, WAITING, RulebookTrial

#: How far back a trial looks.
LOOKS_BACK = timedelta(days=365)
#: A worker that said nothing for so long is gone; another takes the trial from the beginning.
SILENT = timedelta(minutes=10)
KEPT = timedelta(days=180)
READY = "trial_ready"


@dataclass(frozen=True, kw_only=True)
class TakenTrial:
    """A trial that a worker has: its files that read otherwise, and from which local day on it judges."""

    id: int
    files: Mapping[str, str]
    since_on: date


def ask_trial(
    session: Session,
    *,
    changes: TrialChanges,
    files: Mapping[str, str],
    account_id: int,
    today: date,
    now: datetime,
    actor: Actor,
) -> int:
    """Asks a worker for a trial; returns its number. Raises DomainError while one's own is not done."""
    own = (RulebookTrial.account_id == account_id, RulebookTrial.state.in_((WAITING, RUNNING)))
    if session.scalar(select(RulebookTrial.id).where(*own).limit(1)) is not None:
        raise DomainError(
            "trial_running", words("Uji Anda yang sebelumnya belum selesai. Tunggu hasilnya dulu.")
        )
    row = RulebookTrial(
        account_id=account_id,
        asked_by=actor.ref,
        asked_at=now,
        since_on=today - LOOKS_BACK,
        changes=changes.told(),
        files=dict(files),
        state=WAITING,
    )
    session.add(row)
    session.flush()
    return row.id


def take_trial(session: Session, *, now: datetime) -> TakenTrial | None:
    """Takes the oldest trial that nobody runs; None: there is nothing to do."""
    free = or_(
        RulebookTrial.state == WAITING,
        (RulebookTrial.state == RUNNING) & (RulebookTrial.told_at <= now - SILENT),
    )
    row = session.scalar(
        select(RulebookTrial)
        .where(free)
        .order_by(RulebookTrial.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if row is None:
        return None
    row.state, row.told_at, row.done, row.total = RUNNING, now, 0, 0
    session.flush()
    return TakenTrial(id=row.id, files=dict(row.files), since_on=row.since_on)


def tell_progress(session: Session, *, trial_id: int, done: int, total: int, now: datetime) -> None:
    """Says how far a trial is."""
    row = session.get_one(RulebookTrial, trial_id)
    row.done, row.total, row.told_at = done, total, now


def finish_trial(session: Session, *, trial_id: int, outcome: Mapping[str, Any], now: datetime) -> None:
    """Keeps what came of a trial, and tells whoever asked for it."""
    row = session.get_one(RulebookTrial, trial_id)
    row.state, row.outcome, row.finished_at = DONE, dict(outcome), now
    session.flush()
    queue_account_letter(session, account_id=row.account_id, kind=READY, now=now)


def give_up_trial(session: Session, *, trial_id: int, reason: str, now: datetime) -> None:
    """Says that nothing came of a trial, and tells whoever asked for it."""
    row = session.get_one(RulebookTrial, trial_id)
    row.state, row.reason, row.finished_at = FAILED, reason, now
    session.flush()
    queue_account_letter(session, account_id=row.account_id, kind=READY, now=now)


def forget_trials(session: Session, *, now: datetime) -> None:
    """Forgets trials that nobody asks for any more."""
    session.execute(delete(RulebookTrial).where(RulebookTrial.asked_at < now - KEPT))
