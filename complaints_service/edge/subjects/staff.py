"""Members of the office as those who are managed: by whom, and who hands out roles and ways in."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights, may_in_office
from complaints_service.edge.guard import Right, office_right
from complaints_service.errors import NotFound
from complaints_service.people.queries import OfficerCard, officer_cards


def _member(right: str) -> Callable[..., OfficerCard]:
    def load(session: Session, rights: Rights, *, officer_id: int) -> OfficerCard:
        found = officer_cards(session, ids=[officer_id]).get(officer_id)
        if found is None or not may_in_office(rights, right, found.unit):
            raise NotFound("person")
        return found

    return load


MANAGE_STAFF = office_right("manage_staff")
MANAGE_PERSON = Right(
    code="manage_person",
    who="administrator, of people of units within their grants",
    load=_member("manage_staff"),
)
MANAGE_ACCOUNT = Right(
    code="manage_account", who="administrator of the whole office", load=_member("manage_accounts")
)
