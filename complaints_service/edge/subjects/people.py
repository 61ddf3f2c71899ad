"""Members of the office: whose figures, plans and evaluations one may see."""

from __future__ import annotations

from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights
from complaints_service.edge.guard import Right
from complaints_service.people.queries import OfficerCard
from complaints_service.people.rights import member_in_view


def person_in_view(session: Session, rights: Rights, *, officer_id: int, **_places: object) -> OfficerCard:
    """The member an address names. Raises NotFound."""
    return member_in_view(session, rights, officer_id=officer_id)


VIEW_PERSON = Right(
    code="view_person",
    who="the person, who stands above them at any height, auditors of the unit",
    load=person_in_view,
)
