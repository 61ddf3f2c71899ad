"""How far the office has come with the system: what is answered in it, by which door, and who signs in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from complaints_service.accounts.models import Account
from complaints_service.audit.models import AuditEvent
from complaints_service.errors import marked
from complaints_service.notify.known_routes import chat_routes
from complaints_service.office_reports.basis import Basis
from complaints_service.office_reports.content import ReportCell, ReportColumn, ReportTable, TableRow
from complaints_service.people.models import Officer, Unit
from complaints_service.tickets.ledger.models import Ticket, TicketEvent

#: By which an officer answers whoever complained, one way or the other.
ANSWERS = ("message.sent", "ticket.resolved", "ticket.rejected", "ticket.referred")
#: The doors of the office's own people, by where an entry came from; what is none of them is told together.
_PAGES, _CHATS, _PROGRAMS, _OTHERS = (
    marked("lewat halaman"),
    marked("lewat obrolan"),
    marked("lewat program"),
    marked("lewat pintu lain"),
)


def adoption_table(session: Session, basis: Basis) -> ReportTable:
    """Of the complaints of these months, how many were answered inside; of all with an account, who came."""
    doors = _doors(session, basis, basis.asked.months)
    received = _received(session, basis, basis.asked.months)
    told = [_share(basis, marked("Laporan yang dijawab di dalam sistem"), doors.total(), received)]
    told += [_share(basis, door, doors[door], received) for door in (_PAGES, _CHATS, _PROGRAMS, _OTHERS)]
    signed_in, accounts = _people(session, basis)
    told.append(_share(basis, marked("Pegawai yang masuk pada bulan-bulan ini"), signed_in, accounts))
    return ReportTable(
        code="adoption",
        title=basis.say(marked("Pemakaian sistem")),
        first=basis.say(marked("Hal")),
        columns=(
            ReportColumn(basis.say(marked("Jumlah")), "count"),
            ReportColumn(basis.say(marked("Bagian")), "share", "higher"),
        ),
        lines=tuple(told),
        note=basis.say(
            marked(
                "Pintu: tempat jawaban pertama ditulis. Bagian dari laporan yang diterima, atau dari pegawai "
                "yang punya akun; kosong bila kurang dari %(floor)s."
            ),
            floor=basis.floor,
        ),
    )


def _share(basis: Basis, title: str, k: int, n: int) -> TableRow:
    share = ReportCell(value=k / n, n=n, k=k) if n >= basis.floor else ReportCell(value=None, n=n)
    return TableRow(title=basis.say(title), cells=(ReportCell(value=k), share))


def _received(session: Session, basis: Basis, months: Sequence[str]) -> int:
    return session.scalar(select(func.count()).where(_of_months(basis, months))) or 0


def _doors(session: Session, basis: Basis, months: Sequence[str]) -> Counter[str]:
    """Of the complaints of these months that were answered, how many by each door."""
    first = (
        select(TicketEvent.ticket_id, func.min(TicketEvent.seq).label("seq"))
        .join(Ticket, Ticket.id == TicketEvent.ticket_id)
        .where(TicketEvent.kind.in_(ANSWERS), TicketEvent.actor.like("person:%"), _of_months(basis, months))
        .group_by(TicketEvent.ticket_id)
        .subquery()
    )
    rows = session.execute(
        select(TicketEvent.origin, func.count())
        .join(first, and_(first.c.ticket_id == TicketEvent.ticket_id, first.c.seq == TicketEvent.seq))
        .group_by(TicketEvent.origin)
    )
    called, found = _door_names(), Counter[str]()
    for origin, count in rows:
        found[called.get(origin, _OTHERS)] += count
    return found


def _door_names() -> Mapping[str, str]:
    return {"web": _PAGES, "api": _PROGRAMS, **{route.code: _CHATS for route in chat_routes()}}


def _people(session: Session, basis: Basis) -> tuple[int, int]:
    """How many members with an account signed in within these months, and how many there are."""
    start, end = basis.span(basis.asked.months)
    theirs = (
        select(Account.id)
        .join(Officer, Officer.id == Account.officer_id)
        .join(Unit, Unit.id == Officer.unit_id)
        .where(Account.active, Officer.active, Unit.code.in_(basis.units))
    )
    ids = set(session.scalars(theirs))
    subjects = session.scalars(
        select(AuditEvent.subject)
        .where(AuditEvent.kind == "sign_in.accepted", AuditEvent.at >= start, AuditEvent.at < end)
        .distinct()
    )
    return len(ids & {int(one.removeprefix("account:")) for one in subjects}), len(ids)


def _of_months(basis: Basis, months: Sequence[str]) -> ColumnElement[bool]:
    start, end = basis.span(months)
    within = and_(Ticket.received_at >= start, Ticket.received_at < end)
    return within if basis.whole else and_(within, Ticket.unit.in_(basis.units))
