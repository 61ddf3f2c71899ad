"""Reads orders: whose they are, how far they are, and the file that came of one."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.office_reports.ordering.models import ReportFile, ReportOrder


def orders_of(session: Session, *, account_id: int) -> Sequence[ReportOrder]:
    """The orders of an account, the newest first."""
    mine = select(ReportOrder).where(ReportOrder.account_id == account_id)
    return session.scalars(mine.order_by(ReportOrder.id.desc())).all()


def order_of(session: Session, *, account_id: int, order_id: int) -> ReportOrder | None:
    """One order of an account."""
    mine = select(ReportOrder).where(ReportOrder.id == order_id, ReportOrder.account_id == account_id)
    return session.scalar(mine)


def file_of(session: Session, *, order_id: int) -> bytes | None:
    """The workbook of an order that is done."""
    return session.scalar(select(ReportFile.body).where(ReportFile.order_id == order_id))
