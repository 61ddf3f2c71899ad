"""A member's training: who proposes and records, who decides and confirms."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights
from complaints_service.development import queries, rules
from complaints_service.edge.guard import Right
from complaints_service.errors import NotFound
from complaints_service.people.queries import OfficerCard
from complaints_service.people.rights import member_in_view


def _member(may: Callable[[Rights, int], bool]) -> Callable[..., OfficerCard]:
    """The member an address names; a need or a record that it names too has to be theirs."""

    def load(
        session: Session,
        rights: Rights,
        *,
        officer_id: int,
        need_id: int | None = None,
        record_id: int | None = None,
    ) -> OfficerCard:
        card = member_in_view(session, rights, officer_id=officer_id)
        found = [
            *([queries.need(session, need_id=need_id)] if need_id is not None else []),
            *([queries.record_of(session, record_id=record_id)] if record_id is not None else []),
        ]
        theirs = all(each is not None and each.officer_id == officer_id for each in found)
        if not (theirs and may(rights, officer_id)):
            raise NotFound("training")
        return card

    return load


PROPOSE_TRAINING = Right(
    code="propose_training", who="the person, who stands above them", load=_member(rules.may_propose)
)
DECIDE_TRAINING = Right(
    code="decide_training", who="who stands above the person", load=_member(rules.may_decide)
)
