"""What `tanggap verify` proves of papers: each says what it said, and no number of a year is missing."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from complaints_service.measurement.checks.findings import Finding
from complaints_service.measurement.checks.issued import IssuedRow, verify_issued
from complaints_service.papers.models import TicketPaper
from complaints_service.papers.service import ISSUED, paper_digest


def verify_papers(session: Session) -> Iterator[Finding]:
    """Each paper that is not what it was, and each year whose numbers have a gap."""
    rows = [
        IssuedRow(id=row.id, number=row.number, content=row.content, digest=row.digest)
        for row in session.scalars(select(TicketPaper).order_by(TicketPaper.id))
    ]
    yield from verify_issued(session, rows, code="paper", kind=ISSUED, digest=paper_digest)
    counted = select(
        TicketPaper.kind, TicketPaper.year, func.count(), func.max(TicketPaper.number_in_year)
    ).group_by(TicketPaper.kind, TicketPaper.year)
    for kind, year, count, last in session.execute(counted):
        if count != last:
            yield Finding("paper", f"{kind} {year}", f"{count} papers, the last has number {last}")
