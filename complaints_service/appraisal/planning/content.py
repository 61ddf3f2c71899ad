"""What both sign: the canonical content of a version, and its digest. Pure.

It holds all that binds the two and nothing that may change without them: codes and ids, and beside them what
the two were called and where they stood when the first of them signed. Another form of it gets another name.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from complaints_service.appraisal.planning.rules import IndicatorDraft, PlanDraft, ResultDraft

if TYPE_CHECKING:
    from complaints_service.appraisal.planning.views import IndicatorView, PlanView, ResultView

#: Without the parties, as plans were signed before, and as a draft reads; then with them.
FORM, FORM_WITH_PARTIES = "tanggap-plan-1", "tanggap-plan-2"
#: Where a target is split over the periods of the year, with the parties once somebody signed.
FORM_WITH_SPREAD = "tanggap-plan-3"


def content_of(plan: PlanView) -> dict[str, Any]:
    """The content of a version as plain JSON; numbers as text with six places."""
    parties: dict[str, Any] = {} if plan.parties is None else {"parties": plan.parties}
    return {
        "form": _form_of(plan),
        **parties,
        "officer": plan.officer_id,
        "year": plan.year,
        "number": plan.number,
        "effective_from": plan.effective_from.isoformat(),
        "unit": plan.unit,
        "position": plan.position,
        "rater": plan.rater_id,
        "results": [
            {
                "ordinal": result.ordinal,
                "duty": result.duty,
                "words": result.words,
                "weight": result.weight,
                "serves_result": result.superior_result_id,
                "serves_goal": result.goal_id,
                "indicators": [_indicator(indicator) for indicator in result.indicators],
            }
            for result in plan.results
        ],
        "expectations": dict(sorted(plan.expectations.items())),
        "support": plan.support,
        "accountability": plan.accountability,
        "consequence": plan.consequence,
        "reason": plan.reason,
    }


def digest_of(content: Mapping[str, Any]) -> str:
    """SHA-256 of a content in its canonical form: keys in order, no spaces, ASCII."""
    told = json.dumps(content, separators=(",", ":"), ensure_ascii=True, sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()


def draft_of(plan: PlanView) -> PlanDraft:
    """What a version says, ready to be changed and proposed anew."""
    return PlanDraft(
        effective_from=plan.effective_from,
        results=tuple(_result_draft(result) for result in plan.results),
        expectations=dict(plan.expectations),
        support=plan.support,
        accountability=plan.accountability,
        consequence=plan.consequence,
    )


def _indicator(indicator: IndicatorView) -> dict[str, Any]:
    value, targets = indicator.target_value, _targets(indicator)
    spread: dict[str, Any] = {}
    if targets is not None:
        spread = {"spread": indicator.spread, "periods": [f"{each:.6f}" for each in targets]}
    return {
        "ordinal": indicator.ordinal,
        "aspect": indicator.aspect,
        "words": indicator.words,
        "source": indicator.source,
        "indicator": indicator.indicator_code,
        "target": None if value is None else f"{value:.6f}",
        "unit": indicator.target_unit,
        "target_words": indicator.target_words,
        "better": indicator.better,
        **spread,
    }


def _targets(indicator: IndicatorView) -> tuple[float, ...] | None:
    return None if indicator.period_targets is None else tuple(map(float, indicator.period_targets))


def _form_of(plan: PlanView) -> str:
    if any(each.spread for result in plan.results for each in result.indicators):
        return FORM_WITH_SPREAD
    return FORM if plan.parties is None else FORM_WITH_PARTIES


def _result_draft(result: ResultView) -> ResultDraft:
    return ResultDraft(
        duty=result.duty,
        words=result.words,
        weight=result.weight,
        superior_result_id=result.superior_result_id,
        goal_id=result.goal_id,
        indicators=tuple(
            IndicatorDraft(
                aspect=indicator.aspect,
                words=indicator.words,
                source=indicator.source,
                indicator_code=indicator.indicator_code,
                target_value=indicator.target_value,
                target_unit=indicator.target_unit,
                target_words=indicator.target_words,
                better=indicator.better,
                spread=indicator.spread,
                period_targets=_targets(indicator),
            )
            for indicator in result.indicators
        ),
    )
