"""Begins evaluations, asks former superiors, opens what was closed again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights
from complaints_service.appraisal.evaluating import parties
from complaints_service.appraisal.evaluating.material import version_in_force
from complaints_service.appraisal.evaluating.models import Evaluation, EvaluationOpinion
from complaints_service.appraisal.evaluating.queries import evaluations_of_each
from complaints_service.appraisal.evaluating.rules import (
    EvaluationPeriod,
    is_over,
    periods_begun,
    periods_of,
    rater_days,
)
from complaints_service.appraisal.evaluating.steps import (
    MAX_WORDS,
    Ratings,
    Who,
    begin,
    done,
    locked,
    moved_on,
    rating_problems,
    words_problem,
    write_down,
)
from complaints_service.appraisal.evaluating.telling import tell
from complaints_service.appraisal.planning.queries import versions_of_each
from complaints_service.errors import DomainError, Invalid, NotFound, invalid, words
from complaints_service.people.queries import (
    OfficerCard,
    names_of_officers,
    officer_card,
    officer_cards,
    superiors_of,
)
from complaints_service.texts import clean, text_problem
from config.rulebook import Rulebook


@dataclass(frozen=True)
class ToBegin:
    """A member with the periods of theirs that one may begin to evaluate, the latest first."""

    card: OfficerCard
    spans: tuple[EvaluationPeriod, ...]


def may_begin(session: Session, rights: Rights, *, officer_id: int, today: date) -> OfficerCard:
    """A member whom this person may have to evaluate: somebody below, or once signed for. Raises NotFound.

    Whose a period is, `start` says.
    """
    card, me = officer_card(session, officer_id=officer_id), rights.officer_id
    if card is None or me is None or me == officer_id:
        raise NotFound("person")
    years = (today.year, today.year - 1)
    if officer_id not in rights.subordinate_officers and officer_id not in parties.officers_rated_by(
        session, rater_id=me, years=years
    ):
        raise NotFound("person")
    return card


def to_begin(
    session: Session, rights: Rights, *, card: OfficerCard, today: date, rulebook: Rulebook
) -> ToBegin:
    """The periods of a member that are over, not evaluated yet, and that this person rates."""
    return _to_begin(session, rights, cards=[card], today=today, rulebook=rulebook)[0]


def _to_begin(
    session: Session, rights: Rights, *, cards: Sequence[OfficerCard], today: date, rulebook: Rulebook
) -> list[ToBegin]:
    """The same of each of these."""
    spans = [
        span
        for span in periods_begun(today, rulebook.evaluation.terms_on(today).period_months)
        if is_over(span, today)
    ]
    asked = [card.id for card in cards if card.is_civil_servant and rights.officer_id is not None]
    evaluated = evaluations_of_each(session, officer_ids=asked) if asked else {}
    years = {span.last_on.year for span in spans}
    versions = versions_of_each(session, officer_ids=asked, years=years) if asked else {}

    def rated(officer_id: int) -> Iterator[EvaluationPeriod]:
        known = {
            EvaluationPeriod(view.kind, view.first_month, view.last_month) for view in evaluated[officer_id]
        }
        for span in spans:
            theirs = versions.get((officer_id, span.last_on.year), [])
            if span not in known and rights.officer_id == parties.rater_by(
                session, officer_id=officer_id, span=span, versions=theirs, on=today
            ):
                yield span

    return [ToBegin(card, tuple(rated(card.id)) if card.id in evaluated else ()) for card in cards]


def to_begin_of_moved(session: Session, rights: Rights, *, today: date, rulebook: Rulebook) -> list[ToBegin]:
    """The same of those who have moved on and whom this person still rates."""
    if rights.officer_id is None:
        return []
    years = (today.year, today.year - 1)
    theirs = parties.officers_rated_by(session, rater_id=rights.officer_id, years=years)
    cards = officer_cards(session, ids=set(theirs) - rights.subordinate_officers)
    active = [card for card in cards.values() if card.active]
    return _to_begin(session, rights, cards=active, today=today, rulebook=rulebook)


def start(
    session: Session, *, officer_id: int, span: EvaluationPeriod, who: Who, now: datetime, rulebook: Rulebook
) -> int:
    """Begins the evaluation of a period as a draft; its id.

    Raises NotFound for somebody who is not of one's people, Invalid naming `period`, or DomainError
    `no_evaluation`, `no_signed_plan`, `not_the_rater`, `evaluated_already`.
    """
    card, me = officer_card(session, officer_id=officer_id), who.rights.officer_id
    today = rulebook.local_date(now)
    rater = None if card is None else parties.rater_of(session, officer_id=officer_id, span=span, on=today)
    above = superiors_of(session, officer_id=officer_id, on=today)
    if card is None or me is None or me == officer_id or (me != rater and me not in above):
        raise NotFound("person")
    if not card.is_civil_servant:
        raise DomainError("no_evaluation", words("Tenaga non-ASN tidak mempunyai SKP dan tidak dievaluasi."))
    _check_period(span, now, rulebook)
    plan = version_in_force(session, officer_id=officer_id, month=span.last_month)
    if plan is None:
        raise DomainError(
            "no_signed_plan",
            words("Belum ada rencana kinerja yang ditandatangani keduanya untuk bulan terakhir periode ini."),
        )
    if me != rater:
        name = names_of_officers(session, ids=[rater or 0]).get(rater or 0, "")
        raise DomainError("not_the_rater", words("Yang menilai periode ini adalah %(name)s.", name=name))
    _refuse_twice(session, officer_id, span)
    row = Evaluation(
        officer_id=officer_id,
        kind=span.kind,
        first_month=span.first_month,
        last_month=span.last_month,
        rater_id=rater,
        plan_version_id=plan.version_id,
        state="draft",
        created_at=now,
    )
    session.add(row)
    session.flush()
    versions = [
        (view.effective_from, view.rater_id)
        for view in parties.signed_until(session, officer_id=officer_id, span=span)
    ]
    for days in rater_days(versions, span):
        if days.rater_id not in (rater, officer_id):
            _ask_opinion(session, row.id, days.rater_id, days.first_on, days.last_on)
            tell(session, officer_id=days.rater_id, evaluation_id=row.id, about="opinion", who=who, now=now)
    session.flush()
    write_down(session, row, "started", who, now)
    return row.id


def reopen(
    session: Session, *, evaluation_id: int, reason: str, who: Who, now: datetime, rulebook: Rulebook
) -> int:
    """Opens a closed evaluation again as another generation; the old one keeps its record. The new id.

    Raises Invalid naming `reopen_reason`, DomainError `no_signed_plan`; see also `begin`.
    """
    row = begin(session, evaluation_id, "reopen", who)
    minimum = rulebook.evaluation.terms_on(rulebook.local_date(now)).minimum_words
    if problem := words_problem(reason, minimum):
        raise invalid("reopen_reason", problem)
    plan = version_in_force(session, officer_id=row.officer_id, month=row.last_month)
    again = Evaluation(
        officer_id=row.officer_id,
        kind=row.kind,
        first_month=row.first_month,
        last_month=row.last_month,
        generation=row.generation + 1,
        replaces_id=row.id,
        reopen_reason=clean(reason),
        rater_id=who.rights.officer_id or row.rater_id,
        plan_version_id=row.plan_version_id if plan is None else plan.version_id,
        state="draft",
        result_rating=row.result_rating,
        behaviour_rating=row.behaviour_rating,
        reason=row.reason,
        predicate=row.predicate,
        created_at=now,
    )
    row.state = "reopened"
    session.add(again)
    done(session, row, "reopened", who, now, into=row.generation + 1)
    for asked in session.scalars(
        select(EvaluationOpinion).where(EvaluationOpinion.evaluation_id == evaluation_id)
    ):
        copy = _ask_opinion(session, again.id, asked.rater_id, asked.first_on, asked.last_on)
        copy.result_rating, copy.behaviour_rating = asked.result_rating, asked.behaviour_rating
        copy.words, copy.given_at = asked.words, asked.given_at
    session.flush()
    return again.id


def give_opinion(session: Session, *, evaluation_id: int, opinion: Ratings, who: Who, now: datetime) -> None:
    """A superior of a part of the period says how those days were; ratings may stay open.

    Raises NotFound for whoever was not asked, Invalid, `evaluation_moved_on` once it was sent.
    """
    row = locked(session, evaluation_id)
    asked = session.get(EvaluationOpinion, (evaluation_id, who.rights.officer_id or 0))
    if asked is None:
        raise NotFound("evaluation")
    if row.state != "draft":
        raise moved_on(session, row)
    fields = rating_problems(opinion.result, opinion.behaviour, required=False)
    if problem := text_problem(opinion.reason, maximum=MAX_WORDS, empty=words("Tulis pendapat Anda.")):
        fields["words"] = [problem]
    if fields:
        raise Invalid(fields)
    asked.result_rating, asked.behaviour_rating = opinion.result or None, opinion.behaviour or None
    asked.words, asked.given_at = clean(opinion.reason), now
    session.flush()
    write_down(session, row, "opinion_given", who, now)


def _check_period(span: EvaluationPeriod, now: datetime, rulebook: Rulebook) -> None:
    year = int(span.last_month[:4])
    terms = rulebook.evaluation.terms_on(rulebook.local_date(now))
    if span not in periods_of(year, terms.period_months):
        raise invalid("period", words("Pilih salah satu periode yang ada."))
    if not is_over(span, rulebook.local_date(now)):
        raise invalid("period", words("Periode ini belum selesai."))


def _refuse_twice(session: Session, officer_id: int, span: EvaluationPeriod) -> None:
    known = session.scalar(
        select(func.count()).where(
            Evaluation.officer_id == officer_id,
            Evaluation.kind == span.kind,
            Evaluation.first_month == span.first_month,
            Evaluation.last_month == span.last_month,
        )
    )
    if known:
        raise DomainError(
            "evaluated_already",
            words("Periode ini sudah dievaluasi. Kalau perlu diubah, buka lagi evaluasinya dengan alasan."),
        )


def _ask_opinion(
    session: Session, evaluation_id: int, rater_id: int, first_on: date, last_on: date
) -> EvaluationOpinion:
    asked = EvaluationOpinion(
        evaluation_id=evaluation_id, rater_id=rater_id, first_on=first_on, last_on=last_on
    )
    session.add(asked)
    return asked
