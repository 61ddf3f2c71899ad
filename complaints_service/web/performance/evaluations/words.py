"""Evaluations in words: ratings, states, periods, what may follow, what the guide says."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from flask_babel import gettext as _

from complaints_service.appraisal.evaluating.queries import EvaluationView
from complaints_service.appraisal.evaluating.rules import EvaluationPeriod, SpreadWarning
from complaints_service.appraisal.feedback.models import RELATIONS
from complaints_service.measurement.months import first_day
from complaints_service.web.words.formats import month_words, number_words, percent
from complaints_service.web.words.vocabulary import name_of, names_in, word_of
from config.entries.evaluation import EvaluationRules

_QUARTERS = ("I", "II", "III", "IV")


def rating_names() -> dict[str, str]:
    """The three ratings, the best one first, as the regulation calls them."""
    return names_in("expectation")


def short_ratings() -> dict[str, str]:
    """The three in the head of the matrix."""
    return names_in("expectation_short")


def period_words(span: EvaluationPeriod, language: str) -> str:
    """ "Triwulan IV 2026", "Tahun 2026", or its months."""
    year, months = span.last_month[:4], span.months
    if span.kind == "annual":
        return _("Tahun %(year)s", year=year)
    first = first_day(span.first_month)
    if len(months) == 3 and first.month % 3 == 1:
        return _("Triwulan %(number)s %(year)s", number=_QUARTERS[first.month // 3], year=year)
    if len(months) == 1:
        return month_words(first, language)
    return f"{month_words(first, language)} – {month_words(span.last_month, language)}"


def span_of(view: EvaluationView) -> EvaluationPeriod:
    """The months an evaluation is about."""
    return EvaluationPeriod(view.kind, view.first_month, view.last_month)


def state_words(state: str) -> tuple[str, str]:
    """Badge state and words of where an evaluation stands."""
    shapes = {"draft": "new", "sent": "wait", "objected": "risk", "closed": "done", "reopened": "stop"}
    return shapes[state], name_of("evaluation_state", state)


def relation_names() -> dict[str, str]:
    """What a giver of feedback is to the receiver."""
    return {code: word_of("relation", code) for code in RELATIONS}


def feedback_kinds() -> dict[str, str]:
    """What feedback may be."""
    return names_in("feedback_kind")


def follow_up_kinds() -> dict[str, str]:
    """What may follow from an evaluation."""
    return names_in("follow_up_kind")


def follow_up_states() -> dict[str, tuple[str, str]]:
    """Badge state and words of a follow-up."""
    shapes = {"open": "wait", "done": "done", "declined": "stop"}
    return {code: (shapes[code], name) for code, name in names_in("follow_up_state").items()}


def predicate_names(rules: EvaluationRules, language: str) -> Mapping[str, str]:
    """The predicates by code."""
    return {predicate.code: predicate.names.read(language) for predicate in rules.predicates}


def warning_words(
    warning: SpreadWarning, rules: EvaluationRules, level: str, language: str
) -> tuple[str, str]:
    """How the predicates spread, and what the guide says for the office's achievement."""
    names = predicate_names(rules, language)
    which = _(" atau ").join(names[code] for code in warning.predicates)
    fact = _(
        "%(count)s dari %(total)s evaluasi Anda pada periode ini %(which)s (%(share)s).",
        count=number_words(warning.count, language),
        total=number_words(warning.total, language),
        which=which,
        share=percent(warning.share / 100, language),
    )
    achieved, limit = rules.level(level).names.read(language), percent(warning.limit / 100, language)
    guide = {"level": achieved, "limit": limit}
    if warning.rule == "most":
        return fact, _("Pedoman untuk capaian kantor “%(level)s”: paling banyak %(limit)s.", **guide)
    if warning.rule == "least":
        return fact, _("Pedoman untuk capaian kantor “%(level)s”: paling sedikit %(limit)s.", **guide)
    return fact, _("Pedoman untuk capaian kantor “%(level)s”: sebagian ada di situ.", level=achieved)


def instant(told: str) -> datetime:
    """An instant of the record."""
    return datetime.fromisoformat(told).astimezone(UTC)
