"""Holds the answers of every closed survey against the digest that its closing wrote into the record."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.audit.models import AuditEvent
from complaints_service.measurement.checks.findings import Finding
from complaints_service.survey.skm.service import CLOSED, digest_of_answers


def verify_surveys(session: Session) -> Iterator[Finding]:
    """Each survey whose answers are not those that it was closed with."""
    closings = select(AuditEvent.subject, AuditEvent.data).where(AuditEvent.kind == CLOSED)
    for subject, told in session.execute(closings.order_by(AuditEvent.id)):
        answers, digest = digest_of_answers(session, period_id=int(subject.partition(":")[2]))
        if (answers, digest) != (told.get("answers"), told.get("digest")):
            yield Finding(
                "survey", subject, f"{answers} answers are not the {told.get('answers')} of its closing"
            )
