"""A question to the citizen, or one about what the file lacks."""

from __future__ import annotations

from dataclasses import dataclass

from complaints_service.tickets.acts import fields
from complaints_service.tickets.acts.act import Act, Request, Surroundings
from complaints_service.tickets.acts.receiving import telling
from complaints_service.tickets.acts.saying.to_citizen import TO_CITIZEN, to_citizen
from complaints_service.tickets.ledger.append import NewEvent


@dataclass(frozen=True, kw_only=True)
class Ask(Request):
    """What is asked."""

    text: str = fields.text(needed=True)
    completeness: bool = fields.tick(meaning="It asks for what the file lacks.")


def _events(asked: Ask, around: Surroundings) -> list[NewEvent]:
    return to_citizen("completeness" if asked.completeness else "question", asked.text, around)


ACT = Act(
    code="question",
    request=Ask,
    right="question",
    states=frozenset({"open", "waiting"}),
    to="waiting",
    surround=telling,
    events=_events,
    writes=(*TO_CITIZEN,),
    notice="asked",
    held=True,
    files="citizen",
    place=30,
    address="questions",
)
