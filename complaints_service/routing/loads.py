"""Who of a unit has the lightest load, and why the others do not get it. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol


class LoadedOfficer(Protocol):
    """Someone whose post takes tickets, on one local day."""

    @property
    def officer_id(self) -> int: ...
    @property
    def absent(self) -> bool: ...
    @property
    def is_head(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Load:
    """What an officer has open: how many tickets, and their effort (1.0 is an ordinary one)."""

    open: int = 0
    effort: float = 0.0


@dataclass(frozen=True, slots=True)
class Alternative:
    """Someone who was weighed. `why`: `chosen`, `more_load`, `absent`, `full` or `accused`."""

    officer_id: int
    open: int
    effort: float
    why: str


def weigh_loads(counts: Mapping[tuple[int, str], int], efforts: Mapping[str, float]) -> dict[int, Load]:
    """Loads by officer from open tickets counted by (officer, category); an unknown category weighs 1."""
    loads: dict[int, Load] = {}
    for (officer_id, category), count in sorted(counts.items()):
        had = loads.get(officer_id, Load())
        effort = round(had.effort + count * efforts.get(category, 1.0), 6)
        loads[officer_id] = Load(had.open + count, effort)
    return loads


def choose(
    candidates: Sequence[LoadedOfficer],
    loads: Mapping[int, Load],
    *,
    barred: Collection[int],
    open_limit: int,
    unreachable: Collection[int] = (),
) -> tuple[int | None, tuple[Alternative, ...]]:
    """The officer with the least effort, then fewest tickets, heads after others, lower id; None: the queue.

    The alternatives are everyone weighed, the chosen one included, lightest first.
    """
    weighed = sorted(candidates, key=lambda each: _weight(each, loads.get(each.officer_id, Load())))
    chosen: int | None = None
    alternatives = []
    for each in weighed:
        load = loads.get(each.officer_id, Load())
        if each.officer_id in barred:
            why = "accused"
        elif each.officer_id in unreachable:
            why = "unreachable"
        elif each.absent:
            why = "absent"
        elif load.open >= open_limit:
            why = "full"
        elif chosen is None:
            chosen, why = each.officer_id, "chosen"
        else:
            why = "more_load"
        alternatives.append(Alternative(each.officer_id, load.open, load.effort, why))
    return chosen, tuple(alternatives)


def _weight(candidate: LoadedOfficer, load: Load) -> tuple[float, int, bool, int]:
    return load.effort, load.open, candidate.is_head, candidate.officer_id
