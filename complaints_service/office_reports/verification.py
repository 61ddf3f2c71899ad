"""What `tanggap verify` proves of issued reports: each still says what the record says it was issued with."""

from __future__ import annotations

import json
from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.audit.models import AuditEvent
from complaints_service.measurement.checks.findings import Finding
from complaints_service.office_reports.content import digest
from complaints_service.office_reports.models import ReportIssue
from complaints_service.office_reports.service import ISSUED


def verify_issues(session: Session) -> Iterator[Finding]:
    """Each issued report that is not what it was: its words against its digest, that against the record."""
    entries = select(AuditEvent.subject, AuditEvent.data).where(AuditEvent.kind == ISSUED)
    told = {subject: data.get("digest") for subject, data in session.execute(entries)}
    for row in session.scalars(select(ReportIssue).order_by(ReportIssue.id)):
        recorded = told.pop(f"report:{row.id}", None)
        if _digest(row.content) != row.digest:
            yield Finding("report", row.number, "its content is not that of its digest")
        if recorded != row.digest:
            yield Finding("report", row.number, f"the record says its digest was {recorded}")
    for subject in sorted(told):
        yield Finding("report", subject, "was issued by the record, and is gone")


def _digest(content: str) -> str | None:
    try:
        return digest(json.loads(content))
    except ValueError:
        return None
