"""How much must stand behind a statement before anybody is told it: one place for every surface. Pure."""

from __future__ import annotations

from datetime import date
from typing import Literal

from config.rulebook import Rulebook

#: What a figure is a statement about. Under its floor a share or a time is told nowhere.
#: `group`: a unit, a category, a kelurahan. `person`: a member of the office.
Statement = Literal["group", "person"]
_LIMITS = {"group": "publication_floor", "person": "personal_figures_floor"}


def floor_of(statement: Statement, rulebook: Rulebook, on: date) -> int:
    """The fewest final cases behind a share or a time of such a subject."""
    return rulebook.limit(_LIMITS[statement], on)


def judging_floor(minimum_n: int, rulebook: Rulebook, on: date) -> int:
    """The fewest final cases before a person's figure is judged: the target's own, else everybody's."""
    return minimum_n or floor_of("person", rulebook, on)
