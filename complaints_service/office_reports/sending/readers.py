"""Who gets a report of the office each month: chosen and ended, with what became of the last one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights
from complaints_service.accounts.queries import account_of_officer
from complaints_service.audit.service import record
from complaints_service.errors import Actor, Invalid, NotFound, Words, words
from complaints_service.notify.addressees import NewAddressee, addressee_name, state_of_last, withdraw
from complaints_service.notify.models import Outbox
from complaints_service.office_reports.catalogue import REPORTS, ReportKind, units_for
from complaints_service.office_reports.models import WAYS_OUT, OfficeReportReader
from complaints_service.office_reports.service import may_issue, may_open_issues
from complaints_service.people.rights import rights_of
from config.rulebook import Rulebook


@dataclass(frozen=True, kw_only=True)
class NewReader(NewAddressee):
    """Somebody to choose, for which report, and by which way."""

    code: str
    route: str


@dataclass(frozen=True, kw_only=True)
class ReaderView:
    """Who gets a report; `state` of the last one: `new`, `waiting`, `sent`, `failed`, or its `problem`."""

    id: int
    code: str
    officer_id: int | None
    called: str
    address: str | None
    route: str
    last_month: str | None
    issue_id: int | None
    state: str
    reason: str


def readers(session: Session) -> list[ReaderView]:
    """Everybody who gets a report, by report and name."""
    rows = session.execute(
        select(OfficeReportReader, Outbox.state, Outbox.reason)
        .outerjoin(Outbox, Outbox.key == OfficeReportReader.letter)
        .order_by(OfficeReportReader.code, OfficeReportReader.called, OfficeReportReader.id)
    )
    return [
        ReaderView(
            id=row.id,
            code=row.code,
            officer_id=row.officer_id,
            called=row.called,
            address=row.address,
            route=row.route,
            last_month=row.last_month,
            issue_id=row.issue_id,
            state=row.problem or state_of_last(state, any_yet=row.last_month is not None),
            reason=reason or "",
        )
        for row, state, reason in rows
    ]


def choose_reader(
    session: Session, *, new: NewReader, rights: Rights, rulebook: Rulebook, now: datetime, actor: Actor
) -> int:
    """Has a report sent to somebody from this month's on; the id. Raises NotFound, Invalid naming fields.

    A member must be one who may open what was issued; what tells of members goes to nobody outside.
    """
    if not may_issue(session, rights):
        raise NotFound("report")
    kind, fields = REPORTS.get(new.code), dict[str, list[Words]]()
    if kind is None:
        fields["code"] = [words("Pilih laporannya.")]
    if new.route not in WAYS_OUT:
        fields["route"] = [words("Pilih surel atau obrolan.")]
    called, address = addressee_name(session, new, fields), new.mailbox
    if new.officer_id is None:
        _may_go_outside(new, kind, fields)
    elif kind is not None and not (
        fields.get("officer_id")
        or reads_issues(session, kind, officer_id=new.officer_id, rulebook=rulebook, now=now)
    ):
        fields["officer_id"] = [words("Orang ini tidak berhak membuka laporan itu.")]
    same = (OfficeReportReader.code == new.code, OfficeReportReader.officer_id == new.officer_id)
    if address is not None:
        same = (OfficeReportReader.code == new.code, OfficeReportReader.address == address)
    if not fields and session.scalar(select(OfficeReportReader.id).where(*same)) is not None:
        fields["code"] = [words("Laporan ini sudah dikirim kepadanya.")]
    if fields:
        raise Invalid(fields)
    row = OfficeReportReader(
        code=new.code,
        officer_id=new.officer_id,
        address=address,
        called=called,
        route=new.route,
        created_at=now,
        created_by=actor.ref,
    )
    session.add(row)
    session.flush()
    _note(session, row, "chosen", now, actor)
    return row.id


def end_reader(session: Session, *, reader_id: int, rights: Rights, now: datetime, actor: Actor) -> None:
    """Nothing is sent there any more, what still waits neither. Raises NotFound."""
    row = (
        session.get(OfficeReportReader, reader_id, with_for_update=True)
        if may_issue(session, rights)
        else None
    )
    if row is None:
        raise NotFound("report")
    withdraw(session, key=row.letter, reason="the reader was ended", now=now)
    _note(session, row, "ended", now, actor)
    session.delete(row)
    session.flush()


def counting_failed() -> Select[int]:
    """Asks how many readers the last report did not reach."""
    lost = or_(Outbox.state.in_(("dead", "suppressed")), OfficeReportReader.problem.is_not(None))
    return (
        select(func.count(OfficeReportReader.id))
        .outerjoin(Outbox, Outbox.key == OfficeReportReader.letter)
        .where(lost)
    )


def reads_issues(
    session: Session, kind: ReportKind, *, officer_id: int, rulebook: Rulebook, now: datetime
) -> bool:
    """Whether a member of the office may open this report once it is issued."""
    account = account_of_officer(session, officer_id=officer_id)
    if account is None:
        return False
    rights = rights_of(session, account_id=account.id, on=rulebook.local_date(now))
    return rights is not None and may_open_issues(session, rights) and bool(units_for(session, kind, rights))


def _may_go_outside(new: NewReader, kind: ReportKind | None, fields: dict[str, list[Words]]) -> None:
    if new.route == "chat":
        fields["route"] = [words("Orang luar menerimanya lewat surel.")]
    if kind is not None and not kind.outward:
        fields["code"] = [words("Laporan ini tidak dikirim ke luar kantor.")]


def _note(session: Session, row: OfficeReportReader, what: str, now: datetime, actor: Actor) -> None:
    record(
        session,
        now=now,
        actor=actor,
        kind=f"report_reader.{what}",
        subject=f"report_reader:{row.id}",
        data={"code": row.code, "officer": row.officer_id, "outside": row.address is not None},
    )
