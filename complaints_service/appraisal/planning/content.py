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


def content_of(plan: PlanView) -> dict[str, Any]:
    """The content of a version as plain JSON; numbers as text with six places."""
    parties: dict[str, Any] = {} if plan.parties is None else {"parties": plan.parties}
    return {
        "form": FORM if plan.parties is None else FORM_WITH_PARTIES,
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
    value = indicator.target_value
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
    }


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
            )
            for indicator in result.indicators
        ),
    )
