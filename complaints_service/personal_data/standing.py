"""How a report stands where its erasure is asked: what rests on its words still."""

from __future__ import annotations

from sqlalchemy import String, cast, func, literal, or_, select
from sqlalchemy.orm import Session

from complaints_service.appraisal.evaluating.models import Evaluation
from complaints_service.appraisal.reporting.models import Evidence
from complaints_service.measurement.facts.models import CustodyFact
from complaints_service.papers.models import TicketPaper
from complaints_service.personal_data.family import relatives
from complaints_service.personal_data.rules import RestingOn
from complaints_service.tickets.ledger import append as ledger
from complaints_service.tickets.ledger.models import OPEN_STATES, Ticket
from complaints_service.tickets.opening.survivor import going_on, merged_into


def standing_of(session: Session, *, ticket: Ticket, past_term: bool) -> RestingOn:
    """What still rests on a report's words. `past_term`: its class is kept no longer."""
    return RestingOn(
        open=ticket.state in OPEN_STATES,
        joined=_joined(session, ticket),
        evaluation=_in_evaluation(session, ticket),
        oversight=ticket.kind == "oversight" and not past_term,
        paper=_has_paper(session, ticket),
        family=any(one.state in OPEN_STATES for one in relatives(session, ticket=ticket)),
    )


def _joined(session: Session, ticket: Ticket) -> bool:
    """Whether the report it went into is still open, or one that went into it is."""
    events = ledger.events_of(session, [ticket.id])[ticket.id]
    kept = going_on(session, ticket=ticket, events=events)
    if kept is not None:
        return kept.state in OPEN_STATES
    others = merged_into(session, numbers=[ticket.number])[1:]
    still = select(Ticket.id).where(Ticket.number.in_(others), Ticket.state.in_(OPEN_STATES))
    return bool(others) and session.scalar(still.limit(1)) is not None


def _in_evaluation(session: Session, ticket: Ticket) -> bool:
    """Whether an evaluation that may still change counts its time, or a piece of evidence names it."""
    counted = (
        select(Evaluation.id)
        .join(
            CustodyFact,
            CustodyFact.holder == literal("person:") + cast(Evaluation.officer_id, String),
        )
        .where(
            CustodyFact.ticket_id == ticket.id,
            CustodyFact.month.between(Evaluation.first_month, Evaluation.last_month),
            Evaluation.state.not_in(("closed", "reopened")),
        )
    )
    named = select(Evidence.id).where(
        Evidence.withdrawn_at.is_(None),
        or_(
            func.upper(Evidence.address).contains(ticket.number),
            func.upper(Evidence.name).contains(ticket.number),
        ),
    )
    return session.scalar(counted.limit(1)) is not None or session.scalar(named.limit(1)) is not None


def _has_paper(session: Session, ticket: Ticket) -> bool:
    papers = select(TicketPaper.id).where(TicketPaper.ticket_id == ticket.id)
    return session.scalar(papers.limit(1)) is not None
