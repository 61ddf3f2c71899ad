"""Open reports of neighbours that may be the same matter: told by what and where, never in their own words.

Only what its citizen chose to be open, and what accuses nobody, is ever looked at: the conditions are in the
query, so that nothing of any other report is read, counted or left out visibly.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from difflib import SequenceMatcher

from sqlalchemy import ColumnElement, Row, Select, select
from sqlalchemy.orm import Session

from complaints_service.places.place import Place
from complaints_service.places.plane import metres
from complaints_service.places.streets import street_of
from complaints_service.tickets.ledger.models import (
    WORKING_STATES,
    Complaint,
    Ticket,
)
from complaints_service.tickets.opening.about import PROTECTING
from complaints_service.tickets.opening.draft import Draft
from complaints_service.tickets.public.openly import beginning, openly_told
from complaints_service.tickets.where import near, part_now
from config.rulebook import Rulebook

NEAR_METRES = 150
DAYS = timedelta(days=30)
_Found = Row[str, str, str | None, datetime, float | None, float | None, str | None, str]
_Query = Select[str, str, str | None, datetime, float | None, float | None, str | None, str]
#: So many are shown, out of so many of the newest that are weighed.
MOST_SHOWN, MOST_WEIGHED = 3, 40


@dataclass(frozen=True, kw_only=True)
class SimilarReport:
    """What a neighbour may know of another's report: its class, the map's street, its kelurahan, its day."""

    number: str
    category: str
    street: str
    kelurahan: str | None
    received_at: datetime


def similar_reports(
    session: Session, *, draft: Draft, now: datetime, rulebook: Rulebook
) -> list[SimilarReport]:
    """The reports of others a completed draft may repeat, the likeliest first; none for one about staff."""
    if not may_follow(draft, now=now, rulebook=rulebook) or not (draft.place.point or draft.place.kelurahan):
        return []
    found = session.execute(
        _select()
        .where(
            Ticket.category == draft.category,
            Ticket.received_at >= now - DAYS,
            Ticket.received_at <= now,
            *_around(draft.place),
        )
        .order_by(Ticket.received_at.desc())
        .limit(MOST_WEIGHED)
    ).all()
    weighed = sorted(_weighed(found, draft, rulebook), key=lambda one: one[0])
    return [report for _weight, report in weighed[:MOST_SHOWN]]


def followable(session: Session, *, number: str) -> bool:
    """Whether a report may be followed by neighbours; what there is not and what is not theirs alike."""
    return session.execute(_select().where(Ticket.number == number)).first() is not None


def may_follow(draft: Draft, *, now: datetime, rulebook: Rulebook) -> bool:
    """Whether a report may go into a neighbour's: one about staff stands alone, whatever else it tells."""
    staff = rulebook.category(draft.category, rulebook.local_date(now)).about_staff
    return not staff and draft.about_office not in PROTECTING and not draft.about


def _select() -> _Query:
    """Reports that are open in every sense: to neighbours by their citizen's choice, and still worked on."""
    return (
        select(
            Ticket.number,
            Ticket.category,
            Ticket.kelurahan,
            Ticket.received_at,
            part_now("lat"),
            part_now("lng"),
            part_now("address"),
            Complaint.text,
        )
        .join(Complaint, Complaint.id == Ticket.id)
        .join(*beginning())
        .where(Ticket.state.in_(WORKING_STATES), Ticket.agency.is_(None), *openly_told())
    )


def _around(place: Place) -> tuple[ColumnElement[bool], ...]:
    """The box round a point that is sure, else the kelurahan."""
    if place.point is None or not place.sure:
        return (Ticket.kelurahan == place.kelurahan,)
    return (near(*place.point, NEAR_METRES),)


def _weighed(
    rows: Iterable[_Found], draft: Draft, rulebook: Rulebook
) -> Iterable[tuple[tuple[float, float], SimilarReport]]:
    """Each row with its order: the street first where one is known, then how alike the words are.

    Words only put into an order what is shown anyway: nobody finds out what a neighbour wrote by trying.
    """
    at, street = draft.place.point if draft.place.sure else None, street_of(draft.place, rulebook)
    for number, category, kelurahan, received_at, lat, lng, address, text in rows:
        far = metres((at[1], at[0]), (lng, lat)) if at and lat is not None and lng is not None else 0.0
        if far > NEAR_METRES:
            continue
        there = street_of(Place(lat=lat, lng=lng, address=address), rulebook)
        other_street = 0.0 if street and there == street else 1.0
        alike = SequenceMatcher(None, draft.text.casefold()[:400], text.casefold()[:400]).quick_ratio()
        report = SimilarReport(
            number=number, category=category, street=there, kelurahan=kelurahan, received_at=received_at
        )
        yield (far if at else other_street, -alike), report
