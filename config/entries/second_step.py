"""Who signs in with more than a password, as the office decides it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

#: Whom an office may ask for a second step: granted roles, and whoever leads a unit.
SECOND_STEP_ROLES = ("administrator", "manager", "dispatcher", "auditor", "superior")


@dataclass(frozen=True, slots=True)
class SecondStepRule:
    """Whoever has one of these roles signs in with more than a password, from a local day on."""

    roles: frozenset[str]
    since: date
