"""Counts what waits for a person: all sorts in one statement, and again those that SQL cannot be sure of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights
from complaints_service.duties.duty import Duty, DutyBearer
from complaints_service.duties.registry import DUTIES
from complaints_service.people.members import members
from complaints_service.people.queries import nearest_superiors

Counted = Sequence[tuple[Duty, int]]


def bearer_of(session: Session, *, rights: Rights, today: date) -> DutyBearer:
    """Who is asked about; lines of command are read for those alone who lead or oversee others."""
    below, tops = rights.subordinate_officers, frozenset[int]()
    above = nearest_superiors(session, officer_ids=below, on=today) if below else {}
    if any(grant.role == "auditor" and grant.units is None for grant in rights.grants):
        everybody = [each.id for each in members(session) if each.active]
        tops = frozenset(everybody) - nearest_superiors(session, officer_ids=everybody, on=today).keys()
    direct = frozenset(one for one, superior in above.items() if superior == rights.officer_id)
    return DutyBearer(rights=rights, today=today, direct=direct, tops=tops)


def count_duties(
    session: Session, *, rights: Rights, today: date, also: Sequence[ColumnElement[Any]] = ()
) -> tuple[Counted, Sequence[Any]]:
    """What waits, in the order of the registry, without what is empty; and the values of `also` beside it."""
    bearer = bearer_of(session, rights=rights, today=today)
    asked = [(duty, query) for duty in DUTIES if (query := duty.asking(bearer)) is not None]
    row = session.execute(select(*also, *(query.scalar_subquery() for _duty, query in asked))).one()
    counted = [
        (duty, duty.sure(session, bearer) if duty.sure is not None else count)
        for (duty, _query), count in zip(asked, row[len(also) :], strict=True)
        if count
    ]
    return [(duty, count) for duty, count in counted if count], row[: len(also)]


def total(counted: Counted) -> int:
    """The one number that nav, desk and chat say."""
    return sum(count for _duty, count in counted)
