"""One ticket's ledger, read once: what all its clocks share."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import NamedTuple

from sla.calendars import Hours
from sla.custody import Absence, Held
from sla.reading import Reading
from sla.specs import Decree
from sla.targets import Sole

PAUSABLE = frozenset({"verification", "resolution"})


class Instants(dict[int, datetime]):
    """The instants of whole seconds, each made once."""

    def __missing__(self, at: int) -> datetime:
        found = self[at] = datetime.fromtimestamp(at, UTC)
        return found


class Case(NamedTuple):
    """What all clocks of one ticket share.

    `hours` are those without the decrees since its receipt, `base` the decrees from before it, `decrees`
    those since; `works` is W on the line of `hours` at the ends of `held`; `sole`: see `sole_targets`;
    `overlaid`: leave or corrections lie over the holders.
    """

    reading: Reading
    hours: Hours
    decrees: tuple[Decree, ...]
    base: int
    held: list[Held]
    works: list[int]
    absences: list[Absence]
    instants: Instants
    sole: Sole
    overlaid: bool
