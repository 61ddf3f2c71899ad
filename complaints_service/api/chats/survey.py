"""The public survey in a chat: its questions, and the one answer of a closed report's citizen."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.edge.resources import Service
from complaints_service.errors import DomainError
from complaints_service.survey.skm.asking import Invitation, invitation_for
from complaints_service.survey.skm.service import ANSWERED, GivenAnswer, answer
from complaints_service.tickets.ledger.models import Ticket
from config.entries.survey import SurveyElement
from config.rulebook import Rulebook
from config.versions import in_force

#: How a press on one of the survey's buttons begins.
VERB = "survey"


def questions_asked(rulebook: Rulebook, tongue: str, *, now: datetime) -> list[dict[str, object]]:
    """The questions in their order, each with its words for 1 to 4."""
    return [
        {"question": one.question.read(tongue), "answers": [each.read(tongue) for each in one.answers]}
        for one in _asked(rulebook, now)
    ]


def invited(session: Session, ticket: Ticket, *, now: datetime, service: Service) -> Invitation | None:
    """The survey that asks after a closed report; None where none does, and once it was answered."""
    if ticket.state != "closed":
        return None
    return invitation_for(
        session,
        number=ticket.number,
        unit=ticket.unit,
        key=service.settings.tracking_key,
        now=now,
        rulebook=service.rulebook,
    )


def answered(session: Session, number: str, typed: str, *, now: datetime, service: Service) -> None:
    """Keeps the answer: a digit for each question, in their order. Raises Invalid, `already_answered`."""
    ticket = session.scalars(select(Ticket).where(Ticket.number == number)).one()
    found = invited(session, ticket, now=now, service=service)
    if found is None:
        raise DomainError("already_answered", ANSWERED)
    codes = [one.code for one in _asked(service.rulebook, now)]
    scores = {code: int(digit) for code, digit in zip(codes, typed, strict=False) if digit in "1234"}
    answer(
        session,
        code=found.code,
        given=GivenAnswer(scores=scores),
        pass_given=found.given,
        key=service.settings.tracking_key,
        now=now,
        rulebook=service.rulebook,
        in_chat=True,
    )


def _asked(rulebook: Rulebook, now: datetime) -> tuple[SurveyElement, ...]:
    return in_force(rulebook.survey_elements, rulebook.local_date(now))
