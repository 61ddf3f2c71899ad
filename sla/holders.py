"""Who has the ticket from which instant on: queue, person, agency, citizen or nobody (36, 51, 54)."""

from __future__ import annotations

from typing import NamedTuple

NOBODY = "nobody"


class Switch(NamedTuple):
    """From here on this holder has the ticket; `charged` is whom sentence 57 charges the time to."""

    at: int
    holder: str
    charged: str
    unit: str


class Holders:
    """The holder's changes, before leave and corrections are laid over them."""

    __slots__ = ("at_agency", "doer", "last", "moved", "switches", "unit")

    def __init__(self, received: int, unit: str) -> None:
        self.unit = unit
        self.last = f"unit:{unit}"  # the receiving unit's queue, until the first routing or hand-over (54)
        self.moved = False
        self.at_agency = False
        self.doer = NOBODY
        self.switches = [Switch(received, self.last, self.last, unit)]

    def hand(self, unit: str, holder: str | None) -> None:
        """Give the ticket to a holder, or to the unit's queue."""
        self.moved = True
        self.unit = unit
        self.last = holder or f"unit:{unit}"

    def lend(self, agency: str) -> None:
        """Another agency has it until its return (36)."""
        self.last = f"agency:{agency}"
        self.at_agency = True

    def note(self, at: int, state: str, paused: bool) -> None:
        """Write down who has it now (51)."""
        if state in ("open", "referred"):
            holder = charged = "citizen" if paused else self.last
        else:
            holder = NOBODY
            charged = self.doer if state in ("rejected", "merged") else NOBODY
        last = self.switches[-1]
        if holder != last.holder or charged != last.charged or self.unit != last.unit:
            self.switches.append(Switch(at, holder, charged, self.unit))
