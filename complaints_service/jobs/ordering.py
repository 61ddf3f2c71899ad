"""Makes the reports that were ordered, one after another; several workers make several at once."""

from __future__ import annotations

from sqlalchemy.orm import Session

from complaints_service import db
from complaints_service.edge.transaction import writing
from complaints_service.jobs.work import JOB, Shift
from complaints_service.moment import Moment
from complaints_service.office_reports.catalogue import REPORTS, report_content
from complaints_service.office_reports.ordering.gathering import lines_of
from complaints_service.office_reports.ordering.models import ReportOrder
from complaints_service.office_reports.ordering.service import (
    basis_for,
    fail,
    finish,
    is_waiting,
    note_written,
    take,
)
from complaints_service.office_reports.ordering.sheets import OrderWords, ordered_workbook


def make_ordered(shift: Shift) -> None:
    """Makes every report that waits, or whose worker was cut off; each in the end once."""
    with db.reading(shift.engine) as session:
        if not is_waiting(session, now=shift.now):
            return
    while (order := writing(lambda session: take(session, now=shift.now), shift.engine)) is not None:
        if order.state == "running":
            _make(shift, order)


def _make(shift: Shift, order: ReportOrder) -> None:
    """Reads in one look at the database; after each lot another transaction says how far it is."""
    written, body = 0, b""
    with db.reading(shift.engine) as session:
        found = basis_for(_moment(shift, session), order)
        if found is None:
            writing(lambda own: fail(own, order=order, problem="no_right", now=shift.now), shift.engine)
            return
        basis, rights = found
        content = report_content(session, kind=REPORTS[order.code], basis=basis)
        told = OrderWords(
            names={way: basis.names(way) for way in ("unit", "category", "kelurahan")},
            vocabulary=shift.rulebook.vocabulary,
            zone=basis.calendar.zone,
        )
        lines = lines_of(session, basis=basis, rights=rights)
        for step in ordered_workbook(content, lines, told, at=shift.now):
            if isinstance(step, bytes):
                body = step
            elif not _say(shift, order, step):
                return
            else:
                written = step
    writing(
        lambda own: finish(
            _moment(shift, own), order=order, written=written, units=sorted(basis.units), body=body
        ),
        shift.engine,
    )


def _say(shift: Shift, order: ReportOrder, written: int) -> bool:
    return writing(
        lambda own: note_written(own, order_id=order.id, attempt=order.attempt, written=written),
        shift.engine,
    )


def _moment(shift: Shift, session: Session) -> Moment:
    return Moment(session=session, now=shift.now, actor=JOB, rulebook=shift.rulebook)
