"""How the office as a whole did, as fixed from above; entered by its head or a manager of all of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights
from complaints_service.appraisal.evaluating.models import Achievement
from complaints_service.appraisal.evaluating.rules import EvaluationPeriod, periods_of
from complaints_service.appraisal.evaluating.steps import MAX_WORDS, Who
from complaints_service.audit.service import record
from complaints_service.errors import Invalid, NotFound, Words, words
from complaints_service.people.models import Unit
from complaints_service.texts import clean, text_problem
from config.rulebook import Rulebook


@dataclass(frozen=True)
class NewAchievement:
    """A level of the rulebook for some months, and what it rests on, such as the letter that fixed it."""

    span: EvaluationPeriod
    level: str
    basis: str


def may_set(session: Session, *, rights: Rights) -> bool:
    """Whether a person enters the office's achievement: its head, or a manager of the whole office."""
    if rights.officer_id is None:
        return False
    if any(grant.role == "manager" and grant.units is None for grant in rights.grants):
        return True
    top = set(session.scalars(select(Unit.code).where(Unit.parent_id.is_(None), Unit.active)))
    return bool(top) and top <= rights.subordinate_units


def set_achievement(
    session: Session, *, new: NewAchievement, who: Who, now: datetime, rulebook: Rulebook
) -> None:
    """Keeps the office's achievement of a period; entered again, the later one holds.

    Closed evaluations keep what held when they were closed. Raises NotFound, Invalid naming every field.
    """
    if not may_set(session, rights=who.rights) or who.rights.officer_id is None:
        raise NotFound
    fields: dict[str, list[Words]] = {}
    terms = rulebook.evaluation.terms_on(rulebook.local_date(now))
    if new.span not in periods_of(int(new.span.last_month[:4]), terms.period_months):
        fields["period"] = [words("Pilih salah satu periode yang ada.")]
    elif new.span.first_on > rulebook.local_date(now):
        fields["period"] = [words("Periode ini belum mulai.")]
    if new.level not in {level.code for level in rulebook.evaluation.levels}:
        fields["level"] = [words("Pilih capaian kantor.")]
    empty = words("Tulis dasarnya, misalnya nomor surat.")
    if problem := text_problem(new.basis, maximum=MAX_WORDS, empty=empty):
        fields["basis"] = [problem]
    if fields:
        raise Invalid(fields)
    months = (new.span.first_month, new.span.last_month)
    row = session.scalar(
        select(Achievement)
        .where(Achievement.first_month == months[0], Achievement.last_month == months[1])
        .with_for_update()
    )
    if row is None:
        row = Achievement(first_month=months[0], last_month=months[1])
        session.add(row)
    row.level, row.basis, row.set_at, row.set_by = new.level, clean(new.basis), now, who.rights.officer_id
    session.flush()
    data = {"first_month": months[0], "last_month": months[1], "level": new.level}
    record(
        session, now=now, actor=who.actor, kind="achievement.set", subject=f"achievement:{row.id}", data=data
    )
