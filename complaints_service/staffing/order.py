"""What every act on a person is told, what it must find, and what it answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights, may_in_office
from complaints_service.errors import Actor, NotFound, invalid, words
from complaints_service.people.changes import StaffEntry
from complaints_service.people.lists.nip import read_nip
from complaints_service.people.models import Officer, Posting, Unit
from complaints_service.people.postings import OWN
from complaints_service.staffing.effects import Effect
from complaints_service.texts import clean, text_problem
from config.rulebook import Rulebook

MOST_LETTERS = 400


@dataclass(frozen=True, kw_only=True)
class StaffOrder:
    """What every act is told: from which day, why, by whom, and the rules it happens under.

    `rights`: None where the office itself enters it, by a command.
    """

    on: date
    reason: str
    rights: Rights | None
    now: datetime
    actor: Actor
    rulebook: Rulebook

    @property
    def today(self) -> date:
        """The local day it is entered on."""
        return self.rulebook.local_date(self.now)

    @property
    def by(self) -> StaffEntry:
        """As the people slice takes it."""
        return StaffEntry(self.on, self.now, self.actor, clean(self.reason))


@dataclass(frozen=True)
class ActDone:
    """The member an act was about, and what it did."""

    officer_id: int
    effects: tuple[Effect, ...] = field(default=())


_Done = TypeVar("_Done")


def preview(session: Session, act: Callable[[], _Done]) -> _Done:
    """What an act would do; nothing of it is kept. Raises what the act raises."""
    tried = session.begin_nested()
    try:
        return act()
    finally:
        tried.rollback()
        session.expire_all()


def present_officer(session: Session, officer_id: int, order: StaffOrder, *, past: bool = True) -> Officer:
    """The member an act is about, locked; `past`: the day may not lie ahead, nor before the present post."""
    officer = session.get(Officer, officer_id, with_for_update=True, populate_existing=True)
    if officer is None or not officer.active:
        raise NotFound
    require_right(order, unit_code(session, officer.unit_id))
    require_reason(order)
    if past:
        begun = session.scalar(
            select(Posting.from_on).where(
                Posting.officer_id == officer_id, Posting.kind == OWN, Posting.until_on.is_(None)
            )
        )
        if order.on > order.today or (begun is not None and order.on < begun):
            raise invalid(
                "on",
                words("Harinya paling cepat awal jabatan yang sekarang dan paling lambat hari ini."),
            )
    return officer


def require_right(order: StaffOrder, unit: str) -> None:
    """Raises NotFound for whoever does not manage the staff of a unit."""
    if order.rights is not None and not may_in_office(order.rights, "manage_staff", unit):
        raise NotFound


def require_reason(order: StaffOrder) -> None:
    """Raises Invalid without something the act rests on."""
    empty = words("Tulis dasarnya, misalnya nomor surat keputusan.")
    problem = text_problem(order.reason, maximum=MOST_LETTERS, empty=empty)
    if problem is not None:
        raise invalid("reason", problem)


def unit_code(session: Session, unit_id: int) -> str:
    """A unit's code."""
    return session.get_one(Unit, unit_id).code


def checked_nip(typed: str) -> str:
    """The digits of a NIP. Raises Invalid."""
    try:
        return read_nip(typed)
    except ValueError as problem:
        raise invalid("nip", problem.args[0]) from None
