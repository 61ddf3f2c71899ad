"""Reports of the office: who reads which, who issues them, and who opens the issued ones."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights
from complaints_service.edge.guard import Right
from complaints_service.errors import NotFound
from complaints_service.office_reports.catalogue import REPORTS, ReportKind, readable, units_for
from complaints_service.office_reports.models import OfficeReportReader, ReportIssue
from complaints_service.office_reports.ordering.models import ReportOrder
from complaints_service.office_reports.ordering.queries import order_of
from complaints_service.office_reports.queries import issue
from complaints_service.office_reports.service import may_issue, may_open_issues


def _catalogue(session: Session, rights: Rights) -> Sequence[ReportKind]:
    found = readable(session, rights)
    if not found:
        raise NotFound
    return found


def _kind(session: Session, rights: Rights, *, code: str, **_places: object) -> ReportKind:
    kind = REPORTS.get(code)
    if kind is None or not units_for(session, kind, rights):
        raise NotFound
    return kind


def _to_issue(session: Session, rights: Rights, *, code: str, **places: object) -> ReportKind:
    if not may_issue(session, rights):
        raise NotFound
    return _kind(session, rights, code=code, **places)


def _issued(session: Session, rights: Rights, *, issue_id: int, **_places: object) -> ReportIssue:
    found = issue(session, issue_id=issue_id) if may_open_issues(session, rights) else None
    if found is None or not units_for(session, REPORTS[found.code], rights):
        raise NotFound
    return found


def _reader(session: Session, rights: Rights, *, reader_id: int, **_places: object) -> OfficeReportReader:
    found = session.get(OfficeReportReader, reader_id) if may_issue(session, rights) else None
    if found is None:
        raise NotFound("report")
    return found


def _order(session: Session, rights: Rights, *, order_id: int, **_places: object) -> ReportOrder:
    found = order_of(session, account_id=rights.account_id, order_id=order_id)
    units = {} if found is None else units_for(session, REPORTS[found.code], rights)
    if found is None or not units or not set(found.units or ()) <= set(units):
        raise NotFound("report")
    return found


def _chooses_readers(session: Session, rights: Rights, **_places: object) -> None:
    if not may_issue(session, rights):
        raise NotFound


def _looks_at_signs(_session: Session, rights: Rights, **_places: object) -> None:
    if rights.officer_id is None and not rights.granted("auditor"):
        raise NotFound


READ_REPORTS = Right(
    code="read_reports",
    who="superiors, managers, auditors: the reports of units within their grants",
    load=_catalogue,
)
READ_REPORT = Right(
    code="read_report",
    who="superiors, managers, auditors: of units within their grants; of looks at identities, auditors",
    load=_kind,
)
ISSUE_REPORT = Right(
    code="issue_report", who="the head of the office, managers of all of it who work here", load=_to_issue
)
OPEN_ISSUE = Right(
    code="open_issue",
    who="the head of the office, managers and auditors of all of it, each of what they may read",
    load=_issued,
)
CHOOSE_READERS = Right(
    code="choose_readers",
    who="the head of the office, managers of all of it who work here",
    load=_chooses_readers,
)
END_READER = Right(
    code="end_reader", who="the head of the office, managers of all of it who work here", load=_reader
)
OPEN_ORDER = Right(
    code="open_order", who="whoever ordered it, while all that it tells of is theirs to read", load=_order
)
READ_SIGNS = Right(
    code="read_signs",
    who="members of the office, each of themselves and those below them; auditors, within their grants",
    load=_looks_at_signs,
)
