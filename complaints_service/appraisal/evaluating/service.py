"""The steps of an evaluation once it is begun: rated, sent, answered, decided, closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights
from complaints_service.appraisal.evaluating.closing import close, span_of
from complaints_service.appraisal.evaluating.grounds import grounds_of
from complaints_service.appraisal.evaluating.material import gather
from complaints_service.appraisal.evaluating.models import Evaluation
from complaints_service.appraisal.evaluating.objecting import note_opened, remind
from complaints_service.appraisal.evaluating.parties import decider_above
from complaints_service.appraisal.evaluating.record import plain
from complaints_service.appraisal.evaluating.rules import lapses_at
from complaints_service.appraisal.evaluating.starting import give_opinion, reopen, start
from complaints_service.appraisal.evaluating.steps import (
    MAX_WORDS,
    Ratings,
    Who,
    begin,
    done,
    look_up,
    rating_problems,
    words_problem,
)
from complaints_service.appraisal.evaluating.telling import tell
from complaints_service.errors import Actor, DomainError, Invalid, Words, invalid, words
from complaints_service.texts import clean, text_problem
from config.rulebook import Rulebook

__all__ = [
    "ObjectionDecision",
    "Ratings",
    "Who",
    "accept",
    "decide",
    "give_opinion",
    "lapse",
    "note_opened",
    "object_to",
    "rate",
    "remind",
    "reopen",
    "start",
]


@dataclass(frozen=True)
class ObjectionDecision:
    """What the superior's superior says of an objection; `upheld`: the ratings change to the two given."""

    upheld: bool | None
    reason: str = ""
    result: str = ""
    behaviour: str = ""


def rate(
    session: Session,
    *,
    evaluation_id: int,
    ratings: Ratings,
    who: Who,
    now: datetime,
    rulebook: Rulebook,
    send: bool = False,
) -> None:
    """Keeps the superior's ratings and reason; with `send` the officer gets them to read and answer.

    What nothing stands behind is sent by whoever says that they know it, and the audit record keeps that.
    Raises NotFound, Invalid naming `result_rating`, `behaviour_rating`, `reason`, `without_evidence`; see
    also `steps.begin`.
    """
    row = begin(session, evaluation_id, "send" if send else "rate", who)
    row.rater_id = who.rights.officer_id or row.rater_id
    terms = rulebook.evaluation.terms_on(rulebook.local_date(now))
    fields = rating_problems(ratings.result, ratings.behaviour, required=send)
    if send or ratings.reason.strip():
        problem = words_problem(ratings.reason, terms.minimum_words if send else 1)
        if problem:
            fields["reason"] = [problem]
    bare = _without_grounds(session, row, rulebook) if send else ()
    if bare and not ratings.without_evidence:
        fields["without_evidence"] = [
            words("Tandai bahwa Anda menilai tanpa bukti, atau simpan dulu sebagai draf.")
        ]
    if fields:
        raise Invalid(fields)
    row.result_rating, row.behaviour_rating = ratings.result or None, ratings.behaviour or None
    row.reason = clean(ratings.reason) or None
    look_up(row, rulebook)
    if send:
        row.state, row.sent_at = "sent", now
        tell(session, officer_id=row.officer_id, evaluation_id=row.id, about="sent", who=who, now=now)
    done(session, row, "sent" if send else "rated", who, now, **({"without_evidence": bare} if bare else {}))


def accept(
    session: Session, *, evaluation_id: int, comment: str, who: Who, now: datetime, rulebook: Rulebook
) -> None:
    """The officer accepts, perhaps with a comment; the evaluation closes.

    Raises Invalid naming `answer`, DomainError `objection_over`; see also `steps.begin`.
    """
    row = begin(session, evaluation_id, "accept", who)
    _refuse_late(row, now, rulebook)
    if comment.strip() and (problem := text_problem(comment, maximum=MAX_WORDS)):
        raise invalid("answer", problem)
    row.answer, row.answered_at = clean(comment) or None, now
    close(session, row=row, at=now, now=now, rulebook=rulebook)
    done(session, row, "accepted", who, now)


def object_to(
    session: Session, *, evaluation_id: int, objection: str, who: Who, now: datetime, rulebook: Rulebook
) -> None:
    """The officer objects; the superior's superior decides.

    Raises Invalid naming `objection`, DomainError `objection_over`; see also `steps.begin`.
    """
    row = begin(session, evaluation_id, "object", who)
    _refuse_late(row, now, rulebook)
    minimum = rulebook.evaluation.terms_on(rulebook.local_date(now)).minimum_words
    if problem := words_problem(objection, minimum):
        raise invalid("objection", problem)
    row.state, row.objection, row.objected_at, row.answered_at = "objected", clean(objection), now, now
    row.decider_id = decider_above(
        session, rater_id=row.rater_id, officer_id=row.officer_id, on=rulebook.local_date(now)
    )
    if row.decider_id is not None:
        tell(session, officer_id=row.decider_id, evaluation_id=row.id, about="objected", who=who, now=now)
    done(session, row, "objected", who, now)


def decide(
    session: Session,
    *,
    evaluation_id: int,
    decision: ObjectionDecision,
    who: Who,
    now: datetime,
    rulebook: Rulebook,
) -> None:
    """The second decision, which ends the matter: the ratings stay, or change; the first ones are kept.

    Raises Invalid naming `upheld`, `result_rating`, `behaviour_rating`, `reason`; see also `steps.begin`.
    """
    row = begin(session, evaluation_id, "decide", who)
    fields: dict[str, list[Words]] = {}
    if decision.upheld is None:
        fields["upheld"] = [words("Pilih salah satu.")]
    if decision.upheld:
        fields |= rating_problems(decision.result, decision.behaviour, required=True)
        if not fields and (decision.result, decision.behaviour) == (row.result_rating, row.behaviour_rating):
            fields["result_rating"] = [words("Ubah paling sedikit satu penilaian, atau tolak keberatannya.")]
    minimum = rulebook.evaluation.terms_on(rulebook.local_date(now)).minimum_words
    if problem := words_problem(decision.reason, minimum):
        fields["reason"] = [problem]
    if fields:
        raise Invalid(fields)
    if decision.upheld:
        row.first_result_rating, row.first_behaviour_rating = row.result_rating, row.behaviour_rating
        row.result_rating, row.behaviour_rating = decision.result, decision.behaviour
        look_up(row, rulebook)
    row.decision, row.decided_at, row.decider_id = clean(decision.reason), now, who.rights.officer_id
    close(session, row=row, at=now, now=now, rulebook=rulebook)
    for each in (row.officer_id, row.rater_id):
        tell(session, officer_id=each, evaluation_id=row.id, about="decided", who=who, now=now)
    done(session, row, "decided", who, now, upheld=decision.upheld)


def lapse(session: Session, *, now: datetime, rulebook: Rulebook, limit: int = 50) -> int:
    """Closes what nobody answered in time, dated by rule at the end of the last day; returns how many."""
    calendar = rulebook.calendar(rulebook.office.calendar)
    rows = session.scalars(
        select(Evaluation)
        .where(Evaluation.state == "sent", Evaluation.objection_due_on < rulebook.local_date(now))
        .order_by(Evaluation.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    ).all()
    who = Who(Rights(account_id=0), Actor.rule())
    for row in rows:
        at = lapses_at(row.objection_due_on or rulebook.local_date(now), calendar)
        close(session, row=row, at=at, now=now, rulebook=rulebook)
        done(session, row, "lapsed", who, now)
    return len(rows)


def _without_grounds(session: Session, row: Evaluation, rulebook: Rulebook) -> tuple[str, ...]:
    """The ratings of an evaluation that nothing stands behind now."""
    known = gather(
        session, officer_id=row.officer_id, span=span_of(row), rulebook=rulebook, evaluation_id=row.id
    )
    return grounds_of(plain(known)).missing


def _refuse_late(row: Evaluation, now: datetime, rulebook: Rulebook) -> None:
    calendar = rulebook.calendar(rulebook.office.calendar)
    if row.objection_due_on is not None and now >= lapses_at(row.objection_due_on, calendar):
        raise DomainError(
            "objection_over",
            words("Batas waktu menanggapi sudah lewat; evaluasi ini ditutup menurut aturan."),
        )
