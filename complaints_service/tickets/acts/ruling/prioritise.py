"""Another priority."""

from __future__ import annotations

from dataclasses import dataclass

from complaints_service.errors import invalid, words
from complaints_service.tickets.acts import fields
from complaints_service.tickets.acts.act import Act, ActCase, Request, Surroundings
from complaints_service.tickets.ledger.append import NewEvent
from complaints_service.tickets.ledger.states import LIVE
from config.entries.office import PRIORITIES


@dataclass(frozen=True, kw_only=True)
class Prioritise(Request):
    """Which, and why."""

    priority: str | None = fields.choice(PRIORITIES, meaning="The new priority.")
    reason: str = fields.reason(needed=True)


def _priority_changes(case: ActCase[Prioritise]) -> None:
    if case.request.priority == case.state.priority:
        raise invalid("priority", words("Pilih prioritas yang baru."))


def _events(asked: Prioritise, _around: Surroundings) -> list[NewEvent]:
    return [NewEvent(kind="ticket.reprioritised", data={"priority": asked.priority, "reason": asked.reason})]


ACT = Act(
    code="prioritise",
    request=Prioritise,
    right="prioritise",
    states=LIVE,
    conditions=(_priority_changes,),
    events=_events,
    writes=("ticket.reprioritised",),
    place=140,
    address="priority",
)
