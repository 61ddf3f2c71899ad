"""Where a frozen record and what is known now differ: late corrections, evidence taken away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.appraisal.evaluating.kinds import CLOSING
from complaints_service.appraisal.evaluating.models import Evaluation
from complaints_service.appraisal.evaluating.record import digest
from complaints_service.appraisal.reporting.queries import EvidenceView, withdrawn_evidence
from complaints_service.audit.models import AuditEvent
from complaints_service.measurement.checks.findings import Finding
from complaints_service.measurement.indicators.loading import facts_of_each, of_officer, period, standing
from complaints_service.measurement.indicators.periods import officer_period
from complaints_service.measurement.indicators.sealing import month_hash
from complaints_service.measurement.indicators.values import weighed
from config.rulebook import Rulebook


@dataclass(frozen=True)
class FigureChange:
    """One indicator of one month: the value that was frozen and the one now, in the indicator's unit."""

    month: str
    code: str
    frozen: float | None
    now: float | None


@dataclass(frozen=True)
class Drift:
    """Months whose facts are others now, what of it changed a figure, and kept evidence withdrawn since.

    A month may differ without changing any figure: a ticket that was late and open has been finished since.
    """

    months: tuple[str, ...]
    changes: tuple[FigureChange, ...]
    evidence: tuple[EvidenceView, ...]


def drift_of(session: Session, *, record: Mapping[str, Any], rulebook: Rulebook) -> Drift:
    """What differs now from a frozen record; the record itself stays as it is."""
    officer_id = record["officer"]["id"]
    now = month_hashes(session, officer_id=officer_id, months=list(record["hashes"]), rulebook=rulebook)
    months = sorted(month for month, sealed in record["hashes"].items() if now[month] != sealed)
    kept = [
        evidence["id"]
        for plan in record["plans"]
        for result in plan["results"]
        for indicator in result["indicators"]
        for report in indicator["reported"]
        for evidence in report["evidence"]
    ]
    gone = withdrawn_evidence(session, ids=kept) if kept else {}
    return Drift(tuple(months), _changes(session, record, officer_id, months, rulebook), tuple(gone.values()))


def _changes(
    session: Session, record: Mapping[str, Any], officer_id: int, months: Sequence[str], rulebook: Rulebook
) -> tuple[FigureChange, ...]:
    if not months:
        return ()
    figures = officer_period(session, officer_id=officer_id, months=months, rulebook=rulebook)
    values = {(each.code, month): found.value for each in figures.values for month, found in each.months}
    frozen = {
        (indicator["indicator_code"], month["month"]): month["value"]
        for plan in record["plans"]
        for result in plan["results"]
        for indicator in result["indicators"]
        if indicator["figure"] is not None
        for month in indicator["figure"]["months"]
        if month["month"] in months
    }
    return tuple(
        FigureChange(month, code, before, values[code, month])
        for (code, month), before in sorted(frozen.items(), key=lambda each: (each[0][1], each[0][0]))
        if _rounded(before) != _rounded(values[code, month])
    )


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 6)


def month_hashes(
    session: Session, *, officer_id: int, months: Sequence[str], rulebook: Rulebook
) -> dict[str, str]:
    """The hashes of an officer's months as the facts are now."""
    found, subject = standing(session), of_officer(officer_id)
    spans = [period(month, rulebook=rulebook, found=found) for month in months]
    facts = facts_of_each(session, [(subject, span) for span in spans])
    return {
        span.month: month_hash(subject, span.month, weighed(each, rulebook))
        for span, each in zip(spans, facts, strict=True)
    }


def verify_records(session: Session) -> list[Finding]:
    """Every frozen record whose digest is not that of its content, or not the one noted at closing."""
    noted = {
        subject: data["digest"]
        for subject, data in session.execute(
            select(AuditEvent.subject, AuditEvent.data).where(AuditEvent.kind.in_(CLOSING))
        )
    }
    rows = session.execute(
        select(Evaluation.id, Evaluation.state, Evaluation.record, Evaluation.digest)
        .where(Evaluation.state.in_(("closed", "reopened")))
        .order_by(Evaluation.id)
        .execution_options(yield_per=200)
    )
    found = []
    for row in rows:
        if row.record is None or digest(row.record) != row.digest:
            told = "the frozen record does not have its digest"
        elif noted.get(f"evaluation:{row.id}") != row.digest:
            told = "the audit record names another digest"
        else:
            continue
        found.append(Finding("record", f"evaluation {row.id}", told))
    return found
