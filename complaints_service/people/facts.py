"""What is known of a member of the office, and what of it cannot be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.errors import DomainError, Invalid, Words, words
from complaints_service.people.kinds import EMPLOYMENTS
from complaints_service.people.models import Officer, Position, Unit


@dataclass(frozen=True, kw_only=True)
class OfficerFacts:
    """What is known of a member of the office; `position` and `unit` are codes, `unit` None: the post's."""

    name: str
    employment: str
    position: str
    works_from: date
    unit: str | None = None
    nip: str | None = None
    code: str | None = None
    phone: str | None = None
    email: str | None = None
    rank: str | None = None


def post_for(session: Session, facts: OfficerFacts) -> tuple[Position, int]:
    """The post and the unit's id; names every fact that cannot be taken."""
    fields: dict[str, list[Words]] = {}
    if facts.employment not in EMPLOYMENTS:
        fields["employment"] = [words("Status kepegawaian harus pns, pppk, atau non_asn.")]
    position = session.scalar(select(Position).where(Position.code == facts.position, Position.active))
    if position is None:
        fields["position"] = [words("Jabatan %(code)s tidak ada.", code=facts.position)]
    unit_id = position.unit_id if position is not None else None
    if facts.unit is not None:
        unit_id = session.scalar(select(Unit.id).where(Unit.code == facts.unit, Unit.active))
        if unit_id is None:
            fields["unit"] = [words("Unit %(code)s tidak ada.", code=facts.unit)]
    if fields or position is None or unit_id is None:
        raise Invalid(fields)
    return position, unit_id


def refuse_known(session: Session, facts: OfficerFacts, officer_id: int | None) -> None:
    """Raises `officer_known` for a NIP or code that another member has."""
    for column, value in ((Officer.nip, facts.nip), (Officer.code, facts.code)):
        if value is not None:
            found = session.scalar(select(Officer.id).where(column == value))
            if found is not None and found != officer_id:
                detail = words("NIP atau kode %(value)s sudah dipakai petugas lain.", value=value)
                raise DomainError("officer_known", detail, fields={column.key: [detail]})
