"""The rulebook's units and positions as the people slice takes them."""

from __future__ import annotations

from sqlalchemy.orm import Session

from complaints_service.people.queries import unit_names
from complaints_service.people.service import PositionSpec, UnitSpec
from config.rulebook import Rulebook


def structure(rulebook: Rulebook) -> tuple[list[UnitSpec], list[PositionSpec]]:
    """What `seed_units` is given when an office is set up from its rulebook."""
    units = [
        UnitSpec(unit.code, unit.names.id, unit.initials, unit.parent, kelurahan_code=unit.kelurahan)
        for unit in rulebook.units
    ]
    positions = [
        PositionSpec(
            position.code,
            position.names.id,
            position.unit,
            position.superior,
            position.head,
            position.handles_tickets,
        )
        for position in rulebook.positions
    ]
    return units, positions


def unit_called(session: Session, *, code: str, rulebook: Rulebook, language: str) -> str:
    """A unit's name in a language: the rulebook's, or for one the office added itself the one it gave."""
    for unit in rulebook.units:
        if unit.code == code:
            return unit.names.read(language)
    return unit_names(session).get(code, code)
