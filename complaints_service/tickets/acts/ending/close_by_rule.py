"""A rule of the office closes a ticket on its own day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from complaints_service.tickets.acts.act import Act, Request, Surroundings
from complaints_service.tickets.ledger.append import NewEvent


@dataclass(frozen=True, kw_only=True)
class _ByRule(Request):
    """`at`: the day it falls on, whenever a job comes to it."""

    at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class CloseNoObjection(_ByRule):
    """The citizen had the time to object, and did not."""


@dataclass(frozen=True, kw_only=True)
class CloseNoAnswer(_ByRule):
    """The citizen was asked, and did not answer."""


def _closing(reason: str) -> Callable[[_ByRule, Surroundings], list[NewEvent]]:
    def build(asked: _ByRule, _around: Surroundings) -> list[NewEvent]:
        return [NewEvent(kind="ticket.closed", data={"reason": reason}, at=asked.at)]

    return build


NO_OBJECTION = Act(
    code="close_no_objection",
    by="rule",
    request=CloseNoObjection,
    right="rule",
    states=frozenset({"resolved"}),
    to="closed",
    events=_closing("no_objection"),
    writes=("ticket.closed",),
    notice="closed",
)
NO_ANSWER = Act(
    code="close_no_answer",
    by="rule",
    request=CloseNoAnswer,
    right="rule",
    states=frozenset({"waiting"}),
    to="closed",
    events=_closing("no_answer"),
    writes=("ticket.closed",),
    notice="closed",
)
#: By the reason with which the engine says that a ticket is to be closed.
CLOSINGS: dict[str, Act[Any]] = {"no_objection": NO_OBJECTION, "no_answer": NO_ANSWER}
