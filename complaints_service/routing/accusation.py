"""Whom a complaint is about, and who stands above them. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from config.rulebook import Rulebook

_WORD = re.compile(r"[^\W_]+")


class CommandLines(Protocol):
    """The lines of command on one local day.

    `superiors[officer]`: officers above, nearest first. `leaders[unit]`: its head's holder, then those above.
    """

    @property
    def superiors(self) -> Mapping[int, Sequence[int]]: ...
    @property
    def leaders(self) -> Mapping[str, Sequence[int]]: ...
    @property
    def unit_of(self) -> Mapping[int, str]: ...
    @property
    def position_of(self) -> Mapping[int, str]: ...
    @property
    def parent_of(self) -> Mapping[str, str | None]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Accusation:
    """Who is complained about. `officers`: everyone named and every member of an accused unit.

    `homes`: the units whose queue one of them can read. `chains`: the officers above each one named.
    """

    anyone: bool
    head_of_office: bool
    officers: frozenset[int]
    units: frozenset[str]
    homes: frozenset[str]
    chains: tuple[tuple[int, ...], ...]

    def superior(self, lines: CommandLines) -> int | None:
        """The nearest officer above everyone accused who is not accused; None where there is none."""
        if not self.chains:
            return None
        for officer in self.chains[0]:
            if (
                officer not in self.officers
                and officer in lines.unit_of
                and all(officer in chain for chain in self.chains)
            ):
                return officer
        return None

    def unit_above(self, unit: str, lines: CommandLines) -> str:
        """This unit, or the nearest above it whose queue none of the accused can read."""
        at: str | None = unit
        walked: set[str] = set()
        while at is not None and at in self.homes and at not in walked:
            walked.add(at)
            at = lines.parent_of.get(at)
        return at if at is not None and at not in walked else unit


NOBODY = Accusation(
    anyone=False, head_of_office=False, officers=frozenset(), units=frozenset(), homes=frozenset(), chains=()
)


def accuse(accused: Collection[str], lines: CommandLines, head_position: str) -> Accusation:
    """The accusation made by holder references (`unit:<code>`, `person:<id>`); others are ignored."""
    persons: list[int] = []
    units: list[str] = []
    if not accused:
        return NOBODY
    for reference in accused:
        kind, _, name = reference.partition(":")
        if kind == "person" and name.isdigit():
            persons.append(int(name))
        elif kind == "unit" and name:
            units.append(name)
    members = {officer for officer, unit in lines.unit_of.items() if unit in units}
    officers = frozenset({*persons, *members})
    # The office as a whole is its head's doing.
    heads = {officer for officer, position in lines.position_of.items() if position == head_position}
    roots = {lines.unit_of[officer] for officer in heads if officer in lines.unit_of}
    return Accusation(
        anyone=bool(persons or units),
        head_of_office=bool(heads & set(persons)) or bool(roots & set(units)),
        officers=officers,
        units=frozenset(units),
        homes=frozenset({*units, *(lines.unit_of[each] for each in persons if each in lines.unit_of)}),
        chains=(
            *(tuple(lines.superiors.get(each, ())) for each in persons),
            *(tuple(lines.leaders.get(unit, ())) for unit in units),
        ),
    )


def accused_in(
    text: str, *, rulebook: Rulebook, lines: CommandLines, kelurahan: str | None = None
) -> tuple[str, ...]:
    """Holder references of the posts and units a text names, in the order of the rulebook.

    Only for complaints about staff: to be named is not to be accused elsewhere. "pak lurah" is the one of
    the complaint's own kelurahan (its code). Naming too many is the safe side: none of them gets the ticket.
    """
    spoken = f" {' '.join(_WORD.findall(text.casefold()))} "
    home = next((each.unit for each in rulebook.kelurahan if each.code == kelurahan), None)
    phrases: list[tuple[str, str, str]] = []
    for unit in rulebook.units:
        phrases += [(_plain(name), "unit", unit.code) for name in (unit.names.id, *unit.aliases)]
    for post in rulebook.positions:
        local = post.local_aliases if post.unit == home else ()
        phrases += [(_plain(name), "post", post.code) for name in (post.names.id, *post.aliases, *local)]
    named: set[tuple[str, str]] = set()
    # Longest first, and what was understood is taken out: "kantor lurah terjun" names no lurah.
    for phrase, kind, code in sorted(phrases, key=lambda each: -len(each[0])):
        if f" {phrase} " in spoken:
            named.add((kind, code))
            if not any(other == phrase and (k, c) != (kind, code) for other, k, c in phrases):
                spoken = spoken.replace(f" {phrase} ", " | ")
    found = [f"unit:{unit.code}" for unit in rulebook.units if ("unit", unit.code) in named]
    for post in rulebook.positions:
        if ("post", post.code) in named:
            holders = sorted(officer for officer, code in lines.position_of.items() if code == post.code)
            # A vacant post, or one nobody entered: then the unit it leads or belongs to is meant.
            found += [f"person:{officer}" for officer in holders] or [f"unit:{post.unit}"]
    return tuple(dict.fromkeys(found))


def _plain(words: str) -> str:
    return " ".join(_WORD.findall(words.casefold()))
