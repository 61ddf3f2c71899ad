"""Reads what was issued."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.office_reports.models import ReportIssue

#: How many of the issued reports a list shows.
LISTED = 60


def issues(session: Session) -> Sequence[ReportIssue]:
    """The last issued reports, the newest first."""
    return session.scalars(select(ReportIssue).order_by(ReportIssue.id.desc()).limit(LISTED)).all()


def issue(session: Session, *, issue_id: int) -> ReportIssue | None:
    """One issued report."""
    return session.get(ReportIssue, issue_id)
