"""Whether the service stands: `/healthz` (the process) and `/readyz` (also its database)."""

from __future__ import annotations

from flask import Flask, Response, jsonify
from sqlalchemy import text

from complaints_service.edge.guard import ANYONE, needs
from complaints_service.edge.transaction import reading


def register(app: Flask) -> None:
    """Adds the two answers a supervisor asks for."""

    @app.get("/healthz")
    @needs(ANYONE)
    def healthz() -> Response:
        return jsonify(status="ok")

    @app.get("/readyz")
    @needs(ANYONE)
    def readyz() -> Response:
        with reading() as session:
            session.execute(text("SELECT 1 FROM rulebook_version"))
        return jsonify(status="ready")
