"""The rulebook's units and positions as the people slice takes them."""

from __future__ import annotations

from sqlalchemy.orm import Session

from complaints_service.people.queries import post_titles, unit_name, unit_names
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
    """A unit's name in a language, as the office calls it now."""
    return unit_title(code, unit_name(session, code=code), rulebook=rulebook, language=language)


def unit_title(code: str, name: str, *, rulebook: Rulebook, language: str) -> str:
    """A unit's name in a language: `name` is the office's own, which the database keeps.

    The file names units once, when they are seeded. It still has the English of a name that was kept; of a
    unit that was renamed, in the file or in the office, every page says what the database says.
    """
    names = next((unit.names for unit in rulebook.units if unit.code == code), None)
    return names.read(language) if names is not None and names.id == name else name


def renamed_in_files(session: Session, *, rulebook: Rulebook) -> list[tuple[str, str, str]]:
    """The units and posts that the files call otherwise: code, the office's name, the file's."""
    kept = {**unit_names(session), **post_titles(session)}
    told = [(one.code, one.names.id) for one in rulebook.units]
    told += [(one.code, one.names.id) for one in rulebook.positions]
    return [(code, kept[code], name) for code, name in told if code in kept and kept[code] != name]
