"""Reading feedback on a person's work, and citizens' thanks, which are good ratings with a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from complaints_service.appraisal.feedback.models import Feedback
from complaints_service.appraisal.feedback.rules import StandsAt, relation
from complaints_service.db import from_row
from complaints_service.measurement.facts.models import RatingFact
from complaints_service.people.directory import directory
from complaints_service.people.models import Officer
from complaints_service.people.queries import names_of_officers, officer_card, superiors_of
from complaints_service.survey.models import Rating
from complaints_service.tickets.ledger.models import Ticket, accuses_somebody

#: From this score on, of four, a citizen's rating with a sentence is thanks.
GOOD = 3


@dataclass(frozen=True, kw_only=True)
class FeedbackView:
    """What one member said of another's work; `ticket`: a number. Taken back if `withdrawn_at` is set."""

    id: int
    officer_id: int
    giver_id: int
    giver: str
    relation: str
    kind: str
    words: str
    value_code: str | None
    ticket: str | None
    indicator_code: str | None
    given_at: datetime
    withdrawn_at: datetime | None
    withdrawn_reason: str | None


@dataclass(frozen=True, kw_only=True)
class Thanks:
    """A citizen's sentence with a good rating, on a ticket that this officer resolved last."""

    officer_id: int
    ticket: str
    score: int
    words: str
    given_at: datetime


def feedback_of(
    session: Session,
    *,
    officer_id: int,
    start: datetime | None = None,
    end: datetime | None = None,
    taken_back: bool = False,
) -> list[FeedbackView]:
    """Feedback on an officer's work given in `[start, end)`, the latest first; also what was `taken_back`."""
    query = _feedback().where(Feedback.officer_id == officer_id)
    if start is not None:
        query = query.where(Feedback.given_at >= start)
    if end is not None:
        query = query.where(Feedback.given_at < end)
    if not taken_back:
        query = query.where(Feedback.withdrawn_at.is_(None))
    return [from_row(FeedbackView, row) for row in session.execute(query)]


def given_by(session: Session, *, giver_id: int, officer_id: int) -> list[FeedbackView]:
    """What one member told another, the latest first, taken back or not."""
    query = _feedback().where(Feedback.giver_id == giver_id, Feedback.officer_id == officer_id)
    return [from_row(FeedbackView, row) for row in session.execute(query)]


def thanks_of(
    session: Session, *, officer_ids: Sequence[int], start: datetime, end: datetime
) -> list[Thanks]:
    """Citizens' thanks given in `[start, end)` on tickets these officers resolved last, the latest first.

    Nothing of tickets that accuse somebody: whoever reads this need not know of them.
    """
    rows = session.execute(
        select(
            RatingFact.officer_id,
            Ticket.number,
            Rating.score,
            Rating.comment,
            Rating.rated_at,
        )
        .select_from(Rating)
        .join(RatingFact, RatingFact.ticket_id == Rating.ticket_id)
        .join(Ticket, Ticket.id == Rating.ticket_id)
        .where(
            RatingFact.officer_id.in_(officer_ids),
            Rating.score >= GOOD,
            Rating.comment.is_not(None),
            Rating.rated_at >= start,
            Rating.rated_at < end,
            ~accuses_somebody(),
        )
        .order_by(Rating.rated_at.desc(), Ticket.number)
    )
    return [
        Thanks(
            officer_id=row.officer_id,
            ticket=row.number,
            score=row.score,
            words=row.comment,
            given_at=row.rated_at,
        )
        for row in rows
        if row.comment.strip()
    ]


def relation_between(
    session: Session, *, giver_id: int, officer_id: int, on: date | None = None
) -> str | None:
    """What one member is to another on a local day (`rules.relation`).

    None also where one of them is not at work. What no day is named for is today (`people.postings`).
    """
    giver, receiver = _place(session, giver_id, on), _place(session, officer_id, on)
    return None if giver is None or receiver is None else relation(giver, receiver)


def near(session: Session, *, giver_id: int, on: date) -> list[tuple[int, str, str]]:
    """Whom a member may give feedback to on a local day: id, name and what the giver is to them, by name."""
    office = directory(session, on=on)
    places = {each: StandsAt(each, unit, office.superiors[each]) for each, unit in office.unit_of.items()}
    me = places.get(giver_id)
    if me is None:
        return []
    related = {each: relation(me, place) for each, place in places.items()}
    names = names_of_officers(session, ids=[each for each, found in related.items() if found])
    return sorted(
        ((each, name, related[each] or "") for each, name in names.items()), key=lambda one: (one[1], one[0])
    )


def _place(session: Session, officer_id: int, on: date | None) -> StandsAt | None:
    card = officer_card(session, officer_id=officer_id)
    if card is None or not card.active:
        return None
    return StandsAt(officer_id, card.unit, superiors_of(session, officer_id=officer_id, on=on))


def _feedback() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Feedback.id,
            Feedback.officer_id,
            Feedback.giver_id,
            Officer.name,
            Feedback.relation,
            Feedback.kind,
            Feedback.words,
            Feedback.value_code,
            Ticket.number,
            Feedback.indicator_code,
            Feedback.given_at,
            Feedback.withdrawn_at,
            Feedback.withdrawn_reason,
        )
        .join(Officer, Officer.id == Feedback.giver_id)
        .outerjoin(Ticket, Ticket.id == Feedback.ticket_id)
        .order_by(Feedback.given_at.desc(), Feedback.id.desc())
    )
