"""Checked entries turned into the values of a rulebook: calendars and policies of the engine, dated rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, TypeVar

from config.entries.answers import OfferedAnswer
from config.entries.emergency import EmergencyNumber, EmergencySign
from config.entries.law import LegalReference
from config.entries.office import (
    Agency,
    Category,
    EscalationsOff,
    IndicatorTarget,
    Kelurahan,
    Limit,
    Neighbour,
    Office,
    PositionEntry,
    RoutingRule,
    RoutingRules,
    TextEntry,
    UnitEntry,
    holds_on,
)
from config.entries.papers import PaperTemplate
from config.entries.survey import SurveyClass, SurveyElement, SurveyService
from config.entries.training import CatalogueTraining
from config.evaluation import build_evaluation
from config.performance import build_behaviour, build_templates
from config.reading import Read
from config.rulebook import Rulebook
from config.versions import boundaries, in_force
from sla import CalendarSpec, Policy

Made = TypeVar("Made")
OPEN_LIMIT = "open_tickets_per_officer"


def build_rulebook(
    read: Read, calendars: Mapping[str, tuple[CalendarSpec, ...]], policies: tuple[Policy, ...]
) -> Rulebook:
    """The rulebook of entries known to be without mistakes."""
    office = _made(read, "office", Office)[0]
    limits = _made(read, "limit", Limit)
    texts: dict[str, tuple[TextEntry, ...]] = {}
    for text in sorted(_made(read, "text", TextEntry), key=lambda text: text.effective_from):
        texts[text.key] = (*texts.get(text.key, ()), text)
    return Rulebook(
        office=office,
        calendars=calendars,
        policies=policies,
        categories=_made(read, "category", Category),
        routing=_routing_versions(_made(read, "rule", RoutingRule), limits, office),
        texts=texts,
        targets=_made(read, "target", IndicatorTarget),
        agencies=_made(read, "agency", Agency),
        neighbours=_made(read, "neighbour", Neighbour),
        kelurahan=tuple(
            Kelurahan(**entry, rings=read.rings[entry["code"]]) for _, entry in read.entries("kelurahan")
        ),
        units=_made(read, "unit", UnitEntry),
        positions=_made(read, "position", PositionEntry),
        law=_made(read, "law", LegalReference),
        limits=limits,
        behaviour_values=build_behaviour(read),
        plan_templates=build_templates(read),
        evaluation=build_evaluation(read),
        trainings=_made(read, "training", CatalogueTraining),
        vocabulary=read.vocabulary,
        street_map=read.street_map,
        emergency_numbers=_made(read, "emergency_number", EmergencyNumber),
        emergency_signs=_made(read, "emergency_sign", EmergencySign),
        survey_elements=_made(read, "survey_element", SurveyElement),
        survey_classes=_made(read, "survey_class", SurveyClass),
        survey_services=_made(read, "survey_service", SurveyService),
        answers=_made(read, "answer", OfferedAnswer),
        papers=_made(read, "paper", PaperTemplate),
        escalations_off=_made(read, "escalations_off", EscalationsOff),
    )


def _made(read: Read, table: str, make: Callable[..., Made]) -> tuple[Made, ...]:
    return tuple(
        make(**{key: _frozen(value) for key, value in entry.items()}) for _, entry in read.entries(table)
    )


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _routing_versions(
    rules: tuple[RoutingRule, ...], limits: tuple[Limit, ...], office: Office
) -> tuple[RoutingRules, ...]:
    open_limits = tuple(limit for limit in limits if limit.key == OPEN_LIMIT)
    versions = []
    for on in boundaries([*rules, *open_limits]):
        held = sorted(in_force(rules, on), key=lambda rule: rule.order)
        limit = _value_on(open_limits, on)
        if held and limit is not None:
            versions.append(
                RoutingRules(
                    version=on.isoformat(),
                    effective_from=on,
                    rules=tuple(held),
                    open_limit=limit,
                    triage_unit=office.triage_unit,
                )
            )
    return tuple(versions)


def _value_on(limits: tuple[Limit, ...], on: date) -> int | None:
    held = [limit.value for limit in limits if holds_on(limit, on)]
    return held[-1] if held else None
