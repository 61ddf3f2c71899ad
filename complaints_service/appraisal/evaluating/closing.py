"""Closes an evaluation: freezes what was known, said and decided, with its digest."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.appraisal.evaluating.material import gather
from complaints_service.appraisal.evaluating.models import Evaluation
from complaints_service.appraisal.evaluating.queries import achievement_of
from complaints_service.appraisal.evaluating.record import Member, RecordedVerdict, build_record, digest
from complaints_service.appraisal.evaluating.rules import EvaluationPeriod
from complaints_service.people.models import Officer
from complaints_service.people.queries import officer_cards
from config.rulebook import Rulebook


def span_of(row: Evaluation) -> EvaluationPeriod:
    """The months an evaluation is about."""
    return EvaluationPeriod(row.kind, row.first_month, row.last_month)


def close(session: Session, *, row: Evaluation, at: datetime, now: datetime, rulebook: Rulebook) -> None:
    """Closes as of `at`, which a rule may date earlier than now; the record is what the facts say now."""
    row.closed_at = at
    material = gather(
        session, officer_id=row.officer_id, span=span_of(row), rulebook=rulebook, evaluation_id=row.id
    )
    row.record = build_record(_verdict(session, row, now, rulebook), material)
    row.digest, row.state = digest(row.record), "closed"
    session.flush()


def _verdict(session: Session, row: Evaluation, now: datetime, rulebook: Rulebook) -> RecordedVerdict:
    members = _members(session, {row.officer_id, row.rater_id, row.decider_id} - {None})
    span = span_of(row)
    cell = rulebook.evaluation.cell(row.result_rating or "", row.behaviour_rating or "", span.last_on)
    predicate = rulebook.evaluation.predicate(cell.predicate)
    level = achievement_of(session, first_month=row.first_month, last_month=row.last_month)
    return RecordedVerdict(
        evaluation={
            "id": row.id,
            "generation": row.generation,
            "kind": row.kind,
            "first_month": row.first_month,
            "last_month": row.last_month,
            "months": span.months,
            "sent_at": row.sent_at,
            "objection_due_on": row.objection_due_on,
            "objected_at": row.objected_at,
            "decided_at": row.decided_at,
            "closed_at": row.closed_at,
            "frozen_at": now,
        },
        office=rulebook.office.code,
        officer=members[row.officer_id],
        rater=members[row.rater_id],
        decider=None if row.decider_id is None or row.decided_at is None else members[row.decider_id],
        texts={
            "reason": row.reason,
            "answer": row.answer,
            "objection": row.objection,
            "decision": row.decision,
            "reopen_reason": row.reopen_reason,
        },
        ratings={
            "result": row.result_rating,
            "behaviour": row.behaviour_rating,
            "first_result": row.first_result_rating,
            "first_behaviour": row.first_behaviour_rating,
        },
        predicate={"code": predicate.code, "id": predicate.names.id, "en": predicate.names.en},
        rules={"since": cell.effective_from.isoformat(), "source": cell.source},
        achievement=None if level is None else {"level": level.level, "basis": level.basis},
    )


def _members(session: Session, ids: set[Any]) -> dict[int, Member]:
    rows = session.execute(select(Officer.id, Officer.nip, Officer.rank).where(Officer.id.in_(ids)))
    kept = {row.id: row for row in rows}
    return {
        card.id: Member(
            id=card.id,
            name=card.name,
            nip=kept[card.id].nip,
            rank=kept[card.id].rank,
            title=card.title,
            unit=card.unit,
            unit_name=card.unit_name,
        )
        for card in officer_cards(session, ids=ids).values()
    }
