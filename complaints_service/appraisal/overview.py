"""Where people stand in the cycle of a year, all at once: plan, evaluation, reports, actions, training."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights, may_in_office
from complaints_service.appraisal.evaluating.models import Evaluation
from complaints_service.appraisal.evaluating.rules import EvaluationPeriod, is_over, periods_of
from complaints_service.appraisal.planning.models import Plan, PlanVersion
from complaints_service.appraisal.reporting.queries import waiting_reports
from complaints_service.development.models import TrainingNeed, TrainingRecord
from complaints_service.development.rules import LessonHours, limits_of
from complaints_service.meetings.queries import counting_actions, late_actions
from complaints_service.people.models import Officer
from complaints_service.people.queries import heads_office, unit_names
from config.rulebook import Rulebook

#: `waits_officer`, `waits_rater`: one has signed, the other has not; `open`: neither.
DRAFTS = ("open", "waits_officer", "waits_rater")


@dataclass(frozen=True, kw_only=True)
class YearOfPerson:
    """One person's year. `draft` is one of DRAFTS or None; `evaluation` the state of `Overview.span`'s.

    `needs` and `trainings` wait for a superior: needs to decide on, trainings to confirm.
    """

    officer_id: int
    civil_servant: bool
    signed: bool
    draft: str | None
    rater_id: int | None
    evaluation: str | None
    evaluation_id: int | None
    reports: int
    actions: int
    late_actions: int
    hours: LessonHours
    needs: int
    trainings: int


@dataclass(frozen=True)
class Overview:
    """Everybody asked for, in one year; `span`: the period whose evaluations are told."""

    year: int
    span: EvaluationPeriod
    people: Mapping[int, YearOfPerson]


def counted_units(session: Session, rights: Rights) -> Mapping[str, str]:
    """Whose counts a person sees, name by code: all for the head of the office, else what a grant reaches."""
    names = unit_names(session)
    if heads_office(session, units=rights.subordinate_units):
        return names
    return {code: name for code, name in names.items() if may_in_office(rights, "view_performance", code)}


def overview(
    session: Session,
    *,
    officer_ids: Collection[int],
    today: date,
    rulebook: Rulebook,
    span: EvaluationPeriod | None = None,
) -> Overview:
    """The standing of each of these people, in a handful of queries however many they are.

    With a `span`, its evaluations and the plans of its year; without, the last that is over and this year's.
    """
    year = today.year if span is None else int(span.last_month[:4])
    span = span or last_span(today, rulebook)
    plans = _plans(session, officer_ids, year)
    evaluations = _evaluations(session, officer_ids, span)
    people = {}
    for row in _added_up(session, officer_ids, year, today):
        signed, draft, rater_id = plans.get(row.id, (False, None, None))
        state, evaluation_id = evaluations.get(row.id, (None, None))
        people[row.id] = YearOfPerson(
            officer_id=row.id,
            civil_servant=row.employment != "non_asn",
            signed=signed,
            draft=draft,
            rater_id=rater_id,
            evaluation=state,
            evaluation_id=evaluation_id,
            reports=row.reports,
            actions=row.actions,
            late_actions=row.late_actions,
            hours=LessonHours(int(row.hours), *limits_of(row.employment, year, rulebook)),
            needs=row.needs,
            trainings=row.trainings,
        )
    return Overview(year, span, people)


def last_span(today: date, rulebook: Rulebook) -> EvaluationPeriod:
    """The last period of the office's evaluations whose last day has passed."""
    months = rulebook.evaluation.terms_on(today).period_months
    spans = [
        span
        for year in (today.year - 1, today.year)
        for span in periods_of(year, months)
        if span.kind == "periodic" and is_over(span, today)
    ]
    return spans[-1]


def _plans(
    session: Session, officer_ids: Collection[int], year: int
) -> dict[int, tuple[bool, str | None, int | None]]:
    """Whether a version is signed, where the draft stands, and who rates by the newest version."""
    rows = session.execute(
        select(
            Plan.officer_id,
            PlanVersion.state,
            PlanVersion.officer_signed_at,
            PlanVersion.rater_signed_at,
            PlanVersion.rater_id,
        )
        .join(Plan, Plan.id == PlanVersion.plan_id)
        .where(Plan.year == year, Plan.officer_id.in_(officer_ids), PlanVersion.state != "dropped")
        .order_by(PlanVersion.number)
    )
    found: dict[int, tuple[bool, str | None, int | None]] = {}
    for officer_id, state, by_officer, by_rater, rater_id in rows:
        signed = found.get(officer_id, (False, None, None))[0]
        if state == "signed":
            found[officer_id] = (True, None, rater_id)
        else:
            draft = "waits_rater" if by_officer else "waits_officer" if by_rater else "open"
            found[officer_id] = (signed, draft, rater_id)
    return found


def _evaluations(
    session: Session, officer_ids: Collection[int], span: EvaluationPeriod
) -> dict[int, tuple[str | None, int | None]]:
    rows = session.execute(
        select(Evaluation.officer_id, Evaluation.state, Evaluation.id)
        .where(
            Evaluation.officer_id.in_(officer_ids),
            Evaluation.kind == span.kind,
            Evaluation.first_month == span.first_month,
            Evaluation.last_month == span.last_month,
        )
        .order_by(Evaluation.generation)
    )
    return {officer_id: (state, evaluation_id) for officer_id, state, evaluation_id in rows}


def _added_up(
    session: Session, officer_ids: Collection[int], year: int, today: date
) -> Sequence[Row[*tuple[Any, ...]]]:
    """What is counted of each person: one statement, however many sorts of things are counted."""
    records = select(func.count()).where(
        TrainingRecord.officer_id == Officer.id, TrainingRecord.confirmed_at.is_(None)
    )
    needs = select(func.count()).where(
        TrainingNeed.officer_id == Officer.id, TrainingNeed.state == "proposed"
    )
    hours = select(func.coalesce(func.sum(TrainingRecord.lesson_hours), 0)).where(
        TrainingRecord.officer_id == Officer.id,
        TrainingRecord.confirmed_at.is_not(None),
        TrainingRecord.last_on.between(date(year, 1, 1), date(year, 12, 31)),
    )
    counted = {
        "reports": waiting_reports(Officer.id), "actions": counting_actions(Officer.id),
        "late_actions": late_actions(Officer.id, today), "hours": hours, "trainings": records, "needs": needs,
    }  # fmt: skip
    return session.execute(
        select(
            Officer.id,
            Officer.employment,
            *(query.correlate(Officer).scalar_subquery().label(name) for name, query in counted.items()),
        ).where(Officer.id.in_(officer_ids))
    ).all()
