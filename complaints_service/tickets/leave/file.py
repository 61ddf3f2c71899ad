"""Bringing a list of leave into the office and its ledgers; the same list again changes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from complaints_service.accounts.models import Account
from complaints_service.errors import DomainError, Invalid, words
from complaints_service.moment import Moment
from complaints_service.people.leave import NewLeave
from complaints_service.people.leave_file import LeaveRow
from complaints_service.people.models import Leave, Officer
from complaints_service.people.sheets import RowProblem
from complaints_service.tickets.leave.service import approve


@dataclass(frozen=True)
class LeaveImport:
    """What became of the rows: how many were approved, how many known already, and what was refused."""

    approved: int
    known: int
    problems: tuple[RowProblem, ...]


def import_leave(moment: Moment, *, rows: Iterable[LeaveRow]) -> LeaveImport:
    """Approves each good row; a row that is refused leaves nothing behind and does not stop the others."""
    approved = known = 0
    problems: list[RowProblem] = []
    for row in rows:
        try:
            with moment.session.begin_nested():
                new = _new_leave(moment.session, row)
                if _is_known(moment.session, new):
                    known += 1
                    continue
                approve(
                    moment,
                    rights=None,
                    new=new,
                )
                approved += 1
        except DomainError as refused:
            problems += _problems(row, refused)
    return LeaveImport(approved, known, tuple(problems))


def _new_leave(session: Session, row: LeaveRow) -> NewLeave:
    person = _officer(session, row.person, "person")
    substitute = _officer(session, row.substitute, "substitute") if row.substitute else None
    return NewLeave(
        officer_id=person, first_on=row.first_on, last_on=row.last_on, kind=row.kind, substitute_id=substitute
    )


def _officer(session: Session, named: str, column: str) -> int:
    """The member with this NIP, code or login."""
    found = session.scalars(
        select(Officer.id)
        .outerjoin(Account, Account.officer_id == Officer.id)
        .where(or_(Officer.nip == named, Officer.code == named, Account.login == named.lower()))
        .distinct()
    ).all()
    if len(found) != 1:
        problem = words("Petugas ini tidak ada atau sudah tidak bekerja di sini.")
        raise Invalid({column: [problem]}, code="unknown_person")
    return found[0]


def _is_known(session: Session, new: NewLeave) -> bool:
    return (
        session.scalar(
            select(Leave.id).where(
                Leave.officer_id == new.officer_id,
                Leave.first_on == new.first_on,
                Leave.last_on == new.last_on,
                Leave.kind == new.kind,
                Leave.cancelled_at.is_(None),
            )
        )
        is not None
    )


def _problems(row: LeaveRow, refused: DomainError) -> list[RowProblem]:
    if not refused.fields:
        return [RowProblem(row.line, "", refused.detail)]
    return [RowProblem(row.line, name, said) for name, each in refused.fields.items() for said in each]
