"""The rulebook's units and positions as the people slice takes them."""

from __future__ import annotations

from sqlalchemy.orm import Session

from complaints_service.people.queries import unit_names
from complaints_service.people.service import PositionSpec, UnitSpec
from config.rulebook import Rulebook


def structure(rulebook: Rulebook) -> tuple[list[UnitSpec], list[PositionSpec]]:
    """What `seed_units` is given when an office is set up from its rulebook."""
    units = [
        UnitSpec(
            code=unit.code,
            name=unit.names.id,
            initials=unit.initials,
            parent=unit.parent,
            kelurahan_code=unit.kelurahan,
        )
        for unit in rulebook.units
    ]
    positions = [
        PositionSpec(
            code=position.code,
            title=position.names.id,
            unit=position.unit,
            superior=position.superior,
            is_head=position.head,
            handles_tickets=position.handles_tickets,
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
