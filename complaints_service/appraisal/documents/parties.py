"""Who stands in a document: the two who sign, as they were called and stood on a day, and the office."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy.orm import Session

from complaints_service.appraisal.documents.words import NOTHING
from complaints_service.people.changes import called_on
from complaints_service.people.queries import card_on, officer_card
from config.rulebook import Rulebook


@dataclass(frozen=True, kw_only=True)
class Party:
    """One person in a document's head and under its signature."""

    name: str
    nip: str
    rank: str
    position: str
    unit: str

    def content(self) -> dict[str, str]:
        """As a template reads it, and as a digest holds it."""
        return asdict(self)


def party(session: Session, *, officer_id: int | None, on: date | None = None) -> Party | None:
    """A member of the office as of a local day (None: today); None for nobody."""
    card = None
    if officer_id is not None:
        today = officer_card(session, officer_id=officer_id)
        card = today if on is None else card_on(session, officer_id=officer_id, on=on)
    called = None if officer_id is None else called_on(session, officer_id=officer_id, on=on)
    if card is None or called is None:
        return None
    return Party(
        name=called.name,
        nip=called.nip or NOTHING,
        rank=called.rank or NOTHING,
        position=card.title,
        unit=card.unit_name,
    )


def nobody() -> Party:
    """What stands where nobody signs, as above the head of the office."""
    return Party(name=NOTHING, nip=NOTHING, rank=NOTHING, position=NOTHING, unit=NOTHING)


def office_name(rulebook: Rulebook) -> str:
    """ "Kecamatan Medan Marelan, Kota Medan"."""
    return f"{rulebook.office.names.id}, {rulebook.office.city}"
