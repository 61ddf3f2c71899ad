"""Counts what waits for a person: all sorts in one statement, and again those that SQL cannot be sure of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights
from complaints_service.duties.duty import Duty, DutyBearer
from complaints_service.duties.registry import DUTIES
from complaints_service.people.roster import directory_on

Counted = Sequence[tuple[Duty, int]]


def bearer_of(session: Session, *, rights: Rights, today: date) -> DutyBearer:
    """Who is asked about; the directory is read for those alone who lead or oversee others."""
    if not (rights.subordinate_officers or rights.granted("auditor")):
        return DutyBearer(rights=rights, today=today)
    superiors: Mapping[int, Sequence[int]] = directory_on(session, on=today).superiors
    return DutyBearer(
        rights=rights,
        today=today,
        direct=frozenset(one for one, above in superiors.items() if [*above[:1]] == [rights.officer_id]),
        tops=frozenset(one for one, above in superiors.items() if not above),
    )


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
