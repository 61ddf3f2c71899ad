"""What a merger or its end means for the ticket that goes on."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from complaints_service.moment import Moment
from complaints_service.tickets.acts.act import ActCase, Surroundings
from complaints_service.tickets.opening.merging import note_on_survivor


def note_in_survivor(session: Session, case: ActCase[Any], around: Surroundings) -> None:
    """Enters there which ticket came into it, or left it."""
    note_on_survivor(
        Moment(session=session, now=case.now, actor=case.actor, rulebook=case.rulebook),
        duplicate=case.ticket,
        survivor=around.into,
    )
