"""Signed plans for tests that need one and not how it came about. Invented people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.appraisal.planning.models import (
    Plan,
    PlanExpectation,
    PlanIndicator,
    PlanResult,
    PlanVersion,
)
from complaints_service.audit.service import record
from complaints_service.errors import Actor
from complaints_service.people.models import Officer


@dataclass(frozen=True)
class SignedPlan:
    """What a test wants to name: the version, and its indicators in order."""

    version_id: int
    indicators: tuple[int, ...]


def signed_plan(
    session: Session,
    *,
    officer_id: int,
    rater_id: int | None,
    now: datetime,
    year: int = 2026,
    effective_from: date | None = None,
    indicators: Sequence[dict[str, object]] = (),
    result: str = "Parit rawan banjir bersih",
    expectation: str = "Jawab warga dengan kata yang mereka pakai.",
) -> SignedPlan:
    """A plan that both have signed: one result of weight 100 with these indicators.

    Without any, one in numbers (44 points cleaned), one in words, and one that the system measures.
    """
    officer = session.get_one(Officer, officer_id)
    plan = session.scalar(select(Plan).where(Plan.officer_id == officer_id, Plan.year == year))
    if plan is None:
        plan = Plan(officer_id=officer_id, year=year)
        session.add(plan)
        session.flush()
    number = len(session.scalars(select(PlanVersion.id).where(PlanVersion.plan_id == plan.id)).all()) + 1
    version = PlanVersion(
        plan_id=plan.id, number=number, state="signed", effective_from=effective_from or date(year, 1, 1),
        unit_id=officer.unit_id, position_id=officer.position_id, rater_id=rater_id, basis="blank",
        support="Satu truk pada hari Senin.", accountability="Laporan tiap bulan.",
        consequence="Dibahas dalam rapat.", officer_signed_at=now, rater_signed_at=now, signed_at=now,
        digest="ab" * 32, content={}, created_at=now, created_by=f"person:{officer_id}",
    )  # fmt: skip
    session.add(version)
    session.flush()
    row = PlanResult(version_id=version.id, ordinal=1, duty="main", words=result, weight=100)
    session.add_all([row, PlanExpectation(version_id=version.id, value_code="service", words=expectation)])
    session.flush()
    made = [
        PlanIndicator(**{"result_id": row.id, "ordinal": ordinal, "better": "higher", **told})
        for ordinal, told in enumerate(indicators or USUAL, start=1)
    ]
    session.add_all(made)
    session.flush()
    record(
        session,
        now=now,
        actor=Actor.officer(officer_id, "web"),
        kind="plan.signed",
        subject=f"person:{officer_id}",
    )
    return SignedPlan(version.id, tuple(each.id for each in made))


USUAL: tuple[dict[str, object], ...] = (
    {
        "aspect": "quantity",
        "words": "Titik parit yang dibersihkan",
        "source": "reported",
        "target_value": 44.0,
        "target_unit": "titik",
    },
    {
        "aspect": "quality",
        "words": "Peta parit rawan banjir",
        "source": "reported",
        "target_words": "Peta disetujui Camat",
    },
    {
        "aspect": "time",
        "words": "Jawaban pertama tepat waktu",
        "source": "measured",
        "indicator_code": "first_response_on_time",
        "target_value": 80.0,
        "target_unit": "%",
    },
)
