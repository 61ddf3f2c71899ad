"""What `tanggap verify` proves of performance: that what was signed or closed still says what it said."""

from __future__ import annotations

from sqlalchemy.orm import Session

from complaints_service.appraisal.evaluating.drift import verify_records
from complaints_service.appraisal.planning.checking import check_plans
from complaints_service.measurement.findings import Finding


def verify_performance(session: Session) -> list[Finding]:
    """Everything that is not as it was signed or frozen; empty when all is well. Reads only."""
    return [*check_plans(session), *verify_records(session)]
