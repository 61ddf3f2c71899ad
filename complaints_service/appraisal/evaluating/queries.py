"""Reading evaluations: a person's, what waits for somebody, the frozen record, how predicates spread."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from complaints_service.appraisal.evaluating.kinds import CLOSING
from complaints_service.appraisal.evaluating.models import Achievement, Evaluation, EvaluationOpinion
from complaints_service.audit.models import AuditEvent
from complaints_service.audit.seal import AUDIT
from complaints_service.audit.signing.anchors import covering_point
from complaints_service.audit.signing.checkpoints import SignedPoint
from complaints_service.db import from_row, remembered


@dataclass(frozen=True, kw_only=True)
class EvaluationView:
    """One evaluation without its record; columns as in `models.Evaluation`."""

    id: int
    officer_id: int
    kind: str
    first_month: str
    last_month: str
    generation: int
    replaces_id: int | None
    reopen_reason: str | None
    rater_id: int
    plan_version_id: int
    state: str
    revision: int
    result_rating: str | None
    behaviour_rating: str | None
    reason: str | None
    sent_at: datetime | None
    opened_at: datetime | None
    objection_due_on: date | None
    answered_at: datetime | None
    answer: str | None
    objected_at: datetime | None
    objection: str | None
    decider_id: int | None
    decided_at: datetime | None
    decision: str | None
    first_result_rating: str | None
    first_behaviour_rating: str | None
    predicate: str | None
    closed_at: datetime | None
    digest: str | None
    created_at: datetime


@dataclass(frozen=True, kw_only=True)
class OpinionView:
    """What a superior of a part of the period was asked for; `given_at` None while it is not there."""

    evaluation_id: int
    rater_id: int
    first_on: date
    last_on: date
    result_rating: str | None
    behaviour_rating: str | None
    words: str | None
    given_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class AchievementView:
    """How the office did over some months, as it was fixed from above."""

    first_month: str
    last_month: str
    level: str
    basis: str
    set_at: datetime
    set_by: int


@dataclass(frozen=True)
class Waiting:
    """What waits for one person: ids of evaluations to finish, answer, decide, or give an opinion on."""

    to_rate: tuple[int, ...]
    to_answer: tuple[int, ...]
    to_decide: tuple[int, ...]
    to_opine: tuple[int, ...]


_COLUMNS = [getattr(Evaluation, name) for name in EvaluationView.__dataclass_fields__]


def evaluations_of(session: Session, *, officer_id: int) -> list[EvaluationView]:
    """Every evaluation of an officer, the latest months and the latest generation first.

    A draft is the rater's alone: who shows these to others leaves it out.
    """
    rows = session.execute(
        select(*_COLUMNS)
        .where(Evaluation.officer_id == officer_id)
        .order_by(Evaluation.last_month.desc(), Evaluation.kind, Evaluation.generation.desc())
    )
    return [from_row(EvaluationView, row) for row in rows]


def evaluation(session: Session, *, evaluation_id: int) -> EvaluationView | None:
    """One evaluation."""
    row = session.execute(select(*_COLUMNS).where(Evaluation.id == evaluation_id)).first()
    return None if row is None else from_row(EvaluationView, row)


def evaluations_by_id(session: Session, *, evaluation_ids: Collection[int]) -> dict[int, EvaluationView]:
    """These evaluations, by id."""
    rows = session.execute(select(*_COLUMNS).where(Evaluation.id.in_(evaluation_ids)))
    return {view.id: view for view in (from_row(EvaluationView, row) for row in rows)}


def evaluations_of_each(session: Session, *, officer_ids: Collection[int]) -> dict[int, list[EvaluationView]]:
    """Every evaluation of these officers, by officer."""
    found: dict[int, list[EvaluationView]] = {each: [] for each in officer_ids}
    for row in session.execute(select(*_COLUMNS).where(Evaluation.officer_id.in_(officer_ids))):
        view = from_row(EvaluationView, row)
        found[view.officer_id].append(view)
    return found


def record_of(session: Session, *, evaluation_id: int) -> Mapping[str, Any] | None:
    """The frozen record (`record.py` says its shape); None while the evaluation is not closed."""
    return session.scalar(select(Evaluation.record).where(Evaluation.id == evaluation_id))


def seal_over(session: Session, *, evaluation_id: int) -> SignedPoint | None:
    """The first signed checkpoint that reaches an evaluation's closing; None until there is one."""
    closed = session.scalar(
        select(AuditEvent.id)
        .where(AuditEvent.subject == f"evaluation:{evaluation_id}", AuditEvent.kind.in_(CLOSING))
        .order_by(AuditEvent.id.desc())
        .limit(1)
    )
    return None if closed is None else covering_point(session, chain=AUDIT, row_id=closed)


def replaced_by(session: Session, *, evaluation_id: int) -> EvaluationView | None:
    """The generation that took an evaluation's place."""
    row = session.execute(select(*_COLUMNS).where(Evaluation.replaces_id == evaluation_id)).first()
    return None if row is None else from_row(EvaluationView, row)


@remembered
def opinions_of(session: Session, *, evaluation_id: int) -> Sequence[OpinionView]:
    """What superiors of parts of the period were asked, the earliest part first."""
    names = [getattr(EvaluationOpinion, name) for name in OpinionView.__dataclass_fields__]
    rows = session.execute(
        select(*names)
        .where(EvaluationOpinion.evaluation_id == evaluation_id)
        .order_by(EvaluationOpinion.first_on)
    )
    return [from_row(OpinionView, row) for row in rows]


def waiting_for(session: Session, *, officer_id: int) -> Waiting:
    """What an officer has to do about evaluations, the oldest first."""
    to_opine = exists().where(
        EvaluationOpinion.evaluation_id == Evaluation.id,
        EvaluationOpinion.rater_id == officer_id,
        EvaluationOpinion.given_at.is_(None),
        Evaluation.state == "draft",
    )
    to_rate = and_(Evaluation.rater_id == officer_id, Evaluation.state == "draft")
    to_answer = and_(Evaluation.officer_id == officer_id, Evaluation.state == "sent")
    to_decide = and_(Evaluation.decider_id == officer_id, Evaluation.state == "objected")
    roles = (to_rate, to_answer, to_decide, to_opine)
    rows = session.execute(select(Evaluation.id, *roles).where(or_(*roles)).order_by(Evaluation.id)).all()
    return Waiting(*(tuple(row[0] for row in rows if row[at]) for at in range(1, len(roles) + 1)))


def achievement_of(session: Session, *, first_month: str, last_month: str) -> AchievementView | None:
    """How the office did over exactly these months; None where nobody has set it."""
    names = [getattr(Achievement, name) for name in AchievementView.__dataclass_fields__]
    row = session.execute(
        select(*names).where(Achievement.first_month == first_month, Achievement.last_month == last_month)
    ).first()
    return None if row is None else from_row(AchievementView, row)


def rated_by(rater_id: int, *, like: EvaluationView) -> Select[int]:
    """Asks whom a superior evaluates for the same period."""
    theirs = aliased(Evaluation)
    return select(theirs.officer_id).where(
        theirs.rater_id == rater_id,
        theirs.kind == like.kind,
        theirs.first_month == like.first_month,
        theirs.last_month == like.last_month,
    )


def distribution(
    session: Session,
    *,
    kind: str,
    first_month: str,
    last_month: str,
    officer_ids: Collection[int] | None = None,
) -> dict[str, int]:
    """How many evaluations of a period stand at each predicate, of everybody or of these officers.

    Those that were sent count, with the ratings that stand now; replaced ones and drafts do not.
    """
    standing = _standing(kind, first_month, last_month)
    query = select(Evaluation.predicate, func.count()).where(*standing)
    if officer_ids is not None:
        query = query.where(Evaluation.officer_id.in_(officer_ids))
    rows = session.execute(query.group_by(Evaluation.predicate).order_by(Evaluation.predicate))
    return {str(predicate): count for predicate, count in rows}


def level_and_spread(session: Session, *, like: EvaluationView) -> tuple[str, dict[str, int]] | None:
    """How the office did over an evaluation's period, and the `distribution` among its rater's people.

    None where nobody has set how the office did.
    """
    theirs = Evaluation.officer_id.in_(rated_by(like.rater_id, like=like))
    standing = _standing(like.kind, like.first_month, like.last_month)
    rows = session.execute(
        select(Achievement.level, Evaluation.predicate, func.count(Evaluation.id))
        .outerjoin(Evaluation, and_(*standing, theirs))
        .where(Achievement.first_month == like.first_month, Achievement.last_month == like.last_month)
        .group_by(Achievement.level, Evaluation.predicate)
        .order_by(Evaluation.predicate)
    ).all()
    if not rows:
        return None
    return rows[0].level, {predicate: count for _level, predicate, count in rows if predicate is not None}


def _standing(kind: str, first_month: str, last_month: str) -> tuple[ColumnElement[bool], ...]:
    """Evaluations of a period that were sent, with a predicate."""
    return (
        Evaluation.kind == kind,
        Evaluation.first_month == first_month,
        Evaluation.last_month == last_month,
        Evaluation.state.in_(("sent", "objected", "closed")),
        Evaluation.predicate.is_not(None),
    )
