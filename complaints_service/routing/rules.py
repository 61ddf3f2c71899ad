"""Who gets a new ticket: the first rule that fits, the least loaded who may, never the accused. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from complaints_service.routing.accusation import Accusation, CommandLines, accuse
from complaints_service.routing.called import entry_named, unit_named
from complaints_service.routing.load_note import load_note
from complaints_service.routing.loads import Alternative, Load, LoadedOfficer, choose
from config.entries.office import Bilingual, RoutingRule, RoutingRules
from config.rulebook import Rulebook


class RoutingDirectory(CommandLines, Protocol):
    """The office on one local day, as routing reads it; `candidates[unit]` are those who take tickets."""

    @property
    def candidates(self) -> Mapping[str, Sequence[LoadedOfficer]]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutingFacts:
    """What is known of a new ticket. `accused`: holder references (`unit:SARPRAS`, `person:7`).

    `mentioned` are named in its words without being accused: it goes its ordinary way, but neither to them
    nor to where they lead. `origin` is `import` for history from elsewhere, which names its `given_unit`.
    `unreachable`: officers who could not open it; `unseen`: units into which nobody looks.
    """

    category: str
    kind: str
    priority: str = "normal"
    kelurahan: str | None = None
    privacy: str = "open"
    origin: str = "web"
    accused: tuple[str, ...] = ()
    mentioned: tuple[str, ...] = ()
    about_staff: bool = False
    given_unit: str | None = None
    unreachable: frozenset[int] = frozenset()
    unseen: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutingDecision:
    """Where a ticket goes and why.

    `reason` is for everyone and names no person; `load_note` is for officers. `queued`: it lies in the triage
    queue and is not routed yet. `mark`: the agency code it is marked for there. `inputs`: what was weighed,
    JSON-ready.
    """

    rule: str
    version: str
    unit: str
    officer_id: int | None
    queued: bool
    mark: str | None
    reason: Bilingual
    load_note: Bilingual | None
    alternatives: tuple[Alternative, ...]
    inputs: dict[str, Any] = field(compare=False)

    @property
    def holder(self) -> str:
        """The holder reference: the officer, or the unit's queue."""
        return f"person:{self.officer_id}" if self.officer_id is not None else f"unit:{self.unit}"

    def as_json(self) -> dict[str, Any]:
        """Everything, ready to be stored."""
        # Written out: every complaint passes here, and asdict() copies deeply, at twice the cost of deciding.
        return {
            "rule": self.rule,
            "version": self.version,
            "unit": self.unit,
            "officer_id": self.officer_id,
            "holder": self.holder,
            "queued": self.queued,
            "mark": self.mark,
            "reason": _both(self.reason),
            "load_note": _both(self.load_note),
            "alternatives": [
                {"officer_id": each.officer_id, "open": each.open, "effort": each.effort, "why": each.why}
                for each in self.alternatives
            ],
            "inputs": self.inputs,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Way:
    """Where a rule leads; `officer_id` fixed for a superior, `words` the reason to fill."""

    rule: RoutingRule
    unit: str
    words: Bilingual
    officer_id: int | None = None
    queued: bool = False
    mark: str | None = None


def decide(
    *,
    facts: RoutingFacts,
    rules: RoutingRules,
    loads: Mapping[int, Load],
    directory: RoutingDirectory,
    rulebook: Rulebook,
    unit_names: Mapping[str, str] | None = None,
) -> RoutingDecision:
    """The decision for a new ticket; deterministic, equal loads going to the lower officer id.

    `rules` are those in force when it was received (`rulebook.routing_at`); the rulebook gives names.
    `unit_names`: what the office calls its units; one that kept its name goes by the rulebook's words.
    """
    accusation = accuse(facts.accused, directory, rulebook.office.head_position)
    kept_from = accuse((*facts.accused, *facts.mentioned), directory, rulebook.office.head_position)
    skipped: list[str] = []
    way: _Way | None = None
    for rule in rules.rules:
        if not _fits(rule, facts, accusation):
            continue
        way = _way(rule, facts, rules, kept_from, directory, rulebook)
        if way is not None:
            break
        skipped.append(rule.key)
    if way is None:  # the last rule takes everything, but it may lead to whom the ticket is kept from
        way = _triage(rules.rules[-1], rules, rules.rules[-1].reason, kept_from, directory)
    officer_id = way.officer_id
    alternatives: tuple[Alternative, ...] = ()
    if officer_id is None and not way.queued and way.rule.assign == "least_loaded":
        officer_id, alternatives = choose(
            directory.candidates.get(way.unit, ()),
            loads,
            # History keeps who had it; everyone else's ticket never reaches whom it is about.
            barred=accuse(facts.mentioned, directory, "").officers
            if facts.origin == "import"
            else kept_from.officers,
            unreachable=facts.unreachable,
            open_limit=rules.open_limit,
        )
    names = _Names(rulebook, unit_names or {}, directory)
    return RoutingDecision(
        rule=way.rule.key,
        version=rules.version,
        unit=way.unit,
        officer_id=officer_id,
        queued=way.queued,
        mark=way.mark,
        reason=names.fill(way, facts),
        load_note=load_note(officer_id, alternatives),
        alternatives=alternatives,
        inputs=_weighed(facts, rules, skipped),
    )


def _weighed(facts: RoutingFacts, rules: RoutingRules, skipped: Sequence[str]) -> dict[str, Any]:
    """What was weighed, JSON-ready; `skipped`: the rules that fitted and led nowhere."""
    return {
        "category": facts.category,
        "kind": facts.kind,
        "priority": facts.priority,
        "kelurahan": facts.kelurahan,
        "privacy": facts.privacy,
        "origin": facts.origin,
        "accused": list(facts.accused),
        "mentioned": list(facts.mentioned),
        "about_staff": facts.about_staff,
        "given_unit": facts.given_unit,
        "unreachable": sorted(facts.unreachable),
        "unseen": sorted(facts.unseen),
        "skipped": list(skipped),
        "open_limit": rules.open_limit,
    }


def _fits(rule: RoutingRule, facts: RoutingFacts, accusation: Accusation) -> bool:
    return (
        (not rule.categories or facts.category in rule.categories)
        and (not rule.kinds or facts.kind in rule.kinds)
        and (not rule.kelurahan or facts.kelurahan in rule.kelurahan)
        and (not rule.priorities or facts.priority in rule.priorities)
        and (rule.origin is None or rule.origin == facts.origin)
        and _accused_fits(rule.accused, facts, accusation)
    )


def _accused_fits(wanted: str | None, facts: RoutingFacts, accusation: Accusation) -> bool:
    if wanted == "head_of_office":
        return accusation.head_of_office
    if wanted == "anyone":
        return accusation.anyone
    if wanted == "unknown":
        return facts.about_staff and not accusation.anyone
    return True


def _way(
    rule: RoutingRule,
    facts: RoutingFacts,
    rules: RoutingRules,
    kept_from: Accusation,
    directory: RoutingDirectory,
    rulebook: Rulebook,
) -> _Way | None:
    """Where the rule leads, or None where it leads nowhere for this ticket."""
    if rule.to == "triage":
        return _triage(rule, rules, rule.reason, kept_from, directory)
    if rule.to == "accused_superior":
        superior = kept_from.superior(directory)
        if superior is None or superior in facts.unreachable:
            return _triage(rule, rules, rule.otherwise or rule.reason, kept_from, directory)
        return _Way(
            rule=rule,
            unit=kept_from.unit_above(directory.unit_of[superior], directory),
            words=rule.reason,
            officer_id=superior,
        )
    unit = _unit_of_rule(rule, facts, rulebook)
    if unit is None or unit not in directory.parent_of or unit in facts.unseen:
        return None
    # Rules may be ordered badly; that no unit handles a complaint about itself does not depend on it.
    if facts.origin != "import" and (unit in kept_from.units or _led(unit, facts, rules, directory)):
        return None
    return _Way(rule=rule, unit=unit, words=rule.reason)


def _led(unit: str, facts: RoutingFacts, rules: RoutingRules, directory: RoutingDirectory) -> bool:
    """Whether somebody mentioned leads the unit: then whoever sorts looks first, unless they are led too."""
    named = {
        int(name) for kind, _, name in (each.partition(":") for each in facts.mentioned) if kind == "person"
    }
    sorting = directory.leaders.get(rules.triage_unit, ())
    return not named.isdisjoint(set(directory.leaders.get(unit, ())) - set(sorting))


def _unit_of_rule(rule: RoutingRule, facts: RoutingFacts, rulebook: Rulebook) -> str | None:
    if rule.to == "given_unit":
        return facts.given_unit
    if rule.to == "first_handler":
        return rulebook.category(facts.category).first_handler
    if rule.to == "kelurahan":
        return next((each.unit for each in rulebook.kelurahan if each.code == facts.kelurahan), None)
    return rule.to.removeprefix("unit:")


def _triage(
    rule: RoutingRule,
    rules: RoutingRules,
    words: Bilingual,
    kept_from: Accusation,
    directory: RoutingDirectory,
) -> _Way:
    unit = kept_from.unit_above(rules.triage_unit, directory)
    return _Way(rule=rule, unit=unit, words=words, queued=True, mark=rule.mark)


@dataclass(frozen=True, slots=True)
class _Names:
    rulebook: Rulebook
    unit_names: Mapping[str, str]
    directory: RoutingDirectory

    def fill(self, way: _Way, facts: RoutingFacts) -> Bilingual:
        """The reason with its names put in, in both languages."""
        return Bilingual(self._in("id", way, facts), self._in("en", way, facts))

    def _in(self, language: str, way: _Way, facts: RoutingFacts) -> str:
        book = self.rulebook
        position = self.directory.position_of.get(way.officer_id) if way.officer_id is not None else None
        kelurahan = {each.code: each.name for each in book.kelurahan}.get(facts.kelurahan or "", "")
        return way.words.read(language).format(
            category=entry_named(book.categories, facts.category, language),
            kelurahan=kelurahan,
            unit=unit_named(book.units, way.unit, language, self.unit_names),
            position=entry_named(book.positions, position, language),
            agency=entry_named(book.agencies, way.mark, language),
        )


def _both(words: Bilingual | None) -> dict[str, str] | None:
    return None if words is None else {"id": words.id, "en": words.en}
