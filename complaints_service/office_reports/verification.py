"""What `tanggap verify` proves of issued reports: each still says what the record says it was issued with."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.measurement.checks.findings import Finding
from complaints_service.measurement.checks.issued import IssuedRow, verify_issued
from complaints_service.office_reports.content import digest
from complaints_service.office_reports.models import ReportIssue
from complaints_service.office_reports.service import ISSUED


def verify_issues(session: Session) -> Iterator[Finding]:
    """Each issued report that is not what it was: its words against its digest, that against the record."""
    rows = [
        IssuedRow(id=row.id, number=row.number, content=row.content, digest=row.digest)
        for row in session.scalars(select(ReportIssue).order_by(ReportIssue.id))
    ]
    return verify_issued(session, rows, code="report", kind=ISSUED, digest=digest)
