"""The citizen writes; a late answer reopens what was closed for want of one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from complaints_service.tickets.acts import fields
from complaints_service.tickets.acts.act import Act, Request, Surroundings
from complaints_service.tickets.acts.saying.passing_on import to_survivor
from complaints_service.tickets.ledger.append import NewEvent
from complaints_service.tickets.ledger.states import LIVE


@dataclass(frozen=True, kw_only=True)
class Write(Request):
    """What is said."""

    text: str = fields.text(needed=True, meaning="What the office reads.")
    disputes: ClassVar[bool] = False


def _events(asked: Write, around: Surroundings) -> list[NewEvent]:
    written = NewEvent(kind="message.sent", data={"act": "message"}, text=asked.text)
    if around.state.state == "closed":
        return [NewEvent(kind="ticket.reopened", data={"reason": "late_answer"}), written]
    return [written]


ACT = Act(
    code="write",
    by="citizen",
    request=Write,
    right="write",
    states=LIVE | {"resolved", "closed", "merged"},
    possible=lambda standing: standing.state != "closed" or standing.close_reason == "no_answer",
    events=_events,
    writes=("message.sent", "ticket.reopened", "merged.wrote"),
    afterwards=to_survivor,
    files="citizen",
    place=500,
    gives=True,
    note="of a merged report: the office reads it on the one that goes on",
)
