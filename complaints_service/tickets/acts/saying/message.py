"""An answer, a decision or a report of progress."""

from __future__ import annotations

from dataclasses import dataclass

from complaints_service.tickets.acts import fields
from complaints_service.tickets.acts.act import Act, Surroundings
from complaints_service.tickets.acts.receiving import telling
from complaints_service.tickets.acts.saying.to_citizen import TO_CITIZEN, to_citizen
from complaints_service.tickets.acts.saying.to_others import TOLD, ToOthers, problems, told_to_others
from complaints_service.tickets.ledger.append import NewEvent
from complaints_service.tickets.ledger.states import LIVE
from complaints_service.tickets.ledger.turns import BY_RULE

MESSAGE_ACTS = ("answer", "decision", "progress")


@dataclass(frozen=True, kw_only=True)
class SendMessage(ToOthers):
    """What is said, and as what."""

    text: str = fields.text(needed=True)
    message_act: str = fields.choice(MESSAGE_ACTS, default="answer", wire="act", meaning="What it is.")


def _events(asked: SendMessage, around: Surroundings) -> list[NewEvent]:
    return [*to_citizen(asked.message_act, asked.text, around), *told_to_others(asked)]


ACT = Act(
    code="message",
    request=SendMessage,
    right="message",
    states=LIVE | {"resolved", "closed"},
    possible=lambda standing: standing.state != "closed" or standing.close_reason == BY_RULE,
    surround=telling,
    events=_events,
    problems=problems,
    writes=(*TO_CITIZEN, *TOLD),
    notice="answered",
    held=True,
    files="citizen",
    place=10,
    address="messages",
    note="also answers after resolving, and what a rule closed over",
)
