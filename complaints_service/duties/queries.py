"""Counts what waits for a person: all sorts in one statement, and again those that SQL cannot be sure of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights
from complaints_service.duties.duty import Duty, DutyBearer
from complaints_service.duties.registry import DUTIES
from complaints_service.people.members import members
from complaints_service.people.queries import nearest_superiors
from complaints_service.tickets.listed import MOST_COUNTED
from complaints_service.translation import so_many

Counted = Sequence[tuple[Duty, int]]
#: What else is asked of a bearer in the same statement: a function of a module, as statements are kept by it.
Also = Callable[[DutyBearer], Sequence[ColumnElement[Any]]]
#: The statements of how many people are kept.
_KEPT = 256


def _nothing(_bearer: DutyBearer) -> Sequence[ColumnElement[Any]]:
    return ()


def bearer_of(session: Session, *, rights: Rights, today: date) -> DutyBearer:
    """Who is asked about; lines of command are read for those alone who lead or oversee others."""
    below, tops = rights.subordinate_officers, frozenset[int]()
    above = nearest_superiors(session, officer_ids=below, on=today) if below else {}
    if any(grant.role == "auditor" and grant.units is None for grant in rights.grants):
        everybody = [each.id for each in members(session) if each.active]
        led = nearest_superiors(session, officer_ids=everybody, on=today)
        tops = frozenset(everybody).difference(led)
    direct = frozenset(one for one, superior in above.items() if superior == rights.officer_id)
    return DutyBearer(rights=rights, today=today, direct=direct, tops=tops)


def count_duties(
    session: Session, *, rights: Rights, today: date, also: Also = _nothing
) -> tuple[Counted, Sequence[Any]]:
    """What waits, in the order of the registry, without what is empty; and the values of `also` beside it."""
    bearer = bearer_of(session, rights=rights, today=today)
    duties, question = _question(bearer, also)
    row = session.execute(question).one()
    beside = len(row) - len(duties)
    counted = [
        (duty, duty.sure(session, bearer) if duty.sure is not None else count)
        for duty, count in zip(duties, row[beside:], strict=True)
        if count
    ]
    return [(duty, count) for duty, count in counted if count], row[:beside]


@lru_cache(maxsize=_KEPT)
def _question(bearer: DutyBearer, also: Also) -> tuple[tuple[Duty, ...], Select[Any]]:
    """The statement for one bearer, with the duties it counts behind `also`.

    Every page of the office asks it, and building it takes five times as long as asking: it is kept for those
    who came last.
    """
    asked = [(duty, query) for duty in DUTIES if (query := duty.asking(bearer)) is not None]
    counts = (query.scalar_subquery() for _duty, query in asked)
    return tuple(duty for duty, _query in asked), select(*also(bearer), *counts)


def total(counted: Counted) -> int:
    """The one number that nav, desk and chat say; beyond `MOST_COUNTED` only that it is more is sure."""
    return sum(count for _duty, count in counted)


def total_words(counted: Counted, language: str) -> str:
    """The same in words."""
    return so_many(total(counted), MOST_COUNTED, language)
