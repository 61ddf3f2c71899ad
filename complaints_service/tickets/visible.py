"""Which tickets a person may view, said in SQL: `roles_on_ticket` and `view_ticket` for lists.

Lists go by what the ticket's row says. Who had a ticket once and who may decide its contest stands in its
ledger alone: they open it by its number, and it is in no list of theirs. Whatever is changed here or there,
tests/services/test_visible_tickets.py compares both on offices drawn at random.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import ColumnElement, and_, false, or_, true

from complaints_service.accounts.access import TICKET_RIGHTS, Rights
from complaints_service.tickets.ledger.models import Ticket, accuses, accuses_a_person

#: For how many readers the conditions are kept: every list and count of a page asks for them again.
_KEPT = 512


@lru_cache(maxsize=_KEPT)
def visible_to(rights: Rights) -> ColumnElement[bool]:
    """The tickets a person may view by where they work, whom they lead and what was granted to them."""
    ours = _own_units(rights)
    grounds = [
        granted_to(rights, TICKET_RIGHTS["view_ticket"]),
        Ticket.holder_officer_id.in_(rights.subordinate_officers),
        and_(Ticket.holder_officer_id.is_(None), Ticket.unit.in_(rights.subordinate_units)),
        # Colleagues of an accused officer need not know of it: working there alone does not open those.
        and_(Ticket.unit.in_(ours), ~accuses_a_person()),
    ]
    if rights.officer_id is not None:
        grounds.append(Ticket.holder_officer_id == rights.officer_id)
    return and_(or_(*grounds), unaccused(rights))


def granted_to(rights: Rights, roles: Collection[str]) -> ColumnElement[bool]:
    """The tickets of the units over which any of these roles was granted to a person."""
    units = _units_granted(rights, roles)
    if units is None:
        return true()
    return Ticket.unit.in_(units) if units else false()


@dataclass(frozen=True)
class ViewGrounds:
    """Where all lies that a person may view: in these units, or with these officers."""

    units: frozenset[str]
    holders: frozenset[int]


def grounds_of(rights: Rights) -> ViewGrounds | None:
    """What `visible_to` asks of unit and holder, without what it asks beside it; None: nothing is left out.

    For an index that holds these two: whatever lies elsewhere need not be asked about.
    """
    granted = _units_granted(rights, TICKET_RIGHTS["view_ticket"])
    if granted is None:
        return None
    me = [rights.officer_id] if rights.officer_id is not None else []
    return ViewGrounds(granted | _own_units(rights), rights.subordinate_officers.union(me))


def _units_granted(rights: Rights, roles: Collection[str]) -> frozenset[str] | None:
    """The units over which any of these roles was granted; None: the whole office."""
    reached = [grant.units for grant in rights.grants if grant.role in roles]
    if any(units is None for units in reached):
        return None
    return frozenset(code for units in reached for code in units or ())


def _own_units(rights: Rights) -> frozenset[str]:
    """Where they work, and what they head with all below."""
    return rights.subordinate_units.union([rights.unit_code] if rights.unit_code is not None else [])


@lru_cache(maxsize=_KEPT)
def unaccused(rights: Rights) -> ColumnElement[bool]:
    """The tickets that accuse neither this person nor the unit they work in."""
    names = [
        *([f"person:{rights.officer_id}"] if rights.officer_id is not None else []),
        *([f"unit:{rights.unit_code}"] if rights.unit_code is not None else []),
    ]
    return ~accuses(*names) if names else true()
