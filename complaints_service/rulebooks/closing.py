"""Closing the office at once: it holds when one person says so, and somebody else confirms it afterwards.

What is not confirmed opens the days that have not come yet; a day that came stays as it was, since what was
promised and measured on it is past.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from complaints_service.audit.service import record
from complaints_service.errors import Actor, DomainError, NotFound, invalid, words
from complaints_service.rulebooks.dating import carried, next_calendar
from complaints_service.rulebooks.editing.hours import closures_of, with_closure, without_closure
from complaints_service.rulebooks.files import Files
from complaints_service.rulebooks.models import OfficeClosure, RulebookDraft
from complaints_service.rulebooks.service import keep_release, settle
from config.rulebook import Rulebook

MOST_DAYS = 14


@dataclass(frozen=True, kw_only=True)
class RulesNow:
    """The rules that hold as a closure finds them, and how files are read and checked."""

    files: Files
    read: Callable[[Files], Rulebook]
    today: date
    now: datetime
    actor: Actor


def close_office(session: Session, *, first_on: date, last_on: date, reason: str, rules: RulesNow) -> int:
    """Closes the office on these days, from now on in every process; returns the closure's number.

    Raises Invalid, and DomainError `closed_already`.
    """
    if first_on < rules.today:
        raise invalid("first_on", words("Hari yang sudah lewat tidak bisa ditutup di sini."))
    if not first_on <= last_on < first_on + timedelta(days=MOST_DAYS):
        raise invalid("last_on", words("Isi 1 sampai %(most)s hari berturut-turut.", most=MOST_DAYS))
    closed = {one.get("on") for one in closures_of(rules.files)}
    days = [day for day in _days(first_on, last_on) if day not in closed]
    if not days:
        raise DomainError("closed_already", words("Kantor sudah tutup pada hari-hari itu."))

    def change(files: Files) -> Files:
        for day in days:
            decreed_at = rules.now if day <= rules.today else None
            files = with_closure(files, on=day, name=reason, decreed_at=decreed_at)
        return files

    _put_in_force(session, change, rules)
    row = OfficeClosure(
        first_on=first_on, last_on=last_on, reason=reason, entered_by=rules.actor.ref, entered_at=rules.now
    )
    session.add(row)
    session.flush()
    _recorded(session, row, "office.closed", rules)
    return row.id


def decide_closure(session: Session, *, number: int, confirmed: bool, rules: RulesNow) -> None:
    """Confirms a closure that somebody else told, or opens what has not come of it.

    Raises NotFound, and DomainError `own_closure`, `closure_decided`.
    """
    row = session.scalar(select(OfficeClosure).where(OfficeClosure.id == number).with_for_update())
    if row is None:
        raise NotFound
    if row.entered_by == rules.actor.ref:
        raise DomainError("own_closure", words("Anda yang menutupnya. Orang lain yang memutuskan."))
    if row.confirmed is not None:
        raise DomainError("closure_decided", words("Penutupan ini sudah diputuskan."))
    row.decided_by, row.decided_at, row.confirmed = rules.actor.ref, rules.now, confirmed
    ahead = [day for day in _days(row.first_on, row.last_on) if day > rules.today]
    if not confirmed and ahead:

        def change(files: Files) -> Files:
            for day in ahead:
                files = without_closure(files, on=day)
            return files

        _put_in_force(session, change, rules)
    session.flush()
    _recorded(session, row, "office.closing_decided", rules)


def closures_told(session: Session, *, most: int) -> Sequence[OfficeClosure]:
    """The closures told at once, those that nobody has decided on first."""
    decided = OfficeClosure.confirmed.is_not(None)
    return session.scalars(select(OfficeClosure).order_by(decided, OfficeClosure.id.desc()).limit(most)).all()


def waits_for(session: Session, *, ref: str) -> tuple[bool, int]:
    """Whether somebody else's draft waits for whom `ref` names, and how many of others' closures do."""
    proposed = select(RulebookDraft.id).where(
        RulebookDraft.proposed_by.is_not(None), RulebookDraft.proposed_by != ref
    )
    told = select(func.count()).where(OfficeClosure.confirmed.is_(None), OfficeClosure.entered_by != ref)
    return session.scalar(proposed) is not None, session.scalar(told) or 0


def _put_in_force(session: Session, change: Callable[[Files], Files], rules: RulesNow) -> None:
    """Releases the rules that hold with their calendar changed; a draft in the making follows."""
    after = next_calendar(rules.files, change(rules.files), on=rules.today)
    settle(session, rulebook=rules.read(after), now=rules.now, actor=rules.actor)
    draft = session.scalar(select(RulebookDraft).with_for_update())
    if draft is not None:
        draft.files = carried(draft.files, rules.files, after, change)
    keep_release(session, files=after, now=rules.now, actor=rules.actor)


def _recorded(session: Session, row: OfficeClosure, kind: str, rules: RulesNow) -> None:
    told = {
        "first_on": row.first_on.isoformat(),
        "last_on": row.last_on.isoformat(),
        "confirmed": row.confirmed,
    }
    record(session, now=rules.now, actor=rules.actor, kind=kind, subject=f"closure:{row.id}", data=told)


def _days(first_on: date, last_on: date) -> list[date]:
    return [first_on + timedelta(days=number) for number in range((last_on - first_on).days + 1)]
