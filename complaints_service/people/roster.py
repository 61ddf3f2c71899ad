"""The office on a local day as routing needs it, kept as long as nothing in the office changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from complaints_service.office_stamp import until_changed
from complaints_service.people.directory import Directory, directory
from complaints_service.people.reach import reach_of, unreachable, unseen_units


@dataclass(frozen=True)
class BeyondReach:
    """The members who could not open what they were given, and the units into which nobody looks."""

    officers: frozenset[int] = frozenset()
    units: frozenset[str] = frozenset()


@until_changed
def directory_on(session: Session, *, on: date) -> Directory:
    """The office on a local day; read again whenever anything of it changed."""
    return directory(session, on=on)


@until_changed
def beyond_reach(session: Session, *, on: date) -> BeyondReach:
    """To whom and to which units nothing may go, on a local day."""
    reach, then = reach_of(session), directory_on(session, on=on)
    return BeyondReach(unreachable(reach, then), frozenset(unseen_units(reach, then)))
