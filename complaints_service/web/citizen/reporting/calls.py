"""Whom to call, where a report's words tell of an emergency: said on the form, and first on the receipt."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _

from complaints_service import clock
from complaints_service.edge.language import language
from complaints_service.edge.resources import service
from complaints_service.intake.emergency import emergency_in


@dataclass(frozen=True)
class EmergencyShown:
    """What it may be, in words, and the numbers: (name, phone), the first one first."""

    names: str
    numbers: tuple[tuple[str, str], ...]


def emergency_shown(text: str) -> EmergencyShown | None:
    """What is shown of a text; None for nearly every one."""
    rulebook, tongue = service().rulebook, language()
    found = emergency_in(text, rulebook, on=rulebook.local_date(clock.now()))
    if found is None:
        return None
    names = _(" atau ").join(one.read(tongue) for one in found.names)
    return EmergencyShown(names, tuple((one.names.read(tongue), one.phone) for one in found.numbers))
