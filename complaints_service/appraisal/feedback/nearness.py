"""Who reads feedback on a person's work, and who is near enough to give some."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights
from complaints_service.appraisal.feedback.queries import relation_between
from complaints_service.errors import NotFound
from complaints_service.people.queries import OfficerCard, officer_card
from complaints_service.people.rights import sees


@dataclass(frozen=True)
class Nearness:
    """What a reader is to a member: whether all that was said is theirs to read, and as what they write."""

    card: OfficerCard
    reads_all: bool
    relation: str | None


def nearness(session: Session, rights: Rights, *, officer_id: int) -> Nearness:
    """How near a reader is to a member. Raises NotFound for who neither reads nor writes."""
    card = officer_card(session, officer_id=officer_id)
    me = rights.officer_id
    related = relation_between(session, giver_id=me, officer_id=officer_id) if me is not None else None
    if card is None or not (sees(rights, card) or related is not None):
        raise NotFound("person")
    return Nearness(card, sees(rights, card), related)
