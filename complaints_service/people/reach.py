"""Who of the office can be reached: nothing goes to somebody who cannot open it, nor where nobody looks.

Reachable is whoever can sign in, or has a linked chat. A unit is seen by its members, by those who lead it
and the units above it, and by those whom a role over it lets look.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from complaints_service.accounts.models import Account, OfficerChat, RoleGrant
from complaints_service.office_stamp import until_changed
from complaints_service.people.directory import Directory
from complaints_service.people.models import Unit

#: Roles that look into units and hand on what lies there.
_LOOKING = frozenset({"dispatcher", "manager"})


@dataclass(frozen=True, kw_only=True)
class WithinReach:
    """The officers who can be reached, and what those with a role look into: all of it, or units by code."""

    officers: frozenset[int]
    all_units: bool
    units: frozenset[str]

    def sees(self, unit: str, directory: Directory) -> bool:
        """Whether anybody who can be reached looks into a unit."""
        if self.all_units:
            return True
        above: str | None = unit
        while above is not None:
            if above in self.units:
                return True
            above = directory.parent_of.get(above)
        members = {officer for officer, code in directory.unit_of.items() if code == unit}
        return bool(self.officers & (members | set(directory.leaders.get(unit, ()))))


_CHAT = exists().where(
    OfficerChat.account_id == Account.id,
    OfficerChat.linked_at.is_not(None),
    OfficerChat.ended_at.is_(None),
    OfficerChat.dead_at.is_(None),
)
_REACHED = (
    select(Account.officer_id, RoleGrant.role, RoleGrant.unit_id, Unit.code)
    .outerjoin(RoleGrant, (RoleGrant.account_id == Account.id) & RoleGrant.ended_at.is_(None))
    .outerjoin(Unit, Unit.id == RoleGrant.unit_id)
    .where(Account.active, or_(Account.password_hash.is_not(None), _CHAT))
)


@until_changed
def reach_of(session: Session) -> WithinReach:
    """Everybody who can be reached now, in one statement."""
    rows = session.execute(_REACHED).all()
    looking = [row for row in rows if row.role in _LOOKING]
    return WithinReach(
        officers=frozenset(row.officer_id for row in rows if row.officer_id is not None),
        all_units=any(row.unit_id is None for row in looking),
        units=frozenset(row.code for row in looking if row.code is not None),
    )


def unreachable(reach: WithinReach, directory: Directory) -> frozenset[int]:
    """Members at work whose post takes tickets, and who cannot be reached."""
    takes = {each.officer_id for listed in directory.candidates.values() for each in listed}
    return frozenset(takes - reach.officers)


def unseen_units(reach: WithinReach, directory: Directory) -> tuple[str, ...]:
    """The units into which nobody looks who can be reached."""
    return tuple(unit for unit in directory.parent_of if not reach.sees(unit, directory))
