"""Who decides on training, and the lesson hours (JP) of a year against their floor or ceiling. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from complaints_service.accounts.access import Rights
from config.rulebook import Rulebook

#: employment -> the rulebook's target for its hours; a `higher` one is a floor, a `lower` one a ceiling.
HOURS_TARGETS = {"pns": "training_hours_pns", "pppk": "training_hours_pppk"}


@dataclass(frozen=True)
class LessonHours:
    """Confirmed lesson hours of one year, with what binds this officer: a floor, a ceiling, or neither."""

    done: int
    floor: int | None
    ceiling: int | None
    waiting: int = 0

    @property
    def missing(self) -> int:
        """How many are still missing to the floor."""
        return max(0, (self.floor or 0) - self.done)

    @property
    def over(self) -> int:
        """By how many they are past the ceiling; a warning, no refusal."""
        return max(0, self.done - self.ceiling) if self.ceiling is not None else 0


def limits_of(employment: str, year: int, rulebook: Rulebook) -> tuple[int | None, int | None]:
    """Floor and ceiling of a year, as the rulebook has them on its first day."""
    target = rulebook.target(HOURS_TARGETS.get(employment, ""), date(year, 1, 1))
    if target is None:
        return None, None
    hours = int(target.value)
    return (hours, None) if target.better == "higher" else (None, hours)


def may_propose(rights: Rights, officer_id: int) -> bool:
    """The officer asks for a training, or a superior sees the need."""
    return rights.officer_id == officer_id or may_decide(rights, officer_id)


def may_decide(rights: Rights, officer_id: int) -> bool:
    """Approving a need and confirming hours is for superiors, never for oneself."""
    return officer_id in rights.subordinate_officers
