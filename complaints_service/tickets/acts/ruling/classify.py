"""Another category or class of complaint."""

from __future__ import annotations

from dataclasses import dataclass

from complaints_service.errors import Words, words
from complaints_service.tickets.acts import fields
from complaints_service.tickets.acts.act import Act, ActCase, Problems, Request, Surroundings
from complaints_service.tickets.ledger.append import NewEvent
from complaints_service.tickets.ledger.states import LIVE
from config.entries.office import KINDS


@dataclass(frozen=True, kw_only=True)
class Classify(Request):
    """What it is, and why; what is left out stays."""

    category: str | None = fields.choice(optional=True, meaning="The category's code.")
    kind: str | None = fields.choice(KINDS, optional=True, meaning="The class of complaint.")
    reason: str = fields.reason(needed=True)


def _class_problems(case: ActCase[Classify]) -> Problems:
    asked, ticket = case.request, case.ticket
    if asked.category in (None, ticket.category) and asked.kind in (None, ticket.kind):
        return {"category": [words("Pilih kategori atau jenis yang baru.")]}
    found: dict[str, list[Words]] = {}
    in_force = case.rulebook.categories_on(case.rulebook.local_date(case.now))
    if asked.category not in {None, ticket.category, *(category.code for category in in_force)}:
        found["category"] = [words("Kategori ini tidak dikenal.")]
    return found


def _events(asked: Classify, around: Surroundings) -> list[NewEvent]:
    state = around.state
    data = {
        "category": asked.category or state.category,
        "kind": asked.kind or state.kind,
        "reason": asked.reason,
    }
    return [NewEvent(kind="ticket.classified", data=data)]


ACT = Act(
    code="classify",
    request=Classify,
    right="classify",
    states=LIVE,
    problems=_class_problems,
    events=_events,
    writes=("ticket.classified",),
    place=130,
    address="classify",
)
