"""Signed plans against their own signatures: nothing that both signed may have changed since."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.appraisal.planning.content import content_of, digest_of
from complaints_service.appraisal.planning.models import PlanVersion
from complaints_service.appraisal.planning.queries import versions_by_id
from complaints_service.measurement.checks.findings import Finding

_CHUNK = 200


def check_plans(session: Session) -> Iterator[Finding]:
    """Every signed version whose content, digest or signatures are not what they were when both signed."""
    ids = list(
        session.scalars(select(PlanVersion.id).where(PlanVersion.state == "signed").order_by(PlanVersion.id))
    )
    for start in range(0, len(ids), _CHUNK):
        chunk = ids[start : start + _CHUNK]
        frozen = {
            row.id: row.content
            for row in session.execute(
                select(PlanVersion.id, PlanVersion.content).where(PlanVersion.id.in_(chunk))
            )
        }
        for view in versions_by_id(session, version_ids=chunk):
            subject = f"version {view.version_id} of person:{view.officer_id} {view.year}"
            kept = frozen[view.version_id]
            if view.officer_signed_at is None or (view.rater_id is not None and view.rater_signed_at is None):
                yield Finding("plan", subject, "counts as signed without both signatures")
            if kept is None or view.digest != digest_of(kept):
                yield Finding("plan", subject, "its frozen content is not what was signed")
            elif kept != content_of(view):
                yield Finding("plan", subject, "its rows are not the content that was signed")
