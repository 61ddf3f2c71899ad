"""Plans and evaluations for officers' programs: the page's own numbers, to whom the page is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from flask import Blueprint, Response, jsonify, request

from complaints_service import clock
from complaints_service.accounts.scopes import APPRAISAL
from complaints_service.api.appraisal_answers import (
    EvaluationAnswer,
    EvaluationsAnswer,
    MaterialAnswer,
    PlanAnswer,
    PlansAnswer,
)
from complaints_service.api.openapi import described
from complaints_service.api.presenting import instant
from complaints_service.appraisal.evaluating.following import follow_ups
from complaints_service.appraisal.evaluating.material import material_of
from complaints_service.appraisal.evaluating.parties import OpenedEvaluation, readable_evaluations
from complaints_service.appraisal.evaluating.queries import EvaluationView, record_of
from complaints_service.appraisal.planning.opening import PlanYear, shown_version, standing_in_time
from complaints_service.appraisal.planning.views import PlanView, ResultView
from complaints_service.edge.guard import needs
from complaints_service.edge.resources import service
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.subjects.evaluations import VIEW_EVALUATION
from complaints_service.edge.subjects.people import VIEW_PERSON
from complaints_service.edge.subjects.plans import VIEW_PLAN, VIEW_PLANS
from complaints_service.edge.transaction import reading
from complaints_service.errors import invalid, words
from complaints_service.people.queries import OfficerCard

blueprint = Blueprint("appraisal", __name__, url_prefix="/api/v1")
YEAR = {"year": {"type": "integer", "description": "None: this year."}}


@blueprint.get("/officers/<id:officer_id>/plans")
@needs(VIEW_PLANS, scope=APPRAISAL)
@described(who="officer", gives=PlansAnswer(), query=YEAR)
def get_plans(reader: SignedIn, opened: PlanYear, officer_id: int) -> Response:
    """Every version of a person's plan of a year; 404 for whoever may not see the person."""
    typed = request.args.get("year")
    if typed and typed != str(opened.year):
        raise invalid("year", words("Tulis tahun seperti 2026."))
    shown = shown_version(opened.versions, _today())
    return jsonify(
        officer=_officer(opened.card),
        year=opened.year,
        shown=None if shown is None else shown.version_id,
        plans=[_plan(plan, opened) for plan in opened.versions],
    )


@blueprint.get("/officers/<id:officer_id>/plans/<id:version_id>")
@needs(VIEW_PLAN, scope=APPRAISAL)
@described(who="officer", gives=PlanAnswer())
def get_plan(reader: SignedIn, opened: PlanYear, officer_id: int, version_id: int) -> Response:
    """One version of a person's plans."""
    assert opened.wanted is not None
    return jsonify(_plan(opened.wanted, opened))


@blueprint.get("/officers/<id:officer_id>/evaluations")
@needs(VIEW_PERSON, scope=APPRAISAL)
@described(who="officer", gives=EvaluationsAnswer())
def get_evaluations(reader: SignedIn, card: OfficerCard, officer_id: int) -> Response:
    """A person's evaluations; a draft is told to its rater alone."""
    with reading() as session:
        found = readable_evaluations(session, reader.rights, officer_id=officer_id)
    return jsonify(officer=_officer(card), evaluations=[_line(view) for view in found])


@blueprint.get("/evaluations/<id:evaluation_id>")
@needs(VIEW_EVALUATION, scope=APPRAISAL)
@described(who="officer", gives=EvaluationAnswer())
def get_evaluation(reader: SignedIn, opened: OpenedEvaluation, evaluation_id: int) -> Response:
    """One evaluation with what it rests on; to read it here is not to have opened it."""
    view, rulebook = opened.view, service().rulebook
    with reading() as session:
        frozen = record_of(session, evaluation_id=view.id) if view.digest is not None else None
        material = material_of(session, view=view, frozen=frozen, rulebook=rulebook)
        following = follow_ups(session, evaluation_ids=[view.id])
    return jsonify(
        **_line(view),
        reason=view.reason,
        answer=view.answer,
        objection=view.objection,
        decision=view.decision,
        reopen_reason=view.reopen_reason,
        first_result_rating=view.first_result_rating,
        first_behaviour_rating=view.first_behaviour_rating,
        frozen=frozen is not None,
        material=_material(material),
        follow_ups=[
            {
                "kind": each.kind,
                "words": each.words,
                "state": each.state,
                "due_on": _day(each.due_on),
                "decider": each.decider_id,
                "outcome": each.outcome,
            }
            for each in following
        ],
    )


def _material(material: Mapping[str, Any]) -> dict[str, Any]:
    """What was known; records of before kept no `periodic` where a year did not look back."""
    return {"periodic": [], **{name: material[name] for name in MaterialAnswer().fields if name in material}}


def _line(view: EvaluationView) -> dict[str, Any]:
    return {
        "id": view.id, "officer": view.officer_id, "kind": view.kind,
        "first_month": view.first_month, "last_month": view.last_month, "generation": view.generation,
        "state": view.state, "rater": view.rater_id, "decider": view.decider_id,
        "result_rating": view.result_rating, "behaviour_rating": view.behaviour_rating,
        "predicate": view.predicate, "objection_due_on": _day(view.objection_due_on),
        **{
            name: instant(getattr(view, name))
            for name in ("sent_at", "opened_at", "answered_at", "objected_at", "decided_at", "closed_at")
        },
        "digest": view.digest, "replaces": view.replaces_id,
    }  # fmt: skip


def _plan(plan: PlanView, opened: PlanYear) -> dict[str, Any]:
    return {
        "version": plan.version_id, "number": plan.number, "year": plan.year,
        "standing": standing_in_time(plan, opened.versions, _today()),
        "effective_from": _day(plan.effective_from), "officer": plan.officer_id, "rater": plan.rater_id,
        "unit": plan.unit, "position": plan.position, "reason": plan.reason, "revision": plan.revision,
        **{
            name: instant(getattr(plan, name))
            for name in ("officer_signed_at", "rater_signed_at", "signed_at")
        },
        "digest": plan.digest, "results": [_result(each) for each in plan.results],
        "expectations": dict(plan.expectations), "support": plan.support,
        "accountability": plan.accountability, "consequence": plan.consequence,
    }  # fmt: skip


def _result(result: ResultView) -> dict[str, Any]:
    return {
        "ordinal": result.ordinal,
        "duty": result.duty,
        "words": result.words,
        "weight": result.weight,
        "serves_result": result.superior_result_id,
        "serves_goal": result.goal_id,
        "indicators": [
            {name: value for name, value in asdict(each).items() if name != "id"}
            for each in result.indicators
        ],
    }


def _officer(card: OfficerCard) -> dict[str, Any]:
    return {"id": card.id, "name": card.name, "unit": card.unit, "position": card.position}


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _today() -> date:
    return service().rulebook.local_date(clock.now())
