"""Orders reports, hands them to one worker at a time, and keeps what came of them for a week."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, func, insert, or_, select, update
from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights
from complaints_service.errors import DomainError, NotFound, words
from complaints_service.moment import Moment
from complaints_service.notify.officers.reaching import reached_by
from complaints_service.notify.service import put_in_outbox
from complaints_service.office_reports.asking import ReportMonths
from complaints_service.office_reports.basis import Basis
from complaints_service.office_reports.catalogue import REPORTS, ReportKind, basis_of
from complaints_service.office_reports.figures import received_in
from complaints_service.office_reports.ordering.models import ReportFile, ReportOrder
from complaints_service.people.rights import rights_of

READY = "report_ready"
#: More tickets than these are not told at once, on the screen or as a file: the report is ordered.
MOST_AT_ONCE = 100_000
#: So many of one person's orders wait at a time, and so long is what came of them kept.
MOST_WAITING, KEPT = 3, timedelta(days=7)
#: A worker that says nothing for so long was cut off; after so many tries it is told that it failed.
CUT_OFF, MOST_ATTEMPTS = timedelta(minutes=10), 3


def is_long(session: Session, basis: Basis) -> bool:
    """Whether a report is of too many tickets to be told at once."""
    return received_in(session, basis) > MOST_AT_ONCE


def refuse_long(session: Session, basis: Basis) -> None:
    """Raises DomainError `report_too_long` for what is ordered and not asked for at once."""
    if is_long(session, basis):
        said = words("Periode ini lebih dari %(most)s tiket. Pesan laporannya.", most=MOST_AT_ONCE)
        raise DomainError("report_too_long", said)


def order_report(
    moment: Moment, *, kind: ReportKind, basis: Basis, account_id: int, officer_id: int | None
) -> int:
    """Orders a report for an account; the order's id. Raises DomainError `orders_waiting`."""
    session = moment.session
    waiting = session.scalar(
        select(func.count(ReportOrder.id)).where(
            ReportOrder.account_id == account_id, ReportOrder.state.in_(("queued", "running"))
        )
    )
    if (waiting or 0) >= MOST_WAITING:
        said = words("Tunggu dulu: %(most)s pesanan Anda masih dibuat.", most=MOST_WAITING)
        raise DomainError("orders_waiting", said)
    row = ReportOrder(
        code=kind.code,
        first_month=basis.asked.first,
        last_month=basis.asked.last,
        compare=basis.asked.compare,
        narrowed=dict(basis.where),
        account_id=account_id,
        officer_id=officer_id,
        ordered_at=moment.now,
        total=received_in(session, basis),
    )
    session.add(row)
    session.flush()
    return row.id


def is_waiting(session: Session, *, now: datetime) -> bool:
    """Whether there is an order to take."""
    return session.scalar(select(ReportOrder.id).where(_to_take(now)).limit(1)) is not None


def take(session: Session, *, now: datetime) -> ReportOrder | None:
    """The next order for this worker alone: one that waits, or one whose worker was cut off."""
    row = session.scalar(
        select(ReportOrder)
        .where(_to_take(now))
        .order_by(ReportOrder.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if row is None:
        return None
    row.state, row.taken_at, row.attempt, row.written = "running", now, row.attempt + 1, 0
    if row.attempt > MOST_ATTEMPTS:
        row.state, row.problem, row.ended_at = "failed", "cut_off", now
    session.flush()
    return row


def basis_for(moment: Moment, order: ReportOrder) -> tuple[Basis, Rights] | None:
    """What an order starts from by the rights its person has now; None where none are left."""
    rights = rights_of(moment.session, account_id=order.account_id, on=moment.rulebook.local_date(moment.now))
    if rights is None:
        return None
    try:
        basis = basis_of(
            moment.session,
            kind=REPORTS[order.code],
            asked=ReportMonths(first=order.first_month, last=order.last_month, compare=order.compare),
            where=order.narrowed,
            rights=rights,
            now=moment.now,
            rulebook=moment.rulebook,
            language="id",
        )
    except NotFound:
        return None
    return basis, rights


def note_written(session: Session, *, order_id: int, attempt: int, written: int) -> bool:
    """Says how far an order is; False where another worker has it by now."""
    return _change(session, order_id, attempt, written=written)


def finish(moment: Moment, *, order: ReportOrder, written: int, units: Sequence[str], body: bytes) -> bool:
    """Keeps the file and tells whoever ordered it, once; False where another worker has it by now."""
    session, now = moment.session, moment.now
    if not _change(
        session, order.id, order.attempt, state="done", written=written, units=list(units), ended_at=now
    ):
        return False
    session.execute(insert(ReportFile).values(order_id=order.id, body=body))
    _tell(moment, order)
    return True


def fail(session: Session, *, order: ReportOrder, problem: str, now: datetime) -> bool:
    """Says why nothing came of an order."""
    return _change(session, order.id, order.attempt, state="failed", problem=problem, ended_at=now)


def forget_orders(session: Session, *, now: datetime) -> None:
    """Deletes orders of which the week is over, with their files; what is being made stays."""
    old = select(ReportOrder.id).where(
        ReportOrder.ordered_at < now - KEPT, ReportOrder.state.in_(("done", "failed"))
    )
    ids: Collection[int] = session.scalars(old).all()
    session.execute(delete(ReportFile).where(ReportFile.order_id.in_(ids)))
    session.execute(delete(ReportOrder).where(ReportOrder.id.in_(ids)))


def _to_take(now: datetime) -> ColumnElement[bool]:
    lost = and_(ReportOrder.state == "running", ReportOrder.taken_at < now - CUT_OFF)
    return or_(ReportOrder.state == "queued", lost)


def _change(session: Session, order_id: int, attempt: int, **values: object) -> bool:
    changed = session.execute(
        update(ReportOrder)
        .where(ReportOrder.id == order_id, ReportOrder.attempt == attempt, ReportOrder.state == "running")
        .values(**values)
        .returning(ReportOrder.id)
        .execution_options(synchronize_session=False)
    )
    return changed.first() is not None


def _tell(moment: Moment, order: ReportOrder) -> None:
    """By chat or mail, where there is a way; the page tells everybody."""
    if order.officer_id is None:
        return
    for to in reached_by(moment.session, [order.officer_id], moment.now).values():
        key = hashlib.sha256(f"{READY}|{order.id}".encode()).hexdigest()
        params = {
            "report": order.code,
            "months": f"{order.first_month} s.d. {order.last_month}",
            "path": f"/laporan-kantor/pesanan/{order.id}",
        }
        put_in_outbox(moment.session, key=key, kind=READY, to=to, params=params, now=moment.now)
