"""Whom a meeting is for: a unit with the heads directly below it, or two people."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from complaints_service.errors import invalid, words
from complaints_service.meetings.service import NewMeeting
from complaints_service.people import queries as people


def of_unit(session: Session, *, unit: str, starts_at: datetime, place: str, planner_id: int) -> NewMeeting:
    """A unit's meeting: all its members and the heads of the units directly below, led by its head.

    Where a unit has no head, whoever plans the meeting leads it.
    """
    members = people.officers_of_unit(session, code=unit)
    below = [
        card
        for code in people.units_below(session, code=unit)
        for card in people.officers_of_unit(session, code=code)
        if card.is_head
    ]
    head = next((card.id for card in members if card.is_head), planner_id)
    everybody = frozenset(card.id for card in (*members, *below)) | {head}
    return NewMeeting(
        kind="regular", unit=unit, starts_at=starts_at, chair_id=head, members=everybody, place=place
    )


def of_two(
    session: Session, *, other_id: int, starts_at: datetime, place: str, planner_id: int
) -> NewMeeting:
    """A dialogue of whoever plans it with somebody, in that one's unit. Raises Invalid naming `whom`."""
    unit = people.unit_code_of_officer(session, officer_id=other_id)
    if unit is None:
        raise invalid("whom", words("Pilih unit atau orang yang Anda pimpin."))
    return NewMeeting(
        kind="dialogue",
        unit=unit,
        starts_at=starts_at,
        chair_id=planner_id,
        members=frozenset({planner_id, other_id}),
        place=place,
    )
