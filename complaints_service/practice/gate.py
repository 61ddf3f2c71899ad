"""Lets requests below `/latihan/<as whom>/` into their reader's invented office, and keeps them in it.

Only the pages of the desk are there. What the frame leads to (help, one's own account) opens outside, and any
other address does not exist; so nothing is sent, published or numbered from here, and no job of the service
ever looks into such an office.
"""

from __future__ import annotations

from flask import Flask, abort, g, redirect, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from complaints_service import clock, db
from complaints_service.accounts.queries import account_by_login, resolve_session
from complaints_service.accounts.sign_in import touch_session
from complaints_service.edge.practice import AS_WHOM, OFFICES, PLAYED, PREFIX, Below, Practising
from complaints_service.edge.resources import Service, service
from complaints_service.edge.sign_in import SESSION_COOKIE
from complaints_service.edge.transaction import SAFE_METHODS, writing
from complaints_service.practice.offices import Offices

#: The rooms whose pages are practised on: all they do is told in the database.
ROOMS = frozenset(
    {"desk", "duties", "files", "reminders", "search", "templates", "together", "triage", "unsent", "views"}
)
#: Where the frame leads, out of the practice mode.
OUTSIDE = frozenset(
    {"accounts", "complaint_form", "offline", "openness", "own_account", "public", "tracking"}
)


def register(app: Flask) -> None:
    """Puts the practice mode before the pages; stands behind what reads the rules of the real office."""
    app.extensions[OFFICES] = offices = Offices()
    app.wsgi_app = Below(app.wsgi_app)  # type: ignore[method-assign,assignment]

    @app.before_request
    def _enter() -> Response | None:
        played = request.environ.get(AS_WHOM)
        if played is None:
            return None
        if request.blueprint in OUTSIDE and request.method in SAFE_METHODS:
            return redirect(request.full_path.rstrip("?"), 303)
        real = service()
        account_id = _reader(real)
        if account_id is None:
            return redirect(PREFIX, 303)
        g.service = office = offices.office_of(real, account_id)
        with db.reading(office.engine) as session:
            as_whom = account_by_login(session, login=PLAYED[played])
            g.practising = Practising(played, as_whom.id) if as_whom is not None else None
        if g.practising is None:
            return redirect(PREFIX, 303)
        if request.endpoint is not None and request.blueprint not in ROOMS:
            abort(404)
        return None


def _reader(real: Service) -> int | None:
    """The real account behind the browser; None for nobody, or who has to set up a second step first."""
    now, token = clock.now(), SESSION_COOKIE.read(request)
    if not token:
        return None
    with db.reading(real.engine) as session:
        found = resolve_session(session, token=token, now=now)
    if found is None or found.enrols:
        return None
    if found.touch_due(now):

        def touch(session: Session) -> None:
            touch_session(session, session_id=found.session_id, now=now)

        writing(touch, real.engine)
    return found.account_id
