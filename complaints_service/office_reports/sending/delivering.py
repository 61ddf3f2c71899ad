"""Sends a month's report to whoever was chosen: issued where nobody did, told once to each, or why not."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.orm import Session

from complaints_service.accounts.queries import account_of_officer
from complaints_service.dates import long_month
from complaints_service.errors import DomainError
from complaints_service.measurement.months import first_day
from complaints_service.moment import Moment
from complaints_service.notify.known_routes import EMAIL
from complaints_service.notify.officers.chat import chats_of
from complaints_service.notify.service import Recipient, open_routes, put_in_outbox
from complaints_service.office_reports.asking import ReportMonths
from complaints_service.office_reports.catalogue import REPORTS, basis_of
from complaints_service.office_reports.models import OfficeReportReader, ReportIssue
from complaints_service.office_reports.sending.readers import reads_issues
from complaints_service.office_reports.service import content_of, issue_report
from complaints_service.people.queries import emails_of

#: Kinds of letters: to a member, who can open the issued report, and to somebody outside.
INSIDE, OUTSIDE = "office_report", "office_report_out"
#: The calendar does not reach the month in which a report is to leave.
UNKNOWN_DAYS = "no_calendar"


def due_codes(session: Session, *, month: str, before: datetime, waited: bool) -> Sequence[str]:
    """The reports of a month that somebody chosen `before` that has not got yet.

    `waited`: only to those whose report of that month waited for a calendar.
    """
    due = (
        select(OfficeReportReader.code)
        .where(*_due(month, before, waited=waited))
        .distinct()
        .order_by(OfficeReportReader.code)
    )
    return session.scalars(due).all()


def waiting_from(session: Session) -> str | None:
    """The first month of which a report waits, since no calendar reached its day; None where none does."""
    return session.scalar(select(func.min(OfficeReportReader.waits_from)))


def deliver(moment: Moment, *, code: str, month: str, before: datetime, waited: bool) -> int:
    """Queues a report of a month for everybody who is to get it and has not; how many it was.

    All of it or nothing: whoever is cut off in between finds it due again. Who cannot be reached now is
    tried anew each time, and why is kept for the page. `waited`: it is not the last month's report, but one
    that waited for a calendar.
    """
    session = moment.session
    rows = session.scalars(
        select(OfficeReportReader)
        .where(OfficeReportReader.code == code, *_due(month, before, waited=waited))
        .order_by(OfficeReportReader.id)
        .with_for_update()
    ).all()
    reached = [(row, to) for row in rows if (to := _recipient(moment, row)) is not None]
    issue = _issued(moment, code, month) if reached else None
    for row, to in reached:
        if issue is None:
            _trouble(row, "provisional")
        else:
            _queue(moment, row, to, issue, month)
            if not waited:
                row.waits_from = None
    session.flush()
    return len(reached) if issue is not None else 0


def note_unknown_days(session: Session, *, month: str, before: datetime) -> None:
    """Tells of a month's reports that they wait, since nobody knows on which days the office works."""
    session.execute(
        update(OfficeReportReader)
        .where(*_due(month, before, waited=False), OfficeReportReader.problem.is_distinct_from(UNKNOWN_DAYS))
        .values(problem=UNKNOWN_DAYS, waits_from=func.coalesce(OfficeReportReader.waits_from, month))
        .execution_options(synchronize_session=False)
    )


def _due(month: str, before: datetime, *, waited: bool) -> tuple[ColumnElement[bool], ...]:
    lacks = or_(OfficeReportReader.last_month.is_(None), OfficeReportReader.last_month < month)
    due = (OfficeReportReader.created_at < before, lacks)
    return (*due, OfficeReportReader.waits_from <= month) if waited else due


def _recipient(moment: Moment, row: OfficeReportReader) -> Recipient | None:
    """Where a report goes; None, with the reason in the row, where it cannot go now."""
    session, officer_id = moment.session, row.officer_id
    if officer_id is None:
        to: Recipient | None = Recipient(EMAIL.code, row.address or "", "id")
    elif not reads_issues(
        session, REPORTS[row.code], officer_id=officer_id, rulebook=moment.rulebook, now=moment.now
    ):
        _trouble(row, "no_right")
        return None
    elif row.route == "chat":
        to = chats_of(session, officers=[officer_id]).get(officer_id)
    else:
        address = emails_of(session, ids=[officer_id]).get(officer_id)
        to = None if address is None else Recipient(EMAIL.code, address, "id")
    if to is None:
        _trouble(row, "no_address")
        return None
    if to.route not in open_routes(session):
        _trouble(row, "no_route")
        return None
    account = None if officer_id is None else account_of_officer(session, officer_id=officer_id)
    return to if account is None else replace(to, language=account.language)


def _trouble(row: OfficeReportReader, problem: str) -> None:
    if row.problem != problem:
        row.problem = problem


def _issued(moment: Moment, code: str, month: str) -> ReportIssue | None:
    """The report of a month as it was issued last, or is now; None while its figures are not settled."""
    session = moment.session
    issued = session.scalar(
        select(ReportIssue)
        .where(ReportIssue.code == code, ReportIssue.first_month == month, ReportIssue.last_month == month)
        .order_by(ReportIssue.id.desc())
        .limit(1)
    )
    if issued is not None:
        return issued
    kind = REPORTS[code]
    basis = basis_of(
        session,
        kind=kind,
        asked=ReportMonths(first=month, last=month),
        where={},
        rights=None,
        now=moment.now,
        rulebook=moment.rulebook,
        language="id",
    )
    try:
        return issue_report(
            session,
            kind=kind,
            basis=basis,
            sentences=(),
            rights=None,
            now=moment.now,
            actor=moment.actor,
        )
    except DomainError as refused:
        if refused.code != "report_provisional":
            raise
        return None


def _queue(moment: Moment, row: OfficeReportReader, to: Recipient, issue: ReportIssue, month: str) -> None:
    day = first_day(month)
    key = hashlib.sha256(f"{INSIDE}|{row.id}|{month}".encode()).hexdigest()
    kind, params = (
        OUTSIDE if row.officer_id is None else INSIDE,
        {
            "issue": issue.id,
            "report": issue.number,
            "title": content_of(issue)["title"],
            "month": f"{long_month(day, to.language)} {day.year}",
            "digest": issue.digest,
        },
    )
    put_in_outbox(moment.session, key=key, kind=kind, to=to, params=params, now=moment.now)
    row.last_month, row.issue_id, row.letter, row.problem = month, issue.id, key, None
