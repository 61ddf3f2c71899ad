"""Who has the ticket from which instant on: queue, person, agency, citizen or nobody (36, 51, 54)."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

NOBODY = "nobody"
#: States in which the time until a reopening is charged to whoever did the act (57).
CHARGED = ("rejected", "merged")
MOST_KNOWN = 1 << 12


@lru_cache(maxsize=MOST_KNOWN)
def person_of(holder: str) -> str | None:
    """The person a holder is; None for a queue, the citizen, an agency, a rule or nobody."""
    return holder if holder.startswith("person:") else None


class Hold(NamedTuple):
    """Who was given the ticket, when, and in which unit it is; pauses and resolutions change none of it."""

    holder: str
    since: int
    unit: str


class Switch(NamedTuple):
    """From here on, until the next one, this holder has it; `charged` is whose time it is by sentence 57."""

    at: int
    holder: str
    charged: str
    unit: str


class Holders:
    """The holder's changes, before leave and corrections are laid over them.

    `moved`: something happened since the last note that may have given it to somebody else.
    """

    __slots__ = ("_doer", "at_agency", "had", "moved", "switches")

    def __init__(self, received: int, unit: str) -> None:
        # The receiving unit's queue, until the first routing, hand-over or triage queue (54).
        self.had = Hold(f"unit:{unit}", received, unit)
        self.at_agency = self.moved = False
        self._doer = self.had
        self.switches = [Switch(received, self.had.holder, self.had.holder, unit)]

    def hand(self, at: int, unit: str, holder: str | None) -> None:
        """Give the ticket to a holder, or to the unit's queue."""
        self.had = tuple.__new__(Hold, (holder or f"unit:{unit}", at, unit))
        self.moved = True

    def lend(self, at: int, agency: str) -> None:
        """Another agency has it until its return (36)."""
        self.had = Hold(f"agency:{agency}", at, self.had.unit)
        self.at_agency = self.moved = True

    def ended_by(self, doer: str, at: int) -> None:
        """Somebody rejected or merged it: the time until a reopening is theirs to answer for (57)."""
        self._doer = Hold(doer, at, self.had.unit)

    def behind(self, state: str) -> Hold:
        """Who answers for the ticket in a state, pauses and resolutions left out (57)."""
        return self._doer if state in CHARGED else self.had

    def note(self, at: int, state: str, paused: bool) -> None:
        """Write down who has it now (51)."""
        self.moved = False
        given, _since, unit = self.had
        if state in ("open", "referred"):
            holder = charged = "citizen" if paused else given
        else:
            holder = NOBODY
            charged = self._doer.holder if state in CHARGED else NOBODY
        switches = self.switches
        began, was, was_charged, before = switches[-1]
        if holder != was or charged != was_charged or unit != before:
            if at == began:  # nobody has a ticket for no time
                switches.pop()
            switches.append(tuple.__new__(Switch, (at, holder, charged, unit)))
