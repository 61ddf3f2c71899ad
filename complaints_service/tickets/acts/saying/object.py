"""The citizen of a merged report says that the one that goes on is not resolved; its own citizen judges."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from complaints_service.tickets.acts import fields
from complaints_service.tickets.acts.act import Act, Request, Surroundings
from complaints_service.tickets.acts.saying.passing_on import to_survivor
from complaints_service.tickets.ledger.append import NewEvent


@dataclass(frozen=True, kw_only=True)
class Object(Request):
    """What is not."""

    text: str = fields.text(needed=True, meaning="What the office reads.")
    disputes: ClassVar[bool] = True


def _events(asked: Object, _around: Surroundings) -> list[NewEvent]:
    return [NewEvent(kind="message.sent", data={"act": "message", "dispute": True}, text=asked.text)]


ACT = Act(
    code="object",
    by="citizen",
    request=Object,
    right="judge",
    states=frozenset({"merged"}),
    events=_events,
    writes=("message.sent", "merged.wrote"),
    afterwards=to_survivor,
    files="citizen",
    place=525,
    note="of a merged report: the survivor stays resolved, the office reads it there",
)
