"""Gathers what a period says of an officer: figures against the plan, reported values, feedback, thanks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy.orm import Session

from complaints_service.appraisal.evaluating.queries import EvaluationView, evaluations_of, opinions_of
from complaints_service.appraisal.evaluating.record import (
    Figure,
    KeptEvidence,
    KeptFeedback,
    KeptIndicator,
    KeptOpinion,
    KeptPeriodic,
    KeptPlan,
    KeptReport,
    KeptResult,
    KeptThanks,
    Material,
    MonthFigure,
    plain,
)
from complaints_service.appraisal.evaluating.rules import EvaluationPeriod
from complaints_service.appraisal.feedback.queries import feedback_of, thanks_of
from complaints_service.appraisal.planning.queries import versions_of
from complaints_service.appraisal.planning.rules import version_of_month
from complaints_service.appraisal.planning.spreading import target_of
from complaints_service.appraisal.planning.views import IndicatorView, PlanView
from complaints_service.appraisal.reporting.queries import ReportedView, reported_values
from complaints_service.measurement.indicators.fairness import judgement
from complaints_service.measurement.indicators.floors import judging_floor
from complaints_service.measurement.indicators.periods import PeriodFigures, officer_periods
from complaints_service.measurement.indicators.values import IndicatorValue
from complaints_service.measurement.months import first_day, month_after, month_start
from complaints_service.people.queries import names_of_officers
from config.rulebook import Rulebook


def gather(
    session: Session,
    *,
    officer_id: int,
    span: EvaluationPeriod,
    rulebook: Rulebook,
    evaluation_id: int | None = None,
) -> Material:
    """Everything a period says, as of the facts now; with an evaluation also the opinions asked for it."""
    months = span.months
    parts = parts_of(session, officer_id=officer_id, months=months)
    # Most often one version judges all the months, and its figures are those of the whole.
    periods = list(dict.fromkeys([months, *(part for _view, part in parts)]))
    found = officer_periods(session, officer_id=officer_id, periods=periods, rulebook=rulebook)
    by_months, figures = dict(zip(periods, found, strict=True)), found[0]
    reported = _reported(session, [view for view, _part in parts], months)
    calendar = rulebook.calendar(rulebook.office.calendar)
    start = month_start(span.first_month, calendar)
    end = month_start(month_after(span.last_month), calendar)
    plans = tuple(_plan(view, part, by_months[part], reported, rulebook) for view, part in parts)
    last = version_in_force(session, officer_id=officer_id, month=span.last_month)
    return Material(
        as_of=figures.as_of,
        policies=figures.policies,
        calendars=figures.calendars,
        hashes=figures.hashes,
        presence={month: (each.worked, each.working) for month, each in figures.presence.items()},
        plans=plans,
        expectations={} if last is None else dict(last.expectations),
        feedback=tuple(
            KeptFeedback(
                id=each.id,
                giver=each.giver,
                relation=each.relation,
                kind=each.kind,
                words=each.words,
                value_code=each.value_code,
                ticket=each.ticket,
                indicator_code=each.indicator_code,
                given_at=each.given_at,
            )
            for each in feedback_of(session, officer_id=officer_id, start=start, end=end)
        ),
        thanks=tuple(
            KeptThanks(each.ticket, each.score, each.words, each.given_at)
            for each in thanks_of(session, officer_ids=[officer_id], start=start, end=end)
        ),
        opinions=() if evaluation_id is None else _opinions(session, evaluation_id),
        periodic=_periodic(session, officer_id, span) if span.kind == "annual" else (),
    )


def material_of(
    session: Session, *, view: EvaluationView, frozen: Mapping[str, Any] | None, rulebook: Rulebook
) -> Mapping[str, Any]:
    """What an evaluation rests on, plain: as it was `frozen` in its record, else as it is now."""
    if frozen is not None:
        return frozen
    span = EvaluationPeriod(view.kind, view.first_month, view.last_month)
    return plain(
        gather(session, officer_id=view.officer_id, span=span, rulebook=rulebook, evaluation_id=view.id)
    )


def version_in_force(session: Session, *, officer_id: int, month: str) -> PlanView | None:
    """The signed version that judges a month."""
    return _judging(session, officer_id, (month,))[month]


def parts_of(
    session: Session, *, officer_id: int, months: Sequence[str]
) -> list[tuple[PlanView, tuple[str, ...]]]:
    """The signed versions that judge these months, each with its months in a row; months of none fall out."""
    judging = _judging(session, officer_id, months)
    found: list[tuple[PlanView, tuple[str, ...]]] = []
    for _, group in groupby(months, key=lambda month: getattr(judging[month], "version_id", None)):
        part = tuple(group)
        view = judging[part[0]]
        if view is not None:
            found.append((view, part))
    return found


def _judging(session: Session, officer_id: int, months: Sequence[str]) -> Mapping[str, PlanView | None]:
    """By month, the signed version that judges it."""
    signed = {
        year: [
            view for view in versions_of(session, officer_id=officer_id, year=year) if view.state == "signed"
        ]
        for year in {int(month[:4]) for month in months}
    }
    return {month: version_of_month(signed[int(month[:4])], month) for month in months}


def _reported(
    session: Session, views: Sequence[PlanView], months: Sequence[str]
) -> Mapping[tuple[int, str], ReportedView]:
    """What was reported and approved for the plans' indicators, by indicator and month."""
    results = [result for view in views for result in view.results]
    ids = [each.id for result in results for each in result.indicators if each.source == "reported"]
    return reported_values(session, indicator_ids=ids, months=months) if ids else {}


def _plan(
    view: PlanView,
    months: tuple[str, ...],
    figures: PeriodFigures,
    reported: Mapping[tuple[int, str], ReportedView],
    rulebook: Rulebook,
) -> KeptPlan:
    return KeptPlan(
        version_id=view.version_id,
        number=view.number,
        digest=view.digest,
        months=months,
        results=tuple(
            KeptResult(
                ordinal=result.ordinal,
                duty=result.duty,
                words=result.words,
                weight=result.weight,
                indicators=tuple(
                    _indicator(each, months, figures, reported, rulebook) for each in result.indicators
                ),
            )
            for result in view.results
        ),
    )


def _indicator(
    each: IndicatorView,
    months: Sequence[str],
    figures: PeriodFigures,
    reported: Mapping[tuple[int, str], ReportedView],
    rulebook: Rulebook,
) -> KeptIndicator:
    figure, target = None, target_of(each, months)
    if each.source == "measured" and each.indicator_code is not None:
        figure = judged(figures.value(each.indicator_code), target, months[-1], rulebook)
    return KeptIndicator(
        id=each.id,
        aspect=each.aspect,
        words=each.words,
        source=each.source,
        indicator_code=each.indicator_code,
        target_value=each.target_value,
        target_unit=each.target_unit,
        target_words=each.target_words,
        better=each.better,
        spread=each.spread,
        period_target=None if each.spread is None else target,
        figure=figure,
        reported=tuple(_report(reported[each.id, month]) for month in months if (each.id, month) in reported),
    )


def judged(value: IndicatorValue, target: float | None, last_month: str, rulebook: Rulebook) -> Figure:
    """A figure against the plan's own target, else the office's; only shares are judged (`fairness`)."""
    source = "plan" if target is not None else "office" if value.target is not None else None
    aim = value.target if target is None else target
    said = None
    if value.interval is not None or value.value is None:
        said = judgement(
            value.interval,
            target=aim,
            better=value.better,
            n=value.weighed_n,
            minimum_n=judging_floor(value.minimum_n, rulebook, first_day(last_month)),
            strict=value.strict,
            expected=value.expected,
        )
    return Figure(
        value=value.value,
        n=value.n,
        weighed_n=value.weighed_n,
        interval=value.interval,
        expected=value.expected,
        target=aim,
        target_from=source,
        judgement=said,
        months=tuple(
            MonthFigure(month, found.value, found.n, found.interval) for month, found in value.months
        ),
    )


def _report(view: ReportedView) -> KeptReport:
    return KeptReport(
        id=view.id,
        month=view.month,
        value=view.value,
        words=view.words,
        decided_at=view.decided_at,
        evidence=tuple(
            KeptEvidence(id=each.id, kind=each.kind, name=each.name, address=each.address, digest=each.digest)
            for each in view.standing
        ),
    )


def _periodic(session: Session, officer_id: int, span: EvaluationPeriod) -> tuple[KeptPeriodic, ...]:
    """The closed evaluations of parts of a year, the earliest first."""
    found = [
        KeptPeriodic(
            id=each.id,
            first_month=each.first_month,
            last_month=each.last_month,
            result=each.result_rating,
            behaviour=each.behaviour_rating,
            predicate=each.predicate,
            digest=each.digest,
        )
        for each in evaluations_of(session, officer_id=officer_id)
        if each.kind == "periodic"
        and each.state == "closed"
        and span.first_month <= each.first_month <= each.last_month <= span.last_month
    ]
    return tuple(sorted(found, key=lambda each: each.first_month))


def _opinions(session: Session, evaluation_id: int) -> tuple[KeptOpinion, ...]:
    asked = opinions_of(session, evaluation_id=evaluation_id)
    names = names_of_officers(session, ids=[each.rater_id for each in asked])
    return tuple(
        KeptOpinion(
            rater=names[each.rater_id],
            first_on=each.first_on,
            last_on=each.last_on,
            result_rating=each.result_rating,
            behaviour_rating=each.behaviour_rating,
            words=each.words,
        )
        for each in asked
    )
