"""Reported values and their evidence: who reports, who lets a value count."""

from __future__ import annotations

from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights
from complaints_service.appraisal.reporting import queries
from complaints_service.appraisal.reporting.queries import may_decide_reports, report_for
from complaints_service.edge.guard import Right
from complaints_service.errors import NotFound
from complaints_service.people.queries import OfficerCard
from complaints_service.people.rights import member_in_view


def _own(
    session: Session,
    rights: Rights,
    *,
    officer_id: int,
    report_id: int | None = None,
    indicator_id: int | None = None,
) -> OfficerCard:
    card = member_in_view(session, rights, officer_id=officer_id)
    if rights.officer_id != officer_id:
        raise NotFound("value")
    if report_id is not None:
        report_for(session, rights, officer_id=officer_id, report_id=report_id, decides=False)
    return card


def _to_decide(session: Session, rights: Rights, *, officer_id: int, report_id: int) -> OfficerCard:
    card = member_in_view(session, rights, officer_id=officer_id)
    report_for(session, rights, officer_id=officer_id, report_id=report_id, decides=True)
    return card


def _evidence(session: Session, rights: Rights, *, officer_id: int, evidence_id: int) -> OfficerCard:
    card = member_in_view(session, rights, officer_id=officer_id)
    found = queries.evidence_with_owner(session, evidence_id=evidence_id)
    if found is None or found[1] != officer_id:
        raise NotFound("value")
    if rights.officer_id != officer_id and not may_decide_reports(
        session, reader_id=rights.officer_id, officer_id=officer_id, on=rights.on
    ):
        raise NotFound("value")
    return card


def _file(session: Session, rights: Rights, *, officer_id: int, evidence_id: int) -> queries.EvidenceView:
    member_in_view(session, rights, officer_id=officer_id)
    found = queries.evidence_with_owner(session, evidence_id=evidence_id)
    if found is None or found[1] != officer_id or found[0].kind != "file":
        raise NotFound("file")
    return found[0]


REPORT_VALUE = Right(code="report_value", who="the person", load=_own)
DECIDE_VALUE = Right(code="decide_value", who="the nearest superior of the person", load=_to_decide)
WITHDRAW_EVIDENCE = Right(code="withdraw_evidence", who="the person, the nearest superior", load=_evidence)
VIEW_EVIDENCE = Right(
    code="view_evidence",
    who="the person, who stands above them at any height, auditors of the unit",
    load=_file,
)
