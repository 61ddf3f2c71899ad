"""Holds the answers of every closed survey against the digest of its closing, and its sums against them."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.audit.models import AuditEvent
from complaints_service.measurement.checks.findings import Finding
from complaints_service.survey.skm.models import SurveyCell
from complaints_service.survey.skm.service import CLOSED, digest_of_answers
from complaints_service.survey.skm.summing import COLUMNS, summed


def verify_surveys(session: Session) -> Iterator[Finding]:
    """Each survey whose answers are not those that it was closed with, or whose sums are not theirs."""
    wrong: set[str] = set()
    closings = select(AuditEvent.subject, AuditEvent.data).where(AuditEvent.kind == CLOSED)
    for subject, told in session.execute(closings.order_by(AuditEvent.id)):
        answers, digest = digest_of_answers(session, period_id=int(subject.partition(":")[2]))
        if (answers, digest) != (told.get("answers"), told.get("digest")):
            wrong.add(subject)
            yield Finding(
                "survey", subject, f"{answers} answers are not the {told.get('answers')} of its closing"
            )
    made = {row[0]: tuple(row) for row in session.execute(summed())}
    kept = session.execute(select(*(getattr(SurveyCell, name) for name in COLUMNS)))
    stored = {row.period_id: tuple(row) for row in kept}
    for period_id in sorted(made.keys() | stored.keys()):
        subject = f"survey:{period_id}"
        if subject not in wrong and made.get(period_id) != stored.get(period_id):
            yield Finding("survey", subject, "its sums are not those of its answers")
