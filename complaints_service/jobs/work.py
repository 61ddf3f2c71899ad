"""What each job does, in as many short writing transactions as it needs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine, delete
from sqlalchemy.orm import Session

from complaints_service import db
from complaints_service.accounts.throttle import KEPT as SIGN_INS_KEPT
from complaints_service.accounts.throttle import forget_attempts, forget_sessions
from complaints_service.answering.drafts import forget_drafts
from complaints_service.appraisal.evaluating.service import lapse
from complaints_service.appraisal.evaluating.service import remind as remind_of_evaluations
from complaints_service.appraisal.planning.unsaved import forget_typing
from complaints_service.audit.sources import forget_sources
from complaints_service.chats import drafts as chats
from complaints_service.edge.transaction import writing
from complaints_service.errors import Actor
from complaints_service.intake.mail.service import LETTERS_KNOWN, forget_letters
from complaints_service.intake.suggesting.learning import keep, learn, new_lesson
from complaints_service.jobs.models import JobRun
from complaints_service.measurement.facts.service import refresh, stale
from complaints_service.meetings.reminding import remind
from complaints_service.moment import Moment
from complaints_service.notify.citizens.subscriptions import forget_unanswered
from complaints_service.notify.monthly.service import forget_unanswered_readers
from complaints_service.notify.seals.service import send_seals
from complaints_service.office_reports.ordering.service import forget_orders
from complaints_service.openness.service import publish
from complaints_service.personal_data.erasing import forget_due, overwrite_gone
from complaints_service.rulebooks.trials.service import forget_trials
from complaints_service.shared_counts.service import forget_counts
from complaints_service.staffing.units import bring_up_to_date
from complaints_service.tickets.clocks.sweep import sweep
from complaints_service.tickets.reminders.service import is_reminding, tell_due
from complaints_service.tickets.rows.filling import keep_missing
from complaints_service.tickets.unsent.service import forget_refused, is_due, let_all_leave
from config.rulebook import Rulebook
from config.settings import Settings

BATCH = 100
EVALUATIONS = 10
FACTS = 500
KEPT = timedelta(days=7)
JOB = Actor("rule", "job")


@dataclass(frozen=True)
class Shift:
    """What a job works with: the database, the rulebook, the settings, and the instant of its slot."""

    engine: Engine
    rulebook: Rulebook
    settings: Settings
    now: datetime


def look_again(shift: Shift) -> None:
    """Warnings, breaches, expiries and closings by rule: the whole backlog, oldest first.

    What should have left by then leaves first: an answer pressed in time breaks no promise.
    """
    let_letters_leave(shift)
    until_done(shift, lambda session: sweep(session, now=shift.now, rulebook=shift.rulebook, limit=BATCH))


def let_letters_leave(shift: Shift) -> None:
    """Answers and questions whose half minute is over."""

    def leave(session: Session) -> int:
        return let_all_leave(Moment(session=session, now=shift.now, actor=JOB, rulebook=shift.rulebook))

    with db.reading(shift.engine) as session:
        if not is_due(session, now=shift.now):
            return
    until_done(shift, leave)


def tell_reminders(shift: Shift) -> None:
    """Reminders of officers whose time has come."""

    def tell(session: Session) -> int:
        return tell_due(Moment(session=session, now=shift.now, actor=JOB, rulebook=shift.rulebook))

    with db.reading(shift.engine) as session:
        if not is_reminding(session, now=shift.now):
            return
    until_done(shift, tell)


def remind_of_meetings(shift: Shift) -> None:
    """Reminders of meetings of today and tomorrow."""
    writing(
        lambda session: remind(Moment(session=session, now=shift.now, actor=JOB, rulebook=shift.rulebook)),
        shift.engine,
    )


def fill_rows(shift: Shift) -> None:
    """What lists tell of tickets, where it is not stored or holds no more."""
    after = 0

    def fill(session: Session) -> int:
        nonlocal after
        moment = Moment(session=session, now=shift.now, actor=JOB, rulebook=shift.rulebook)
        kept = keep_missing(moment, limit=BATCH, after=after)
        after = kept[-1] if kept else after  # each batch goes on where the one before it ended
        return len(kept)

    until_done(shift, fill)


def refresh_facts(shift: Shift) -> None:
    """Facts of tickets that changed, or whose clocks ran on; others may write between two handfuls."""
    with db.reading(shift.engine) as session:
        old = stale(session, now=shift.now, rulebook=shift.rulebook)
    for start in range(0, len(old), FACTS):

        def renew(session: Session, some: Sequence[int] = old[start : start + FACTS]) -> None:
            refresh(session, now=shift.now, rulebook=shift.rulebook, ticket_ids=some)

        writing(renew, shift.engine)


def close_evaluations(shift: Shift) -> None:
    """Reminds of evaluations nobody opened, and closes those nobody answered in time, a few at once."""
    writing(
        lambda session: remind_of_evaluations(session, now=shift.now, rulebook=shift.rulebook), shift.engine
    )
    until_done(
        shift, lambda session: lapse(session, now=shift.now, rulebook=shift.rulebook, limit=EVALUATIONS)
    )


def relearn_categories(shift: Shift) -> None:
    """Learns anew which words speak for which category, where there is something new to learn."""
    with db.reading(shift.engine) as session:
        lesson = new_lesson(session, now=shift.now, rulebook=shift.rulebook)
    if lesson is not None:
        taught = learn(lesson)
        writing(lambda session: keep(session, taught, lesson=lesson, now=shift.now), shift.engine)


def bring_office_up_to_date(shift: Shift) -> None:
    """What was told to change or end on this day: names, places and ends of units and posts, roles."""
    today = shift.rulebook.local_date(shift.now)
    writing(lambda session: bring_up_to_date(session, today=today, now=shift.now, actor=JOB), shift.engine)


def publish_figures(shift: Shift) -> None:
    """The figures of months that are over, for everybody, and the files of open data."""
    writing(
        lambda session: publish(
            session, now=shift.now, rulebook=shift.rulebook, licence=shift.settings.open_licence
        ),
        shift.engine,
    )


def mail_seals(shift: Shift) -> None:
    """Queues today's signed checkpoints, once, for whoever keeps them outside; quiet hours hold."""
    on = shift.rulebook.local_date(shift.now)
    writing(lambda session: send_seals(session, on=on, now=shift.now), shift.engine)


def tidy(shift: Shift) -> None:
    """Forgets attempts, sessions, where acts came from, chat steps, askings, drafts, reports, job runs."""

    def change(session: Session) -> None:
        chats.forget_steps(session, now=shift.now)
        chats.forget_drafts(session, now=shift.now)
        forget_drafts(session, now=shift.now)
        forget_refused(session, now=shift.now)
        forget_typing(session, now=shift.now)
        forget_unanswered(session, now=shift.now)
        forget_unanswered_readers(session, now=shift.now)
        forget_letters(session, before=shift.now - LETTERS_KNOWN)
        forget_trials(session, now=shift.now)
        forget_orders(session, now=shift.now)
        forget_counts(session, before=shift.now)
        forget_attempts(session, before=shift.now - SIGN_INS_KEPT)
        forget_sessions(session, before=shift.now - SIGN_INS_KEPT)
        forget_sources(session, now=shift.now)
        session.execute(delete(JobRun).where(JobRun.slot < shift.now - KEPT))

    writing(change, shift.engine)
    db.empty_log(shift.engine)


def forget_past_terms(shift: Shift) -> None:
    """Erases what is kept no longer and what people asked to be erased, a few reports in each transaction."""

    def step(after: int) -> int:
        def change(session: Session) -> int:
            return forget_due(
                Moment(session=session, now=shift.now, actor=JOB, rulebook=shift.rulebook), after=after
            )

        return writing(change, shift.engine)

    last = found = step(0)
    while last:
        last = step(last)
    if found:
        overwrite_gone(shift.engine)


def until_done(shift: Shift, step: Callable[[Session], int]) -> None:
    """Takes one step after another, each in a transaction of its own, until one finds nothing to do."""
    while writing(step, shift.engine):
        continue
