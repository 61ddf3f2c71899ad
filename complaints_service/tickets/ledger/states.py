"""The states of a ticket, and what of it decides which acts there are (tickets/acts/)."""

from __future__ import annotations

from typing import Protocol

STATES = ("new", "open", "waiting", "resolved", "closed", "rejected", "cancelled", "merged", "referred")
FINAL = frozenset({"closed", "rejected", "cancelled", "merged"})
LIVE = frozenset({"new", "open", "waiting"})

#: Why a complaint may be refused. The words shown are in the rulebook's texts.
REJECT_REASONS = ("spam", "not_ours", "duplicate", "unclear", "not_a_complaint", "before_court")
#: Why the office stops handling one; the citizen's own withdrawal is `withdrawn`.
CANCEL_REASONS = ("asked_by_citizen", "entered_by_mistake", "settled_elsewhere", "practice")

#: Entries by which a report begins, ends or is opened again -> where it stands from then on.
TURNING = {
    "ticket.received": "new",
    "ticket.referred": "referred",
    "ticket.returned": "open",
    "ticket.resolved": "resolved",
    "ticket.disputed": "open",
    "ticket.reopened": "open",
    "ticket.unmerged": "open",
    "ticket.closed": "closed",
    "ticket.rejected": "rejected",
    "ticket.cancelled": "cancelled",
    "ticket.merged": "merged",
}


class TicketStanding(Protocol):
    """What of a ticket an act reads: a row of the database or a folded state."""

    @property
    def state(self) -> str: ...
    @property
    def close_reason(self) -> str | None: ...
    @property
    def agency(self) -> str | None: ...
    @property
    def contests(self) -> int: ...
    @property
    def handover_requests(self) -> int: ...
    @property
    def ending_requests(self) -> int: ...
    @property
    def accused(self) -> tuple[str, ...]: ...


#: The columns of a ticket that count what waits for a decision.
UNDECIDED = ("contests", "handover_requests", "ending_requests")

#: Who writes most entries of a report, and has no diary.
NO_PERSONS = ("citizen", "rule")
#: Entries that name another report of the same citizen, as an index holds them: few, found by that name.
TIED = "kind IN ('ticket.split', 'ticket.linked', 'merged.wrote')"
