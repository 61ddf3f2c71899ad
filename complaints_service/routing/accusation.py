"""Whom a complaint is about, and who stands above them. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol


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
