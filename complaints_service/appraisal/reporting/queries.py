"""Reading reported values: those that count, those that wait, and what they rest on."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from complaints_service.accounts.access import Rights
from complaints_service.appraisal.planning.models import Plan, PlanIndicator, PlanResult, PlanVersion
from complaints_service.appraisal.reporting.models import Evidence, ReportedValue
from complaints_service.errors import NotFound
from complaints_service.people.queries import superiors_of


@dataclass(frozen=True, kw_only=True)
class EvidenceView:
    """A file or a link; a withdrawn one stays readable with its reason. `address`: see `models.Evidence`."""

    id: int
    kind: str
    name: str
    address: str
    mime: str | None
    size: int | None
    digest: str | None
    added_at: datetime
    withdrawn_at: datetime | None
    withdrawn_by: int | None
    withdrawn_reason: str | None


@dataclass(frozen=True, kw_only=True)
class ReportedView:
    """What was reported of an indicator for a month, in the indicator's unit, with its evidence."""

    id: int
    officer_id: int
    indicator_id: int
    month: str
    value: float | None
    words: str
    state: str
    reported_at: datetime
    reported_by: int
    decided_at: datetime | None
    decided_by: int | None
    reason: str | None
    evidence: tuple[EvidenceView, ...]

    @property
    def standing(self) -> tuple[EvidenceView, ...]:
        """The evidence that nobody has withdrawn."""
        return tuple(each for each in self.evidence if each.withdrawn_at is None)

    @property
    def seen(self) -> str:
        """Names what a reader saw: another value, state or evidence gives another word."""
        return ".".join([self.state, *(str(each.id) for each in self.standing)])


def evidence_at(session: Session, *, paths: Collection[str]) -> set[str]:
    """Which of these paths of the media folder are evidence, withdrawn or not."""
    found = select(Evidence.address).where(Evidence.kind == "file", Evidence.address.in_(paths))
    return set(session.scalars(found))


def reported_values(
    session: Session, *, indicator_ids: Collection[int], months: Collection[str]
) -> dict[tuple[int, str], ReportedView]:
    """What counts, by indicator and month: the value approved last. Where none counts, nothing is there."""
    found = _views(
        session,
        _reports().where(
            ReportedValue.indicator_id.in_(indicator_ids),
            ReportedValue.month.in_(months),
            ReportedValue.state == "approved",
        ),
    )
    return {(each.indicator_id, each.month): each for each in found}


def reports_of(
    session: Session, *, indicator_ids: Collection[int], months: Collection[str] | None = None
) -> list[ReportedView]:
    """Every report of these indicators, whatever its state, the newest first."""
    chosen = _reports().where(ReportedValue.indicator_id.in_(indicator_ids))
    if months is not None:
        chosen = chosen.where(ReportedValue.month.in_(months))
    return _views(session, chosen.order_by(ReportedValue.reported_at.desc(), ReportedValue.id.desc()))


def report(session: Session, *, report_id: int) -> ReportedView | None:
    """One report."""
    return next(iter(_views(session, _reports().where(ReportedValue.id == report_id))), None)


def may_decide_reports(session: Session, *, reader_id: int | None, officer_id: int, on: date | None) -> bool:
    """Whether a person says if an officer's reports count: the nearest superior alone."""
    return reader_id is not None and superiors_of(session, officer_id=officer_id, on=on)[:1] == [reader_id]


def report_for(
    session: Session, rights: Rights, *, officer_id: int, report_id: int, decides: bool
) -> ReportedView:
    """A report of a member, for the member, or for who `decides` about it. Raises NotFound."""
    view = report(session, report_id=report_id)
    if view is None or view.officer_id != officer_id:
        raise NotFound("value")
    may = may_decide_reports(session, reader_id=rights.officer_id, officer_id=officer_id, on=rights.on)
    if not (may if decides else rights.officer_id == officer_id):
        raise NotFound("value")
    return view


def evidence_with_owner(session: Session, *, evidence_id: int) -> tuple[EvidenceView, int] | None:
    """A piece of evidence and whose plan it belongs to."""
    row = session.execute(
        select(Evidence, Plan.officer_id)
        .join(ReportedValue, ReportedValue.id == Evidence.reported_value_id)
        .join(PlanIndicator, PlanIndicator.id == ReportedValue.indicator_id)
        .join(PlanResult, PlanResult.id == PlanIndicator.result_id)
        .join(PlanVersion, PlanVersion.id == PlanResult.version_id)
        .join(Plan, Plan.id == PlanVersion.plan_id)
        .where(Evidence.id == evidence_id)
    ).first()
    return None if row is None else (_view(row[0]), row[1])


def withdrawn_evidence(session: Session, *, ids: Collection[int]) -> dict[int, EvidenceView]:
    """Which of these were withdrawn; a frozen record says so beside what it keeps."""
    rows = session.scalars(
        select(Evidence).where(Evidence.id.in_(ids), Evidence.withdrawn_at.is_not(None)).order_by(Evidence.id)
    )
    return {row.id: _view(row) for row in rows}


def waiting_reports(officer: int | InstrumentedAttribute[int]) -> Select[int]:
    """Asks how many reports of an officer wait for a superior."""
    return (
        _reports()
        .with_only_columns(func.count(ReportedValue.id))
        .where(Plan.officer_id == officer, ReportedValue.state == "proposed")
    )


def reports_waiting_of(officers: Collection[int]) -> Select[int]:
    """Asks how many reports of these officers wait for a superior."""
    return (
        _reports()
        .with_only_columns(func.count(ReportedValue.id))
        .where(Plan.officer_id.in_(officers), ReportedValue.state == "proposed")
    )


def waiting_months(session: Session, *, officer_id: int) -> list[str]:
    """The months of an officer that hold reports waiting for a superior, the earliest first."""
    months = (
        _reports()
        .with_only_columns(ReportedValue.month)
        .where(Plan.officer_id == officer_id, ReportedValue.state == "proposed")
    )
    return sorted(set(session.scalars(months)))


def _reports() -> Select[ReportedValue, int]:
    return (
        select(ReportedValue, Plan.officer_id)
        .join(PlanIndicator, PlanIndicator.id == ReportedValue.indicator_id)
        .join(PlanResult, PlanResult.id == PlanIndicator.result_id)
        .join(PlanVersion, PlanVersion.id == PlanResult.version_id)
        .join(Plan, Plan.id == PlanVersion.plan_id)
    )


def _views(session: Session, chosen: Select[ReportedValue, int]) -> list[ReportedView]:
    with_evidence = (
        chosen.add_columns(Evidence)
        .outerjoin(Evidence, Evidence.reported_value_id == ReportedValue.id)
        .order_by(Evidence.id)
        .execution_options(populate_existing=True)
    )
    found: dict[int, tuple[ReportedValue, int, list[EvidenceView]]] = {}
    for row, officer_id, evidence in session.execute(with_evidence):
        _row, _officer_id, pieces = found.setdefault(row.id, (row, officer_id, []))
        if evidence is not None:
            pieces.append(_view(evidence))
    return [
        ReportedView(
            id=row.id,
            officer_id=officer_id,
            indicator_id=row.indicator_id,
            month=row.month,
            value=row.value,
            words=row.words,
            state=row.state,
            reported_at=row.reported_at,
            reported_by=row.reported_by,
            decided_at=row.decided_at,
            decided_by=row.decided_by,
            reason=row.reason,
            evidence=tuple(pieces),
        )
        for row, officer_id, pieces in found.values()
    ]


def _view(row: Evidence) -> EvidenceView:
    return EvidenceView(
        id=row.id,
        kind=row.kind,
        name=row.name,
        address=row.address,
        mime=row.mime,
        size=row.size,
        digest=row.digest,
        added_at=row.added_at,
        withdrawn_at=row.withdrawn_at,
        withdrawn_by=row.withdrawn_by,
        withdrawn_reason=row.withdrawn_reason,
    )
