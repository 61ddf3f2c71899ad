"""Other offices as an administrator entered them on a page: sealed, and after what the operator set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from complaints_service.audit.service import record
from complaints_service.errors import Actor
from complaints_service.passing.models import OtherOfficeEntry
from complaints_service.passing.offices import OtherOffice, named, other_offices
from complaints_service.vault.keyring import NotOpened
from complaints_service.vault.opening import open_own
from complaints_service.vault.sealing import seal_own


@dataclass(frozen=True, kw_only=True)
class EnteredOffice:
    """How reports go to an office: to its `installation`, by `email`, or by letter where it has neither.

    A `way` whose secret cannot be opened any more has nothing to go with, and is to be entered again.
    """

    way: str
    installation: OtherOffice | None = None
    email: str = ""


def enter_office(
    session: Session, *, agency: str, entered: EnteredOffice, now: datetime, actor: Actor
) -> None:
    """Keeps how reports go to an office; what was kept of it before is gone."""
    text = named(agency, entered.installation) if entered.installation else entered.email
    sealed = seal_own(session, belongs=_belongs(agency), text=text) if text else None
    _change(session, OtherOfficeEntry(agency=agency, way=entered.way, sealed=sealed), now=now, actor=actor)


def end_office(session: Session, *, agency: str, now: datetime, actor: Actor) -> None:
    """Forgets how reports go to an office: they go by letter again."""
    _change(session, OtherOfficeEntry(agency=agency, way=None, sealed=None), now=now, actor=actor)


def note_tried(session: Session, *, agency: str, result: str, now: datetime, actor: Actor) -> None:
    """That somebody called an office to try it, and what came of it."""
    told = {"result": result}
    record(session, now=now, actor=actor, kind="other_office.tried", subject=f"agency:{agency}", data=told)


def entered_offices(session: Session) -> Mapping[str, EnteredOffice]:
    """What is entered, opened, by the office's code."""
    newest = select(func.max(OtherOfficeEntry.id)).group_by(OtherOfficeEntry.agency)
    rows = session.scalars(
        select(OtherOfficeEntry).where(OtherOfficeEntry.id.in_(newest), OtherOfficeEntry.way.is_not(None))
    )
    return {row.agency: _opened(session, row) for row in rows}


def installations(session: Session, *, setting: str | None) -> Mapping[str, OtherOffice]:
    """Every installation there is; what the operator set comes first."""
    entered = entered_offices(session).items()
    found = {agency: one.installation for agency, one in entered if one.installation is not None}
    return {**found, **other_offices(setting)}


def mailboxes(session: Session, *, setting: str | None) -> Mapping[str, str]:
    """Where mail goes to the offices that were entered so and have no installation."""
    systems = installations(session, setting=setting)
    entered = entered_offices(session).items()
    return {agency: one.email for agency, one in entered if one.email and agency not in systems}


def seal_anew(session: Session) -> None:
    """Seals what is entered under the newest key."""
    for row in session.scalars(select(OtherOfficeEntry).where(OtherOfficeEntry.sealed.is_not(None))):
        text = open_own(session, belongs=_belongs(row.agency), sealed=row.sealed or b"")
        row.sealed = seal_own(session, belongs=_belongs(row.agency), text=text)
    session.flush()


def _change(session: Session, row: OtherOfficeEntry, *, now: datetime, actor: Actor) -> None:
    older = update(OtherOfficeEntry).where(OtherOfficeEntry.agency == row.agency).values(sealed=None)
    session.execute(older)
    row.changed_by, row.changed_at = actor.ref, now
    session.add(row)
    session.flush()
    told = {"way": row.way}
    record(
        session, now=now, actor=actor, kind="other_office.entered", subject=f"agency:{row.agency}", data=told
    )


def _opened(session: Session, row: OtherOfficeEntry) -> EnteredOffice:
    way = row.way or ""
    if row.sealed is None:
        return EnteredOffice(way=way)
    try:
        text = open_own(session, belongs=_belongs(row.agency), sealed=row.sealed)
    except NotOpened:
        return EnteredOffice(way=way)
    if way == "email":
        return EnteredOffice(way=way, email=text)
    return EnteredOffice(way=way, installation=other_offices(text)[row.agency])


def _belongs(agency: str) -> str:
    return f"other_office|{agency}"
