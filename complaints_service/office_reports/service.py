"""Issues a report: what it says is written once, numbered, and told to the record with its digest."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights, may_over_office
from complaints_service.appraisal.documents.parties import party
from complaints_service.audit.service import record
from complaints_service.errors import Actor, DomainError, NotFound, Words, invalid, words
from complaints_service.office_reports.basis import Basis
from complaints_service.office_reports.catalogue import ReportKind, report_content
from complaints_service.office_reports.content import digest
from complaints_service.office_reports.models import ReportIssue
from complaints_service.people.queries import heads_office
from complaints_service.texts import clean, text_problem

ISSUED = "report.issued"
#: How many sentences whoever signs may add, and how long each may be.
SENTENCES, MOST_LETTERS = 3, 300


def may_issue(session: Session, rights: Rights) -> bool:
    """Whether a person issues the office's reports: its head, or a manager of all of it who works here."""
    if rights.officer_id is None:
        return False
    manages = any(grant.role == "manager" and grant.units is None for grant in rights.grants)
    return manages or heads_office(session, units=rights.subordinate_units)


def may_open_issues(session: Session, rights: Rights) -> bool:
    """Whether a person opens what was issued: who issues, and who manages or audits the whole office."""
    return may_issue(session, rights) or may_over_office(rights, "view_performance")


def issue_report(
    session: Session,
    *,
    kind: ReportKind,
    basis: Basis,
    sentences: Sequence[str],
    rights: Rights | None,
    now: datetime,
    actor: Actor,
) -> ReportIssue:
    """Keeps a report of the whole office as it is now, with what its signer adds; raises NotFound, Invalid,
    DomainError `report_provisional` while its months run or their facts are not settled.

    `rights`: None where the office itself issues it by its rule, with nobody's signature."""
    allowed = rights is None or may_issue(session, rights)
    if not allowed or not basis.whole or basis.where:
        raise NotFound("report")
    told = _sentences(sentences)
    content = report_content(session, kind=kind, basis=basis)
    if content["provisional"]:
        running = words("Periode ini belum selesai dihitung. Terbitkan setelah bulannya lewat.")
        raise DomainError("report_provisional", running)
    today = basis.rulebook.local_date(now)
    number = _next_number(session, today.year)
    signer = None if rights is None else party(session, officer_id=rights.officer_id, on=today)
    row = ReportIssue(
        code=kind.code,
        year=today.year,
        number_in_year=number,
        first_month=basis.asked.first,
        last_month=basis.asked.last,
        as_of=basis.now,
        issued_at=now,
        issued_by=actor.ref,
        content="",
        digest="",
    )
    content |= {
        "sentences": told,
        "number": row.number,
        "issued_on": today.isoformat(),
        "signer": None if signer is None else signer.content(),
    }
    row.content, row.digest = json.dumps(content, ensure_ascii=False, sort_keys=True), digest(content)
    session.add(row)
    session.flush()
    record(
        session,
        now=now,
        actor=actor,
        kind=ISSUED,
        subject=f"report:{row.id}",
        data={"number": row.number, "digest": row.digest},
    )
    return row


def content_of(issue: ReportIssue) -> dict[str, Any]:
    """What an issued report says."""
    told: dict[str, Any] = json.loads(issue.content)
    return told


def _sentences(typed: Sequence[str]) -> list[str]:
    told = []
    for place, each in enumerate(typed[:SENTENCES], start=1):
        if not each.strip():
            continue
        problem: Words | None = text_problem(each, maximum=MOST_LETTERS)
        if problem is not None:
            raise invalid(f"sentence_{place}", problem)
        told.append(clean(each))
    return told


def _next_number(session: Session, year: int) -> int:
    """The next number of a year; the later of two at once meets the constraint and is run again."""
    last = session.scalar(select(func.max(ReportIssue.number_in_year)).where(ReportIssue.year == year))
    return (last or 0) + 1
