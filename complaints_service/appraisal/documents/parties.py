"""The two who sign: as their posts and names stand today, where a record keeps no other."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.appraisal.documents.words import NOTHING
from complaints_service.people.models import Officer, Position, Unit
from config.rulebook import Rulebook


@dataclass(frozen=True, kw_only=True)
class Party:
    """One person in a document's head and under its signature; `rank` (golongan) is not kept here."""

    name: str
    nip: str
    rank: str
    position: str
    unit: str

    def content(self) -> dict[str, str]:
        """As a template reads it."""
        return asdict(self)


def party(session: Session, *, officer_id: int | None) -> Party | None:
    """A member of the office; None for nobody."""
    row = session.execute(
        select(Officer.name, Officer.nip, Position.title, Unit.name)
        .join(Position, Position.id == Officer.position_id)
        .join(Unit, Unit.id == Officer.unit_id)
        .where(Officer.id == officer_id)
    ).first()
    return (
        None
        if row is None
        else Party(name=row[0], nip=row[1] or NOTHING, rank=NOTHING, position=row[2], unit=row[3])
    )


def nobody() -> Party:
    """What stands where nobody signs, as above the head of the office."""
    return Party(name=NOTHING, nip=NOTHING, rank=NOTHING, position=NOTHING, unit=NOTHING)


def office_name(rulebook: Rulebook) -> str:
    """ "Kecamatan Medan Marelan, Kota Medan"."""
    return f"{rulebook.office.names.id}, {rulebook.office.city}"
