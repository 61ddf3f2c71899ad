"""Reported values that count against what they rest on: the file as it was, and one value a month."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from complaints_service.appraisal.reporting.models import Evidence, ReportedValue
from complaints_service.file_store.store import FileStore
from complaints_service.measurement.checks.findings import Finding


def check_reports(session: Session) -> Iterator[Finding]:
    """Approved values without evidence that stands, and months with more than one."""
    standing = select(Evidence.reported_value_id).where(Evidence.withdrawn_at.is_(None))
    bare = (
        select(ReportedValue.id)
        .where(ReportedValue.state == "approved", ReportedValue.id.not_in(standing))
        .order_by(ReportedValue.id)
    )
    for report_id in session.scalars(bare):
        yield Finding("evidence", f"reported_value:{report_id}", "counts without any evidence that stands")
    doubled = (
        select(ReportedValue.indicator_id, ReportedValue.month)
        .where(ReportedValue.state == "approved")
        .group_by(ReportedValue.indicator_id, ReportedValue.month)
        .having(func.count() > 1)
    )
    for indicator_id, month in session.execute(doubled):
        subject = f"plan_indicator:{indicator_id}"
        yield Finding("evidence", subject, f"{month} has more than one value that counts")


def check_evidence(session: Session, media: FileStore) -> Iterator[Finding]:
    """Files of evidence, withdrawn ones too, that are gone or are not what was handed in."""
    files = select(Evidence.id, Evidence.address, Evidence.digest).where(Evidence.kind == "file")
    for evidence_id, address, digest in session.execute(files.order_by(Evidence.id)):
        try:
            found = hashlib.sha256(media.read(address)).hexdigest()
        except FileNotFoundError:
            yield Finding("evidence", f"evidence:{evidence_id}", "its file is not in the media folder")
            continue
        except OSError as error:
            yield Finding("evidence", f"evidence:{evidence_id}", f"its file cannot be read: {error}")
            continue
        if found != digest:
            yield Finding("evidence", f"evidence:{evidence_id}", "its file is not what was handed in")
