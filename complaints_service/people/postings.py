"""Who stood where on a local day: read from the dated postings, whatever day it is today.

A day that nobody names is today as far as it is known: what has no end.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from complaints_service.db import from_row, remembers
from complaints_service.office_stamp import until_changed
from complaints_service.people.models import Posting

OWN = "own"
_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class HeldPost:
    """One posting: a post and the unit it is held in; `until_on` is the first day after it."""

    officer_id: int
    position_id: int
    unit_id: int
    kind: str
    from_on: date
    until_on: date | None

    def covers(self, on: date | None) -> bool:
        """Whether it is in force on a local day; None: whether it has no end."""
        if on is None:
            return self.until_on is None
        return self.from_on <= on and (self.until_on is None or on < self.until_on)


def covering(on: date | None) -> ColumnElement[bool]:
    """Postings in force on a local day, as a condition; without one, those that have no end."""
    if on is None:
        return Posting.until_on.is_(None)
    return (Posting.from_on <= on) & (Posting.until_on.is_(None) | (Posting.until_on > on))


def in_force(session: Session, *, on: date | None) -> list[HeldPost]:
    """Everybody's postings of a local day, by officer, own posts first."""
    return sorted(
        (each for each in _held(session) if each.covers(on)),
        key=lambda each: (each.officer_id, each.kind != OWN),
    )


def place_on(session: Session, *, officer_id: int, on: date | None) -> HeldPost | None:
    """A member's own post on a local day; before the first and after the last, that one. None for nobody."""
    return place_among(postings_of(session, officer_id=officer_id), on)


def place_among(postings: Sequence[HeldPost], on: date | None) -> HeldPost | None:
    """Of one member's postings, the earliest first, the place of a local day, as `place_on` says it."""
    own = [each for each in postings if each.kind == OWN]
    if on is None:
        return own[-1] if own else None
    there = [each for each in own if each.from_on <= on and each.until_on != each.from_on]
    return there[-1] if there else next(iter(own), None)


def posts_on(session: Session, *, officer_id: int, on: date | None) -> list[int]:
    """The posts whose rights a member has on a local day: the own one, then those led as well."""
    return posts_among(postings_of(session, officer_id=officer_id), on)


def posts_among(postings: Sequence[HeldPost], on: date | None) -> list[int]:
    """Of one member's postings the posts of a local day, as `posts_on` says it."""
    held = [each for each in postings if each.covers(on)]
    return [each.position_id for each in sorted(held, key=lambda each: each.kind != OWN)]


def holders_on(session: Session, *, posts: Collection[int], on: date | None) -> dict[int, list[int]]:
    """Who holds each of these posts on a local day: whose own it is, then who leads it as well."""
    held = [each for each in _held(session, posts=posts) if each.covers(on)] if posts else []
    found: dict[int, list[int]] = {}
    for each in sorted(held, key=lambda one: (one.kind != OWN, one.officer_id)):
        found.setdefault(each.position_id, []).append(each.officer_id)
    return found


def held_at(session: Session, *, posts: Collection[int]) -> list[HeldPost]:
    """All postings at these posts, in force or not."""
    return _held(session, posts=posts)


def postings_of(session: Session, *, officer_id: int) -> list[HeldPost]:
    """All postings of a member, the earliest first."""
    return sorted(
        _held(session, officers=[officer_id]),
        key=lambda each: (each.from_on, each.until_on or date.max),
    )


def places_in(session: Session, *, first_on: date, last_on: date) -> Mapping[int, Sequence[HeldPost]]:
    """By officer, the own posts held between two local days, the earliest first."""
    found: dict[int, list[HeldPost]] = {}
    for each in sorted(between(session, first_on=first_on, last_on=last_on), key=lambda one: one.from_on):
        if each.kind == OWN:
            found.setdefault(each.officer_id, []).append(each)
    return found


def between(session: Session, *, first_on: date, last_on: date) -> list[HeldPost]:
    """Everybody's postings that reach into these local days, own or led as well."""
    return [
        each
        for each in _held(session)
        if each.from_on <= last_on
        and (each.until_on is None or each.until_on > first_on)
        and each.until_on != each.from_on
    ]


def days_not_here(session: Session, *, officer_id: int) -> list[tuple[date, date]]:
    """The days a member was not in the office: before, between and after the postings; both ends included."""
    own = [each for each in postings_of(session, officer_id=officer_id) if each.kind == OWN]
    away: list[tuple[date, date]] = []
    begins = date.min
    for each in own:
        if each.from_on > begins:
            away.append((begins, each.from_on - _DAY))
        if each.until_on is None:
            return away
        begins = max(begins, each.until_on)
    return [*away, (begins, date.max)] if own else away


def _held(
    session: Session, *, officers: Collection[int] | None = None, posts: Collection[int] | None = None
) -> list[HeldPost]:
    """Postings in the order they were entered: all, those of `officers`, or those at `posts`.

    As with members, a session that only reads has all of them, read again after a change of the office.
    """
    if remembers(session):
        return [
            each
            for each in _everything(session)
            if (officers is None or each.officer_id in officers)
            and (posts is None or each.position_id in posts)
        ]
    where: list[ColumnElement[bool]] = []
    if officers is not None:
        where.append(Posting.officer_id.in_(officers))
    if posts is not None:
        where.append(Posting.position_id.in_(posts))
    return _read(session, *where)


@until_changed
def _everything(session: Session) -> list[HeldPost]:
    return _read(session)


def _read(session: Session, *where: ColumnElement[bool]) -> list[HeldPost]:
    rows = session.execute(
        select(
            Posting.officer_id,
            Posting.position_id,
            Posting.unit_id,
            Posting.kind,
            Posting.from_on,
            Posting.until_on,
        )
        .where(*where)
        .order_by(Posting.id)
    )
    return [from_row(HeldPost, row) for row in rows]
