"""Whether the service stands: `/healthz` (the process), `/readyz` (its database, the age of each success)."""

from __future__ import annotations

from flask import Flask, Response, jsonify
from sqlalchemy import text

from complaints_service import clock
from complaints_service.edge.guard import ANYONE, needs
from complaints_service.edge.resources import service
from complaints_service.edge.transaction import reading
from complaints_service.health.queries import known_until, signs
from complaints_service.health.rules import CalendarEnd, Sign


def register(app: Flask) -> None:
    """Adds the two answers a supervisor asks for."""

    @app.get("/healthz")
    @needs(ANYONE)
    def healthz() -> Response:
        return jsonify(status="ok")

    @app.get("/readyz")
    @needs(ANYONE)
    def readyz() -> Response:
        now = clock.now()
        with reading() as session:
            session.execute(text("SELECT 1 FROM rulebook_version"))
            found = signs(session, backup_hours=service().settings.backup_wanted_hours, now=now)
        # A worker that is silent is no reason to take the pages away: the status is the web process's own.
        return jsonify(
            status="ready",
            silent=[sign.code for sign in found if sign.silent],
            health={sign.code: _told(sign) for sign in found},
            calendar=_reaches(known_until(service().rulebook, now=now)),
        )


def _told(sign: Sign) -> dict[str, object]:
    return {
        "used": sign.used,
        "last_success": sign.last_at.isoformat() if sign.last_at else None,
        "age_seconds": sign.age_seconds,
        "limit_seconds": sign.limit_seconds,
        "silent": sign.silent,
    }


def _reaches(end: CalendarEnd) -> dict[str, object]:
    return {"known_until": end.last_on.isoformat(), "days_left": end.days_left, "warned_days": end.within}
