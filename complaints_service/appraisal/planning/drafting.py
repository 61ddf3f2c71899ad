"""What a draft may begin with, and the form in which one is stored. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date

from complaints_service.appraisal.planning.content import draft_of
from complaints_service.appraisal.planning.rules import IndicatorDraft, PlanDraft, ResultDraft, Setting
from complaints_service.appraisal.planning.views import PlanView
from complaints_service.measurement.indicators.measures import INDICATORS
from config.entries.office import holds_on
from config.entries.performance import PlanTemplate
from config.rulebook import Rulebook


def templates_for(rulebook: Rulebook, *, position: str, on: date) -> list[PlanTemplate]:
    """The templates of a position on a day."""
    return [
        template
        for template in rulebook.plan_templates
        if position in template.positions and holds_on(template, on)
    ]


def from_template(template: PlanTemplate, *, effective_from: date) -> PlanDraft:
    """A draft as a template has it; what is measured takes name, unit and direction from the registry."""
    return PlanDraft(
        effective_from=effective_from,
        results=tuple(
            ResultDraft(
                duty=result.duty,
                words=result.words,
                weight=result.weight,
                indicators=tuple(
                    settled_indicator(
                        IndicatorDraft(
                            aspect=each.aspect,
                            words=each.words or "",
                            source="measured" if each.measured else "reported",
                            indicator_code=each.measured,
                            target_value=each.target,
                            target_unit=each.unit,
                            target_words=each.target_words,
                            better=each.better,
                        )
                    )
                    for each in result.indicators
                ),
            )
            for result in template.results
        ),
        support=template.support,
        accountability=template.accountability,
        consequence=template.consequence,
    )


def from_version(plan: PlanView, *, effective_from: date, setting: Setting) -> PlanDraft:
    """A draft that says what an earlier version said; what may not be served any more is left out."""
    draft = draft_of(plan)
    return replace(
        draft,
        effective_from=effective_from,
        results=tuple(
            replace(
                result,
                superior_result_id=_kept(result.superior_result_id, setting.superior_results),
                goal_id=_kept(result.goal_id, setting.goals),
            )
            for result in draft.results
        ),
    )


def settled(draft: PlanDraft) -> PlanDraft:
    """A draft as it is stored: nothing blank or empty, and what is measured as the registry has it."""
    return replace(
        draft,
        results=tuple(
            replace(
                result,
                words=result.words.strip(),
                indicators=tuple(settled_indicator(indicator) for indicator in result.indicators),
            )
            for result in draft.results
        ),
        expectations={code: said.strip() for code, said in draft.expectations.items() if said.strip()},
        support=_or_none(draft.support),
        accountability=_or_none(draft.accountability),
        consequence=_or_none(draft.consequence),
    )


def settled_indicator(indicator: IndicatorDraft) -> IndicatorDraft:
    """An indicator as it is stored."""
    if indicator.spread is None:
        indicator = replace(indicator, period_targets=None)
    known = INDICATORS.get(indicator.indicator_code or "") if indicator.source == "measured" else None
    if known is not None:
        return replace(
            indicator,
            words=indicator.words.strip() or known.names.id,
            target_unit=known.unit,
            target_words=None,
            better=known.better,
        )
    return replace(
        indicator,
        words=indicator.words.strip(),
        indicator_code=indicator.indicator_code if indicator.source == "measured" else None,
        target_unit=_or_none(indicator.target_unit) if indicator.target_value is not None else None,
        target_words=_or_none(indicator.target_words),
    )


def _kept(wanted: int | None, allowed: Collection[int]) -> int | None:
    return wanted if wanted in allowed else None


def _or_none(said: str | None) -> str | None:
    return (said or "").strip() or None
