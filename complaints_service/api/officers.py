"""A member's indicators for officers' clients."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, jsonify, request, url_for

from complaints_service import clock
from complaints_service.accounts.scopes import FIGURES
from complaints_service.api.answers import IndicatorsAnswer
from complaints_service.api.openapi import described
from complaints_service.api.presenting import instant
from complaints_service.appraisal.evaluating.planned import planned_of, told_of_person
from complaints_service.edge.guard import needs
from complaints_service.edge.input.period import asked_month
from complaints_service.edge.resources import service
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.subjects.people import VIEW_FIGURES
from complaints_service.edge.transaction import reading
from complaints_service.measurement.indicators import queries
from complaints_service.measurement.indicators.fairness import LEVEL
from complaints_service.measurement.indicators.loading import of_officer, standing
from complaints_service.measurement.indicators.queries import MonthFigures
from complaints_service.measurement.indicators.seeing import require_subject
from complaints_service.measurement.indicators.values import IndicatorValue
from complaints_service.people.queries import OfficerCard

blueprint = Blueprint("officers", __name__, url_prefix="/api/v1/officers")
QUERY = {"period": {"type": "string", "description": "A month: 2026-11. None: that of the newest figures."}}


@blueprint.get("/<id:officer_id>/indicators")
@needs(VIEW_FIGURES, scope=FIGURES)
@described(who="officer", gives=IndicatorsAnswer(), query=QUERY)
def get_indicators(reader: SignedIn, card: OfficerCard, officer_id: int) -> Response:
    """Every indicator of a month; 404 for whoever may not see this person's, as for an id nobody has."""
    rulebook = service().rulebook
    zone = rulebook.calendar(rulebook.office.calendar).zone
    with reading() as session:
        newest = standing(session).newest
        month = asked_month(request.args.get("period"), newest=newest, now=clock.now(), zone=zone)
        subject = of_officer(officer_id)
        require_subject(session, rights=reader.rights, subject=subject, month=month)
        found = queries.officer_month(session, officer_id=officer_id, month=month, rulebook=rulebook)
        told = told_of_person(found.values, planned_of(session, officer_id, month))
    return jsonify(_month_json(found, told, card))


def _month_json(found: MonthFigures, told: Sequence[IndicatorValue], card: OfficerCard) -> dict[str, Any]:
    base = service().settings.base_url
    return {
        "officer": {"id": card.id, "name": card.name, "unit": card.unit, "position": card.position},
        "period": found.month, "provisional": found.provisional, "as_of": instant(found.as_of),
        "policies": list(found.policies), "calendars": list(found.calendars), "hash": found.hash,
        "presence": None
        if found.presence is None
        else {"worked_days": found.presence.worked, "working_days": found.presence.working},
        "late_leave": [
            {
                "first_on": one.first_on.isoformat(),
                "last_on": one.last_on.isoformat(),
                "reason": one.reason,
                "entered_by": one.entered_by,
                "decided_by": one.decided_by,
            }
            for one in found.late_leave
        ],
        "indicators": [
            {
                **_value_json(value),
                "evidence": base
                + url_for("figures.evidence", officer_id=card.id, indicator=value.code, period=found.month),
            }
            for value in told
        ],
    }  # fmt: skip


def _value_json(one: IndicatorValue) -> dict[str, Any]:
    """One indicator; `unit` says what its value, interval and target are in."""
    low, high = one.interval or (None, None)
    return {
        "code": one.code, "name": {"id": one.names.id, "en": one.names.en}, "unit": one.unit,
        "better": one.better, "source": one.indicator.source, "value": one.value, "n": one.n, "k": one.k,
        "interval": {"low": low, "high": high, "level": LEVEL} if one.interval else None,
        "target": one.target, "minimum_n": one.minimum_n, "verdict": one.judgement,
        "still_waiting": one.still_waiting, "counts": dict(one.counts),
        "expected": one.expected, "drawn": one.drawn, "hash": one.hash,
        "comparison": {"of": one.comparison_of, "value": one.comparison} if one.comparison_of else None,
    }  # fmt: skip
