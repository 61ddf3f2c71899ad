"""What `tanggap verify` proves of performance: that what was signed or closed still says what it said."""

from __future__ import annotations

from sqlalchemy.orm import Session

from complaints_service.appraisal.evaluating.drift import verify_records
from complaints_service.appraisal.planning.checking import check_plans
from complaints_service.appraisal.reporting.checking import check_evidence, check_reports
from complaints_service.file_store.store import FileStore
from complaints_service.measurement.checks.findings import Finding


def verify_performance(session: Session, *, media: FileStore | None = None) -> list[Finding]:
    """Everything that is not as it was signed, handed in or frozen; empty when all is well. Reads only.

    `media`: where files lie; without it evidence is not opened.
    """
    files = [] if media is None else check_evidence(session, media)
    return [*check_plans(session), *check_reports(session), *files, *verify_records(session)]
