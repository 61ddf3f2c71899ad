"""Members of the office: whose figures, plans and evaluations one may see."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights
from complaints_service.appraisal.overview import counted_units
from complaints_service.edge.guard import Right, office_right
from complaints_service.errors import NotFound
from complaints_service.people.queries import OfficerCard
from complaints_service.people.rights import member_in_view, member_once_led


def person_in_view(session: Session, rights: Rights, *, officer_id: int, **_places: object) -> OfficerCard:
    """The member an address names. Raises NotFound."""
    return member_in_view(session, rights, officer_id=officer_id)


def person_in_figures(session: Session, rights: Rights, *, officer_id: int, **_places: object) -> OfficerCard:
    """The member an address names, also for who stood above them once. Raises NotFound."""
    return member_once_led(session, rights, officer_id=officer_id)


def _leader(_session: Session, rights: Rights) -> int:
    if rights.officer_id is None or not rights.subordinate_officers:
        raise NotFound
    return rights.officer_id


def _counted(session: Session, rights: Rights) -> Mapping[str, str]:
    found = counted_units(session, rights)
    if not found:
        raise NotFound
    return found


VIEW_PERSON = Right(
    code="view_person",
    who="the person, who stands above them at any height, auditors of the unit",
    load=person_in_view,
)
VIEW_FIGURES = Right(
    code="view_figures",
    who="the person, who stood above them in the month at any height, auditors of the unit they were in",
    load=person_in_figures,
)
VIEW_TEAM = Right(code="view_team", who="superiors: those below them", load=_leader)
VIEW_BOARD = office_right("view_board")
VIEW_OFFICE = Right(
    code="view_office",
    who="the head of the office; managers and auditors, within their grants",
    load=_counted,
)
