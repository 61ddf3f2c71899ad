"""Who of the demo's office is here, and who may be given a complaint."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime

from complaints_service.replay.demo.world import DemoWorld
from complaints_service.samples.library import DemoComplaint
from complaints_service.tickets.ledger.models import Ticket


@dataclass(frozen=True, kw_only=True)
class Takers:
    """The office as a story draws its people."""

    world: DemoWorld
    draws: random.Random

    def present(self, unit: str, now: datetime) -> list[int]:
        """Who is here in a unit, or where nobody is, above it."""
        on = self.world.rulebook.local_date(now)
        staff = self.world.staff
        here = [each for each in staff.members.get(unit, ()) if staff.back_on(each, on) is None]
        if here:
            return here
        parent = self.world.rulebook.unit(unit).parent
        return self.present(parent, now) if parent else list(self.world.staff.seats["camat"])

    def someone_in(self, unit: str, now: datetime) -> int:
        """Somebody of a unit who is here, rather one who takes tickets."""
        here = self.present(unit, now)
        takers = [each for each in here if each in self.world.staff.takers]
        return self.draws.choice(takers or here)

    def receiver(
        self, told: DemoComplaint, ticket: Ticket, now: datetime, *, same_unit: bool = False
    ) -> int | None:
        """Somebody else who may have the ticket: in the unit that the reason names, else in its own line."""
        book = self.world.rulebook
        units = [ticket.unit]
        if not same_unit:
            units = [*self._named_units(told), book.category(ticket.category).first_handler]
        for unit in units:
            for each in self.present(unit, now):
                free = each != ticket.holder_officer_id and each in self.world.staff.takers
                if free and may_have(ticket, each, unit) and (same_unit or unit != ticket.unit):
                    return each
        secretary = self.world.staff.seats["sekcam"][0]
        wanted = not same_unit and ticket.holder_officer_id != secretary
        return secretary if wanted and may_have(ticket, secretary, "SEKR") else None

    def _named_units(self, told: DemoComplaint) -> list[str]:
        spoken = (told.hand_over or "").casefold()
        return [
            unit.code
            for unit in self.world.rulebook.units
            if unit.parent is not None
            and any(name.casefold() in spoken for name in (unit.names.id, *unit.aliases))
        ]


def may_have(ticket: Ticket, officer_id: int, unit: str) -> bool:
    """Whether the ticket is neither about them nor about their unit."""
    return f"person:{officer_id}" not in ticket.accused and f"unit:{unit}" not in ticket.accused
