"""Which entries of a ledger move a ticket, asked in the several ways that others need. Pure."""

from __future__ import annotations

from complaints_service.tickets.ledger.kind import Custody
from complaints_service.tickets.ledger.kinds import KINDS


def _kinds(*custody: Custody) -> frozenset[str]:
    return frozenset(row.code for row in KINDS.values() if row.custody in custody)


#: Entries that say in which unit a ticket is from then on.
PLACES = _kinds("begins", "queues", "routes", "takes", "hands", "returns")
#: Entries that give it to the holder they name: what was asked for is granted by them.
GIVES = _kinds("routes", "takes", "hands")
#: The same, and its coming back: another unit may have it afterwards.
MOVES = _kinds("routes", "takes", "hands", "returns")
#: Entries by which somebody gets it from another; taking it from the queue oneself is none.
HANDS = _kinds("hands")
#: Entries after which it may lie in a queue it did not lie in before.
LANDS = _kinds("queues", "routes", "hands", "returns", "again")
#: Entries that name somebody whose time it was.
HELD = _kinds("routes", "takes", "hands", "returns", "corrects")
#: Entries that name a holder without giving anybody the ticket.
ONLY_NAME = _kinds("names", "corrects")
#: Decisions of the routing rules.
ROUTES = _kinds("queues", "routes")
#: Entries that say what a clock came to, of which its holder hears.
CLOCK_TOLD = frozenset(row.code for row in KINDS.values() if row.notice)
#: Entries that who acts need not have read first.
UNREAD = frozenset(row.code for row in KINDS.values() if row.unread)
