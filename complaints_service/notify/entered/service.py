"""Entering how letters leave, and reading it back for whoever sends; nothing of it is ever shown again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from complaints_service.audit.service import record
from complaints_service.errors import Actor
from complaints_service.notify.entered.models import RouteSetting
from complaints_service.notify.known_routes import ROUTES
from complaints_service.notify.routes import release_route
from complaints_service.vault.keyring import NotOpened
from complaints_service.vault.opening import open_own
from complaints_service.vault.sealing import seal_own

#: What may be entered on a page, as the settings call it, and the route it is of.
ENTERED = {name: route.code for route in ROUTES.values() for name in route.entered}


def enter_setting(session: Session, *, name: str, value: str | None, now: datetime, actor: Actor) -> None:
    """Keeps a setting sealed, or takes it away; what waited for the route may go at once."""
    older = update(RouteSetting).where(RouteSetting.name == name).values(sealed=None)
    session.execute(older)
    sealed = None if value is None else seal_own(session, belongs=_belongs(name), text=value)
    session.add(RouteSetting(name=name, sealed=sealed, changed_by=actor.ref, changed_at=now))
    session.flush()
    release_route(session, route=ENTERED[name])
    told = {"setting": name, "set": value is not None}
    record(session, now=now, actor=actor, kind="route.entered", subject=f"route:{ENTERED[name]}", data=told)


def edition(session: Session) -> int:
    """By what a process knows whether anything was entered since it looked; 0: never."""
    return session.scalar(select(func.max(RouteSetting.id))) or 0


def entered_settings(session: Session) -> Mapping[str, str]:
    """What is entered, opened; what a key that is gone had sealed counts as not entered."""
    found = {}
    for row in session.scalars(select(RouteSetting).where(RouteSetting.sealed.is_not(None))):
        try:
            found[row.name] = open_own(session, belongs=_belongs(row.name), sealed=row.sealed or b"")
        except NotOpened:
            continue
    return found


def seal_anew(session: Session) -> None:
    """Seals what is entered under the newest key."""
    for row in session.scalars(select(RouteSetting).where(RouteSetting.sealed.is_not(None))):
        text = open_own(session, belongs=_belongs(row.name), sealed=row.sealed or b"")
        row.sealed = seal_own(session, belongs=_belongs(row.name), text=text)
    session.flush()


def _belongs(name: str) -> str:
    return f"route_setting|{name}"
