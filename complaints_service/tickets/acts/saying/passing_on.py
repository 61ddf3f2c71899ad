"""What the citizen of a merged report says goes on to the ticket that goes on."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from complaints_service.moment import Moment
from complaints_service.tickets.acts.act import ActCase, Surroundings
from complaints_service.tickets.opening.survivor import pass_on


def to_survivor(session: Session, case: ActCase[Any], _around: Surroundings) -> None:
    """Enters it there too, where the report was merged."""
    if case.ticket.state == "merged":
        pass_on(
            Moment(session=session, now=case.now, actor=case.actor, rulebook=case.rulebook),
            ticket=case.ticket,
            events=case.history,
            text=case.request.text,
            dispute=case.request.disputes,
        )
