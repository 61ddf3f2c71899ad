"""Reports that were issued: kept as they were, for good; and who gets the monthly one."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from complaints_service.audit.append_only import guard
from complaints_service.db import Base, one_of

#: Ways a monthly report goes: by mail with the document, or to the linked chat of a member of the office.
WAYS_OUT = ("email", "chat")


class OfficeReportReader(Base):
    """Who gets a report each month: a member of the office, or an address outside it; deleted when it ends.

    `last_month`: of which month they got it last, like `2026-11`; `issue_id` is that report and `letter`
    the key of its outbox row. `problem`: why the one that is due could not leave, None where it could.
    `waits_from`: the first month whose report waited for a calendar; None once the last of them has left.
    """

    __tablename__ = "report_reader"
    __table_args__ = (
        one_of("route", WAYS_OUT),
        CheckConstraint("(officer_id IS NULL) <> (address IS NULL)", name="one_reader"),
        UniqueConstraint("code", "officer_id"),
        UniqueConstraint("code", "address"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(8))
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    address: Mapped[str | None] = mapped_column(String(254))
    called: Mapped[str] = mapped_column(String(200))
    route: Mapped[str] = mapped_column(String(5))
    last_month: Mapped[str | None] = mapped_column(String(7))
    issue_id: Mapped[int | None] = mapped_column(ForeignKey("report_issue.id"))
    letter: Mapped[str | None] = mapped_column(String(64))
    problem: Mapped[str | None] = mapped_column(String(16))
    waits_from: Mapped[str | None] = mapped_column(String(7))
    created_at: Mapped[datetime]
    created_by: Mapped[str] = mapped_column(String(40))


class ReportIssue(Base):
    """A report as it was issued, once and for good (a trigger refuses any change).

    `number` counts through a year (`number_in_year` of `year`); `content` is the report as JSON,
    and `digest` the SHA-256 of it; `first_month` and `last_month` are what it is of.
    """

    __tablename__ = "report_issue"
    __table_args__ = (UniqueConstraint("year", "number_in_year"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(8))
    year: Mapped[int]
    number_in_year: Mapped[int]
    first_month: Mapped[str] = mapped_column(String(7))
    last_month: Mapped[str] = mapped_column(String(7))
    as_of: Mapped[datetime]
    issued_at: Mapped[datetime]
    issued_by: Mapped[str] = mapped_column(String(40))
    content: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))

    @property
    def number(self) -> str:
        """ "R1/007/2026", as it is quoted."""
        return f"{self.code}/{self.number_in_year:03d}/{self.year}"


guard(ReportIssue.__table__)
