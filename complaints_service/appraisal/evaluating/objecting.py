"""When the days to object to an evaluation begin: once its officer opened it, or after two reminders.

Where the calendar does not reach so far the last day is told as soon as it does; until then nothing lapses.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights
from complaints_service.appraisal.evaluating.models import Evaluation
from complaints_service.appraisal.evaluating.rules import objection_due_on
from complaints_service.appraisal.evaluating.steps import Who
from complaints_service.appraisal.evaluating.telling import tell
from complaints_service.errors import Actor
from config.rulebook import Rulebook
from sla import known

REMINDERS = 2
#: A reminder follows the letter, and the next one the first, after so many working days.
REMIND_AFTER = 2


def note_opened(session: Session, *, evaluation_id: int, now: datetime, rulebook: Rulebook) -> None:
    """The officer reads it for the first time; opening it again moves nothing."""
    row = session.get(Evaluation, evaluation_id, with_for_update=True, populate_existing=True)
    if row is None or row.state != "sent" or row.opened_at is not None:
        return
    row.opened_at = now
    if row.objection_due_on is None:
        _begin(row, now, rulebook)


def remind(session: Session, *, now: datetime, rulebook: Rulebook, limit: int = 50) -> int:
    """Reminds whoever has not opened theirs, and tells the last day where it has become known; how many."""
    waits = and_(Evaluation.opened_at.is_(None), Evaluation.reminded < REMINDERS)
    rows = session.scalars(
        select(Evaluation)
        .where(Evaluation.state == "sent", Evaluation.objection_due_on.is_(None))
        .where(or_(waits, Evaluation.opened_at.is_not(None), Evaluation.reminded == REMINDERS))
        .order_by(Evaluation.reminded_at, Evaluation.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    ).all()
    return sum(_attend(session, row, now, rulebook) for row in rows)


def _attend(session: Session, row: Evaluation, now: datetime, rulebook: Rulebook) -> bool:
    begun_at = row.opened_at or (row.reminded_at if row.reminded == REMINDERS else None)
    if begun_at is not None:
        return _begin(row, begun_at, rulebook)
    last = row.reminded_at or row.sent_at or now
    calendar = rulebook.calendar(rulebook.office.calendar)
    due = known.close_of_working_day(calendar, last, REMIND_AFTER)
    if due is None or now < due:
        return False
    row.reminded, row.reminded_at = row.reminded + 1, now
    who, about = Who(Rights(account_id=0), Actor.rule()), f"reminded{row.reminded}"
    tell(session, officer_id=row.officer_id, evaluation_id=row.id, about=about, who=who, now=now)
    if row.reminded == REMINDERS:
        _begin(row, now, rulebook)
    return True


def _begin(row: Evaluation, since: datetime, rulebook: Rulebook) -> bool:
    terms = rulebook.evaluation.terms_on(rulebook.local_date(since))
    calendar = rulebook.calendar(rulebook.office.calendar)
    row.objection_due_on = objection_due_on(since, terms.objection_working_days, calendar)
    return row.objection_due_on is not None
