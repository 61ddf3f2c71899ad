"""The rulebook of an office: dated rules as frozen values, looked up by the day they were in force."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from string import Formatter
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from config.entries.answers import OfferedAnswer
from config.entries.emergency import EmergencyNumber, EmergencySign
from config.entries.evaluation import EvaluationRules
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
    RoutingRules,
    TextEntry,
    UnitEntry,
    holds_on,
)
from config.entries.papers import PaperTemplate
from config.entries.performance import BehaviourValue, PlanTemplate
from config.entries.street_map import StreetMap
from config.entries.survey import SurveyClass, SurveyElement, SurveyService
from config.entries.training import CatalogueTraining
from config.entries.versions import VersionEntry
from config.errors import MissingTextValue, NotInForce, UnknownEntry
from config.versions import boundaries, in_force, make_version
from config.vocabulary import Vocabulary
from sla import Calendar, CalendarSpec, Policy, compile_calendar, enter_all

Versioned = TypeVar("Versioned", Policy, RoutingRules)


@dataclass(frozen=True, kw_only=True)
class Rulebook:
    """Everything an office decides in files; tuples are in the order of the files, versions oldest first."""

    office: Office
    calendars: Mapping[str, tuple[CalendarSpec, ...]]
    policies: tuple[Policy, ...]
    categories: tuple[Category, ...]
    routing: tuple[RoutingRules, ...]
    texts: Mapping[str, tuple[TextEntry, ...]]
    targets: tuple[IndicatorTarget, ...]
    agencies: tuple[Agency, ...]
    neighbours: tuple[Neighbour, ...]
    kelurahan: tuple[Kelurahan, ...]
    units: tuple[UnitEntry, ...]
    positions: tuple[PositionEntry, ...]
    law: tuple[LegalReference, ...]
    limits: tuple[Limit, ...]
    behaviour_values: tuple[BehaviourValue, ...]
    plan_templates: tuple[PlanTemplate, ...]
    evaluation: EvaluationRules
    trainings: tuple[CatalogueTraining, ...]
    vocabulary: Vocabulary
    emergency_numbers: tuple[EmergencyNumber, ...] = ()
    emergency_signs: tuple[EmergencySign, ...] = ()
    survey_elements: tuple[SurveyElement, ...] = ()
    survey_classes: tuple[SurveyClass, ...] = ()
    survey_services: tuple[SurveyService, ...] = ()
    answers: tuple[OfferedAnswer, ...] = ()
    papers: tuple[PaperTemplate, ...] = ()
    escalations_off: tuple[EscalationsOff, ...] = ()
    street_map: StreetMap | None = None
    #: The local day by which it is read where none is named; None: as it holds last.
    seen_on: date | None = field(default=None, compare=False)
    _compiled: dict[str, Calendar] = field(default_factory=dict, repr=False, compare=False)
    _entered: dict[str, tuple[CalendarSpec, ...]] = field(default_factory=dict, repr=False, compare=False)

    def __repr__(self) -> str:
        """Names the office alone: the whole would fill a log, and bury what failed in it."""
        return f"Rulebook({self.office.code!r})"

    def _repr_pretty_(self, printer: Any, _cycle: bool) -> None:
        """The same for who prints more prettily."""
        printer.text(repr(self))

    def local_date(self, instant: datetime) -> date:
        """The office's own day at an instant (aware)."""
        return instant.astimezone(ZoneInfo(self.office.zone)).date()

    def policy_at(self, instant: datetime) -> Policy:
        """The policy version in force when a complaint was received, by the office's local day.

        Raises NotInForce before the first version.
        """
        return _newest_at(self.policies, self.local_date(instant), "policy")

    def drops_rung(self, at: datetime, *, policy_version: str, now: datetime) -> bool:
        """Whether a rung that fell at `at`, and that nobody was told of yet, is dropped as of `now`.

        Switching off drops what was not sent by then; what falls until it is on again never goes out.
        """
        zone = ZoneInfo(self.office.zone)
        for off in self.escalations_off:
            if off.policy not in ("all", policy_version):
                continue
            until = off.effective_until
            ended = until is not None and datetime.combine(until + timedelta(days=1), time(), zone) <= at
            if datetime.combine(off.effective_from, time(), zone) <= now and not ended:
                return True
        return False

    def policy(self, version: str) -> Policy:
        """A policy version by its name. Raises UnknownEntry."""
        for policy in self.policies:
            if policy.version == version:
                return policy
        raise UnknownEntry(f"no policy version {version!r}")

    def calendar(self, code: str) -> Calendar:
        """The newest version of a calendar, compiled once. Raises UnknownEntry."""
        if code not in self._compiled:
            self._compiled[code] = compile_calendar(self.calendar_spec(code))
        return self._compiled[code]

    def enter(self, entered: Mapping[tuple[str, str], datetime], *, now: datetime) -> None:
        """Tells when each version of the calendars, by code and version, was entered; others are so now.

        An exception that a later version adds counts from there unless it says when it was decreed (sla.md,
        sentence 12). Raises CalendarErrors where one of a day past does not say so.
        """
        made: dict[str, tuple[CalendarSpec, ...]] = {}
        known: dict[tuple[str, str], CalendarSpec] = {}
        for code, specs in self.calendars.items():  # what one inherits from is written above it
            under = [
                replace(spec, parent=known[spec.parent.code, spec.parent.version]) if spec.parent else spec
                for spec in specs
            ]
            made[code] = enter_all(tuple(under), entered, now)
            known |= {(code, spec.version): spec for spec in made[code]}
        self._entered.update(made)
        self._compiled.clear()

    def enter_as(self, other: Rulebook) -> None:
        """Takes over when the days of a calendar were entered, where `other` has the same calendar."""
        for code, specs in self.calendars.items():
            if other.calendars.get(code) == specs and code in other._entered:
                self._entered[code] = other._entered[code]
                self._compiled.pop(code, None)

    def calendar_spec(self, code: str, version: str | None = None) -> CalendarSpec:
        """A calendar's newest version, or the one named, as it was entered. Raises UnknownEntry."""
        for spec in reversed(self._entered.get(code) or self.calendars.get(code, ())):
            if version is None or spec.version == version:
                return spec
        raise UnknownEntry(f"no calendar {code!r}" + (f" version {version!r}" if version else ""))

    def category(self, code: str, on: date | None = None) -> Category:
        """A category as it held on a day, else as it holds now or held last. Raises UnknownEntry."""
        found: Category | None = None
        for category in self.categories:
            if category.code == code and (on is None or holds_on(category, on)):
                found = category
            if on is None and found is category and self.seen_on and holds_on(category, self.seen_on):
                break
        if found is None:
            raise UnknownEntry(f"no category {code!r}" + (f" on {on}" if on else ""))
        return found

    def categories_on(self, on: date) -> tuple[Category, ...]:
        """The categories one can choose on a day, in the order they are shown."""
        return in_force(self.categories, on)

    def routing_at(self, instant: datetime) -> RoutingRules:
        """The routing rules in force at an instant, in their order. Raises NotInForce before the first."""
        return _newest_at(self.routing, self.local_date(instant), "routing")

    def text(self, key: str, language: str, on: date | None = None, /, **values: object) -> str:
        """A notice in a language with its placeholders filled.

        Raises UnknownEntry for an unknown key and MissingTextValue for a placeholder without a value.
        """
        every = self.texts.get(key, ())
        seen = () if self.seen_on is None else in_force(every, self.seen_on)
        versions = in_force(every, on) if on is not None else (seen or every)
        if not versions:
            raise UnknownEntry(f"no text {key!r}")
        words = versions[-1].words.read(language)
        missing = sorted(placeholders(words) - values.keys())
        if missing:
            raise MissingTextValue(f"text {key!r} needs {', '.join(missing)}")
        return words.format(**values)

    def target(self, indicator: str, on: date) -> IndicatorTarget | None:
        """What an indicator should reach on a day; None where the office set nothing."""
        found = [target for target in in_force(self.targets, on) if target.indicator == indicator]
        return found[-1] if found else None

    def limit(self, key: str, on: date) -> int:
        """A working number of the service on a day. Raises NotInForce."""
        found = [limit for limit in in_force(self.limits, on) if limit.key == key]
        if not found:
            raise NotInForce(f"no limit {key!r} on {on}")
        return found[-1].value

    def agency(self, code: str) -> Agency:
        """Another office by its code, a neighbour's too. Raises UnknownEntry."""
        for agency in reversed((*map(as_agency, self.neighbours), *self.agencies)):
            if agency.code == code:
                return agency
        raise UnknownEntry(f"no agency {code!r}")

    def unit(self, code: str) -> UnitEntry:
        """A unit as first seeded. Raises UnknownEntry."""
        for unit in reversed(self.units):
            if unit.code == code:
                return unit
        raise UnknownEntry(f"no unit {code!r}")

    def legal(self, code: str) -> LegalReference:
        """An article we rely on. Raises UnknownEntry."""
        for reference in reversed(self.law):
            if reference.code == code:
                return reference
        raise UnknownEntry(f"no legal reference {code!r}")

    def kelurahan_called(self, words: str) -> Kelurahan | None:
        """A kelurahan by its code, its unit's code or its name, however spelled; None if it is not ours."""
        wanted = _squeezed(words)
        for kelurahan in self.kelurahan:
            if wanted in {_squeezed(kelurahan.code), _squeezed(kelurahan.unit), _squeezed(kelurahan.name)}:
                return kelurahan
        return None

    def own_names(self) -> frozenset[str]:
        """What the office, its units, its kelurahan and its surroundings are called, in both languages."""
        named = [self.office.names, *(unit.names for unit in self.units)]
        both = {words for each in named for words in (each.id, each.en)}
        own = {self.office.code, self.office.prefix, self.office.city, self.office.province}
        return frozenset(both | own | {kelurahan.name for kelurahan in self.kelurahan})

    def versions(self) -> list[VersionEntry]:
        """Every version of what tickets are judged by, to be stored and compared at the start."""
        found = [
            make_version("calendar", code, spec.version, spec.first_on, spec)
            for code, specs in sorted(self.calendars.items())
            for spec in specs
        ]
        found += [make_version("policy", p.code, p.version, p.effective_from, p) for p in self.policies]
        found += [
            make_version("routing", self.office.code, r.version, r.effective_from, r) for r in self.routing
        ]
        dated = (
            ("categories", self.categories),
            ("targets", self.targets),
            ("appraisal", self.evaluation.entries),
        )
        for kind, entries in dated:
            for on in boundaries(entries):
                held = in_force(entries, on)
                if held:
                    found.append(make_version(kind, self.office.code, on.isoformat(), on, held))
        return found


def _newest_at(versions: tuple[Versioned, ...], on: date, kind: str) -> Versioned:
    held = [version for version in versions if version.effective_from <= on]
    if not held:
        raise NotInForce(f"no {kind} in force on {on}")
    return held[-1]


def placeholders(words: str) -> set[str]:
    """The names in braces of a text."""
    return {name for _, name, _, _ in Formatter().parse(words) if name}


def _squeezed(words: str) -> str:
    return "".join(letter for letter in words.casefold() if letter.isalnum())


def as_agency(neighbour: Neighbour) -> Agency:
    """A neighbour as an office that reports are passed on to."""
    return Agency(
        code=neighbour.code,
        names=neighbour.names,
        handles=neighbour.advice,
        role="neighbour",
        contact=None,
        address=None,
        phone=None,
        effective_from=neighbour.effective_from,
        effective_until=neighbour.effective_until,
        source=neighbour.source,
    )
