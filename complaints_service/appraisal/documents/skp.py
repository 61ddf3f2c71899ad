"""The content of a plan's document (SKP), in the layout of PermenPANRB 6/2022 as far as it is known here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from complaints_service.appraisal.documents.parties import nobody, office_name, party
from complaints_service.appraisal.documents.words import NOTHING, DocumentWords, day, indicator_name
from complaints_service.appraisal.planning.kinds import DUTIES
from complaints_service.appraisal.planning.queries import served_names
from complaints_service.appraisal.planning.views import PlanView, ResultView
from complaints_service.audit.marks import is_demo
from complaints_service.people.queries import unit_names
from config.rulebook import Rulebook

TITLE = "Sasaran Kinerja Pegawai (SKP)"


def skp_content(session: Session, *, plan: PlanView, now: datetime, rulebook: Rulebook) -> dict[str, Any]:
    """All that the document says, as text by section; where a signature is missing it says so."""
    told = DocumentWords.of(rulebook)
    officer, rater = _parties(session, plan, rulebook.local_date(plan.signed_at or now))
    results, goals = served_names(
        session,
        results=[each.superior_result_id for each in plan.results if each.superior_result_id is not None],
        goals=[each.goal_id for each in plan.results if each.goal_id is not None],
    )

    def rows(duty: str) -> list[dict[str, Any]]:
        return [
            _result(each, _serves(each, results, goals), told) for each in plan.results if each.duty == duty
        ]

    return {
        "title": TITLE,
        "sample": is_demo(session),
        "draft": plan.state != "signed",
        "office": office_name(rulebook),
        "period": f"{day(date(plan.year, 1, 1))} s.d. {day(date(plan.year, 12, 31))}",
        "subtitle": f"Tahun {plan.year}",
        "version": f"Versi {plan.number}, berlaku sejak {day(plan.effective_from)}",
        "approach": _approach(plan),
        "officer": officer,
        "rater": rater,
        "main": rows("main"),
        "additional": rows("additional"),
        "duties": {duty: told.name("duty", duty) for duty in DUTIES},
        "behaviour": [
            {
                "name": value.names.id,
                "statements": [each.id for each in value.statements],
                "expectation": plan.expectations.get(value.code, NOTHING),
            }
            for value in rulebook.behaviour_values
        ],
        "annex": [
            {"head": "Dukungan sumber daya", "words": plan.support or NOTHING},
            {"head": "Skema pertanggungjawaban", "words": plan.accountability or NOTHING},
            {"head": "Konsekuensi", "words": plan.consequence or NOTHING},
        ],
        "signed": {
            "officer": told.signed(plan.officer_signed_at),
            "rater": told.signed(plan.rater_signed_at),
        },
        "digest": plan.digest or NOTHING,
        "as_of": told.instant(now),
    }


def _parties(session: Session, plan: PlanView, on: date) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """The two as they signed; before that, and of plans signed before names were kept, as of that day."""
    if plan.parties is not None:
        return plan.parties["officer"], plan.parties.get("rater") or nobody().content()
    officer = party(session, officer_id=plan.officer_id, on=on) or nobody()
    rater = party(session, officer_id=plan.rater_id, on=on) or nobody()
    unit = unit_names(session, on=on).get(plan.unit, plan.unit)
    return replace(officer, position=plan.position_title, unit=unit).content(), rater.content()


def _approach(plan: PlanView) -> str:
    numbers = {one.target_value is not None for result in plan.results for one in result.indicators}
    if numbers == {False}:
        return "Pendekatan hasil kerja kualitatif"
    return "Pendekatan hasil kerja kuantitatif" + (" dan kualitatif" if False in numbers else "")


def _serves(result: ResultView, results: Mapping[int, tuple[str, str]], goals: Mapping[int, str]) -> str:
    """The superior's result that one serves, or at the top the office's goal."""
    if result.superior_result_id is not None:
        return results.get(result.superior_result_id, (NOTHING, ""))[0]
    return goals.get(result.goal_id or 0, NOTHING)


def _result(result: ResultView, serves: str, told: DocumentWords) -> dict[str, Any]:
    return {
        "ordinal": str(result.ordinal),
        "serves": serves,
        "words": result.words,
        "weight": f"{result.weight} %",
        "indicators": [
            {
                "aspect": told.name("aspect", one.aspect),
                "words": indicator_name(one),
                "target": told.target(one),
                "source": told.word("indicator_source", one.source),
            }
            for one in result.indicators
        ],
    }
