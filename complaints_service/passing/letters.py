"""Referrals that go to an office's mailbox: on their way, there, or told to whoever relied on it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from complaints_service.notify.models import Outbox
from complaints_service.passing.models import PassedOn
from complaints_service.passing.service import ASKED_EVERY, still_referred, tell_failed

#: The letter of a referral, to somebody outside.
KIND = "referral_letter"


def note_queued(row: PassedOn, *, letter: str) -> None:
    """Its letter waits in the outbox under this key; it is looked after from the next run on."""
    row.letter = letter


def note_unsent(session: Session, row: PassedOn, reason: str, *, now: datetime) -> None:
    """No letter can leave: somebody must hand it over, and hears so."""
    row.state, row.reason, row.due_at = "failed", reason, None
    session.flush()
    tell_failed(session, row, now=now)


def is_letter_due(session: Session, *, now: datetime) -> bool:
    """Whether any letter is to be looked after; a read."""
    return session.scalar(select(PassedOn.seq).where(*_due(now)).limit(1)) is not None


def follow_letters(session: Session, *, now: datetime) -> None:
    """Notes what became of the letters: left, or given up, which is told once.

    A letter that was given up may be sent again by a person, so it is looked after while the report is there.
    """
    on = and_(Outbox.key == PassedOn.letter, Outbox.state.in_(("sent", "dead", "suppressed")))
    rows = session.execute(
        select(PassedOn, Outbox.state, Outbox.settled_at)
        .join(Outbox, on)
        .where(*_due(now))
        .with_for_update(of=PassedOn)
    ).all()
    for row, state, at in rows:
        if state == "sent":
            row.state, row.reason, row.passed_at, row.due_at = "there", None, at, None
        elif not still_referred(session, row):
            row.due_at = None
        else:
            told, row.due_at = row.state == "failed", now + ASKED_EVERY
            row.state, row.reason = "failed", "letter_dead" if state == "dead" else "letter_kept"
            if not told:
                tell_failed(session, row, now=now)
    session.flush()


def is_still_meant(session: Session, *, letter: str) -> bool:
    """Whether a letter's report is still with the office it goes to."""
    row = session.scalar(select(PassedOn).where(PassedOn.letter == letter))
    return row is not None and still_referred(session, row)


def _due(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return PassedOn.due_at <= now, PassedOn.letter.is_not(None)
