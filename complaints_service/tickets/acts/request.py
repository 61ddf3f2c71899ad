"""What someone asks to be done to a ticket, and what surrounds it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from complaints_service.tickets.ledger.state import TicketState


@dataclass(frozen=True)
class Request:
    """What someone asks to be done to a ticket; each act reads the fields it needs.

    `version` is the ticket version the person saw (None: no check); `to` is a holder reference, also the one
    a contest names; `start` and `end` are the span it is about. `message` is a message's seq, `into` another
    ticket's number, `contest` the number of a contest on this ticket, `asked` that of a request to hand it
    over. `at` dates an act of a rule.
    """

    act: str
    text: str | None = None
    reason: str | None = None
    version: int | None = None
    to: str | None = None
    message_act: str = "answer"
    completeness: bool = False
    category: str | None = None
    kind: str | None = None
    at: datetime | None = None
    message: int | None = None
    clock: str | None = None
    priority: str | None = None
    agency: str | None = None
    into: str | None = None
    start: datetime | None = None
    end: datetime | None = None
    contest: int | None = None
    upheld: bool | None = None
    asked: int | None = None


@dataclass(frozen=True)
class Moment:
    """What surrounds an act: the ticket's state, the actor, and the holder `to` resolves to.

    `routes`: those that deliver a message by its being written; others are entered when they took it.
    `contested`: the contest that is decided: its number, and its start and end as in the ledger. `asked`: the
    number of the request that is declined. `unled`: nobody stands above everyone a contest concerns.
    """

    state: TicketState
    actor: str
    to_holder: str | None = None
    to_unit: str | None = None
    own_unit: str | None = None
    routes: tuple[str, ...] = field(default=("page",))
    contested: tuple[int, str, str] | None = None
    asked: int | None = None
    unled: bool = False
